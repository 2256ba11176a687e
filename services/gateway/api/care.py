"""Same-day care: professionals receive whom reception sent to them today."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id
from services.gateway.api.shapes import Code
from services.gateway.commands import By
from services.gateway.domain import Contact
from services.gateway.domain.care import last_received
from services.gateway.policy import POLICY
from shared.db import Tx as Connection
from shared.web import Tx, router

api = router(POLICY, prefix="/api/units/{unit}/care", tags=["agenda"])


class CareAct(StrEnum):
    """What a professional says of somebody who was sent to their unit today."""

    RECEIVE = "receive"
    UNDO = "undo"


CARE_ACTS: Mapping[CareAct, Callable[[Connection, str, UUID, By], Awaitable[Contact]]] = {
    CareAct.RECEIVE: commands.receive_today,
    CareAct.UNDO: commands.not_received,
}


class CareShown(BaseModel):
    """Somebody who was sent to professionals of a unit: no more than its agenda says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "contact": "019cadb5-4c31-7e22-8d5f-3a6e9c8b7f02",
                    "version": 9,
                    "code": "B 012",
                    "received_at": "2026-03-02T09:12:00Z",
                }
            ]
        }
    )

    contact: UUID
    version: int = Field(description="Send it as If-Match to act on what you saw.")
    code: str
    received_at: datetime | None = Field(description="null: not yet, or nobody said so.")


@api.post("/{contact_id}/{care_act}", response_model=CareShown)
async def care_act(tx: Tx, by: Asking, unit: Code, contact_id: Id, care_act: CareAct) -> Any:
    """A professional of the unit receives them, from whatever unit they were sent; or did not."""
    done = await CARE_ACTS[care_act](tx, unit, contact_id, by)
    return CareShown(
        contact=done.id,
        version=done.version,
        code=done.shown_code,
        received_at=last_received(done, unit),
    )

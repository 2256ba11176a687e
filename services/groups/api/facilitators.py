"""Who may hold the sessions of a unit, as the accounts have it, and who does."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field

from services.groups import commands, queries
from services.groups.api.asked import Code, Facilitators, SessionId
from services.groups.api.asking import Asking
from services.groups.api.shapes import SessionShown, example
from services.groups.commands import By
from services.groups.domain.refusals import UnknownFacilitator
from services.groups.domain.sessions import Session
from services.groups.policy import POLICY
from shared.audit import Reader
from shared.db import Tx as Connection
from shared.identity.colleagues import who_lead_at
from shared.web import Reading, Tx, around, router

api = router(POLICY, prefix="/api", tags=["sessions"])
LAIA = "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c66"


class FacilitatorsAsked(BaseModel):
    """Who holds it from now on; who is left out holds it no more."""

    model_config = example({"facilitators": [LAIA]}, sent=True)

    facilitators: Facilitators = Field(min_length=1)


class HolderAsked(BaseModel):
    """Who holds it from now on."""

    model_config = example({"holder": LAIA}, sent=True)

    holder: UUID


class FacilitatorShown(BaseModel):
    """Who may hold a unit's sessions."""

    model_config = example({"id": LAIA, "name": "Laia"})

    id: UUID
    name: str


class FacilitatorsShown(BaseModel):
    """The facilitators and professionals of a unit."""

    model_config = example({"facilitators": [{"id": LAIA, "name": "Laia"}]})

    facilitators: list[FacilitatorShown]


@api.get("/units/{unit}/facilitators", response_model=FacilitatorsShown)
async def facilitators_of_unit(request: Request, by: Asking, unit: Code) -> Any:
    """Who may hold the unit's sessions."""
    by.who.require(unit)
    found = await leading(request, unit)
    return {"facilitators": [{"id": each, "name": name} for each, name in found.items()]}


@api.post("/sessions/{session_id}/facilitators", response_model=SessionShown)
async def change_facilitators(
    request: Request, tx: Tx, by: Asking, session_id: SessionId, body: FacilitatorsAsked
) -> Any:
    """Say who holds it; of a restricted one only who holds it may, and sees who comes."""
    found = await queries.session(tx, session_id, by.who)
    await require_leading(request, found.unit, body.facilitators, found.facilitators)
    return await commands.change_facilitators(tx, session_id, body.facilitators, by)


@api.post("/sessions/{session_id}/entrust", response_model=SessionShown)
async def entrust_session(
    request: Request, tx: Tx, by: Asking, reader: Reading, session_id: SessionId, body: HolderAsked
) -> Any:
    """Name who holds it, where nobody of its unit does any more; noted in the trace."""
    return await entrusted(request, tx, session_id, body.holder, reader, by)


async def entrusted(
    request: Request, tx: Connection, session_id: UUID, holder: UUID, reader: Reader, by: By
) -> Session:
    """The session with its new holder, who must be of its unit, as the accounts have it now."""
    unit = (await queries.session(tx, session_id, by.who)).unit
    colleagues = await leading(request, unit)
    if holder not in colleagues:
        raise UnknownFacilitator
    return await commands.entrust(tx, session_id, holder, colleagues, reader, by)


async def leading(request: Request, unit: str) -> dict[UUID, str]:
    """The names of the unit's facilitators and professionals, by their ids."""
    return await who_lead_at(around(request).identity, unit)


async def require_leading(
    request: Request, unit: str, named: Collection[UUID], holding: Collection[UUID] = ()
) -> None:
    """Raises ``UnknownFacilitator`` unless all work at the unit so, or hold the session already."""
    new = set(named) - set(holding)
    if new and not new <= set(await leading(request, unit)):
        raise UnknownFacilitator

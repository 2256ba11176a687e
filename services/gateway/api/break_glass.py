"""Break-glass: to see a person without a relation, for a while and with a reason."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands
from services.gateway.api.asking import Asking
from services.gateway.api.people import Id
from services.gateway.api.people_shapes import PERSON
from services.gateway.api.shapes import Asked, Code
from services.gateway.domain import Breaking, Reason
from services.gateway.domain.break_glass import LONGEST, SHORTEST
from services.gateway.policy import POLICY
from shared.web import Keys, Tx, router

api = router(POLICY, prefix="/api/people/{person_id}/break-glass", tags=["people"])
EXAMPLE: dict[str, Any] = {
    "unit": "DATC",
    "reason": "danger",
    "words": "Fell in the waiting room, not awake.",
}
UNTIL: dict[str, Any] = {
    "id": "019cadb5-3b20-7a11-9d4e-2c5f8b7a6e02",
    "until": "2026-03-02T10:12:00Z",
}


class BreakingGlass(Asked):
    """Where whoever asks is, and why they must see somebody with whom they have nothing to do."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    unit: Code
    reason: Reason
    words: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)] = Field(
        description="One's own; only the data-protection officer reads them."
    )


class GlassBroken(BaseModel):
    """A use of break-glass."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [UNTIL]})

    id: UUID
    until: datetime = Field(description="Real time, whatever time is played.")


class GlassEnded(BaseModel):
    """Nothing is open."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"person": PERSON, "open": False}]})

    person: UUID
    open: bool


@api.post("", status_code=201, response_model=GlassBroken)
async def break_glass(tx: Tx, by: Asking, keys: Keys, person_id: Id, body: BreakingGlass) -> Any:
    """See somebody found within the hour for a while; the officer is told at once."""
    said = Breaking(body.unit, body.reason, body.words)
    return await commands.break_glass(tx, person_id, said, by, keys.ring())


@api.post("/end", response_model=GlassEnded)
async def end_break_glass(tx: Tx, by: Asking, person_id: Id) -> Any:
    """Be done with it before its time; the answer is the same where nothing was open."""
    await commands.end_break_glass(tx, person_id, by)
    return {"person": person_id, "open": False}

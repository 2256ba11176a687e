"""Triage: reasons with their ends, what the rules ask about, and the level."""

from typing import Any

from fastapi import Response

from services.gateway import commands
from services.gateway.api.asking import Asking, Comparing
from services.gateway.api.contacts import Id, shown, where_to_call
from services.gateway.api.shapes import Closing, Code, ContactShown
from services.gateway.api.triage_shapes import CircumstancesSaid, ReasonSaid, TriageSaid, Turn
from services.gateway.domain import Triage
from services.gateway.policy import POLICY
from shared.web import Tx, router

api = router(POLICY, prefix="/api", tags=["contacts"])
TURNS = {
    Turn.DROP: commands.drop_reason,
    Turn.LEAD: commands.lead_with,
    Turn.REOPEN: commands.reopen_reason,
}


@api.post("/contacts/{contact_id}/triage", response_model=ContactShown)
async def triage(tx: Tx, by: Asking, contact_id: Id, body: TriageSaid, response: Response) -> Any:
    """Set level and reason."""
    unsaid = "reason" not in body.model_fields_set
    said = Triage(body.level, body.reason, body.centre, keeps_reason=unsaid, why=body.why)
    return shown(response, await commands.triage(tx, contact_id, said, by))


@api.post("/contacts/{contact_id}/reasons", response_model=ContactShown)
async def add_reason(
    tx: Tx, by: Asking, contact_id: Id, body: ReasonSaid, response: Response
) -> Any:
    """They come for this too; the level follows the city's rules unless a person chose it."""
    return shown(response, await commands.add_reason(tx, contact_id, body.reason, by))


@api.post("/contacts/{contact_id}/reasons/{reason}/end", response_model=ContactShown)
async def end_reason(
    tx: Tx, by: Comparing, contact_id: Id, reason: Code, body: Closing, response: Response
) -> Any:
    """One of the reasons ends with its own outcome; with the last one service does."""
    await where_to_call(tx, contact_id, body, by)
    ended = await commands.end_reason(tx, contact_id, reason, body.outcome, by)
    return shown(response, ended)


@api.post("/contacts/{contact_id}/reasons/{reason}/{turn}", response_model=ContactShown)
async def turn_reason(
    tx: Tx, by: Asking, contact_id: Id, reason: Code, turn: Turn, response: Response
) -> Any:
    """A reason was not meant (``drop``), is the main one (``lead``), is not over (``reopen``)."""
    return shown(response, await TURNS[turn](tx, contact_id, reason, by))


@api.post("/contacts/{contact_id}/circumstances", response_model=ContactShown)
async def say_circumstances(
    tx: Tx, by: Asking, contact_id: Id, body: CircumstancesSaid, response: Response
) -> Any:
    """What the rules of the triage ask about and holds; what is not said does not."""
    said = await commands.say_circumstances(tx, contact_id, body.circumstances, by)
    return shown(response, said)


@api.post("/contacts/{contact_id}/no-danger", response_model=ContactShown)
async def no_danger(tx: Tx, by: Asking, contact_id: Id, response: Response) -> Any:
    """The danger questions were asked, and nothing of them holds."""
    return shown(response, await commands.no_danger(tx, contact_id, by))

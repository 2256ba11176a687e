"""Messages for professionals: leaving one, its answer, and who inherits them."""

from typing import Any
from uuid import UUID

from fastapi import Request

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.pending import Id
from services.gateway.api.pending_asked import Answering, NewMessage, NewSubstitute
from services.gateway.api.pending_elsewhere import PendingSeen, as_seen
from services.gateway.api.pending_shapes import PendingShown, Set
from services.gateway.api.protection import colleague, professional
from services.gateway.api.shapes import Code
from services.gateway.api.substitutes_shapes import SubstitutesShown
from services.gateway.policy import POLICY
from shared.web import Keys, Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["pending calls"])


@api.post("/units/{unit}/messages", status_code=201, response_model=PendingSeen)
async def leave_message(request: Request, tx: Tx, by: Asking, keys: Keys, body: NewMessage) -> Any:
    """Leave words for a professional of the unit; from the city's telephone, of any centre."""
    unit = request.path_params["unit"]
    to = await professional(request, body.centre or unit, body.to)
    said = commands.Message(
        unit, to, body.words, body.contact, body.due_at, body.number, body.centre
    )
    left = await commands.leave_message(tx, said, by, keys.ring())
    return as_seen(left, by.who, left.id)


@api.post("/pending/{call_id}/answer", response_model=PendingShown)
async def answer_message(tx: Tx, by: Asking, keys: Keys, call_id: Id, body: Answering) -> Any:
    """Write what reception is to tell."""
    return await commands.answer(tx, call_id, body.words, by, keys.ring())


@api.post("/units/{unit}/substitutes", status_code=201, response_model=Set)
async def set_substitute(
    request: Request, tx: Tx, by: Asking, unit: Code, body: NewSubstitute
) -> Any:
    """From then until then somebody else has a professional's messages."""
    away = await colleague(request, body.professional)
    who = (away, await professional(request, unit, body.substitute))
    said = commands.Substitution(unit, *who, body.since, body.until)
    await commands.set_substitute(tx, said, by)
    return {"set": True}


@api.get("/units/{unit}/substitutes", response_model=SubstitutesShown)
async def substitutes(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Who has whose messages at a unit, now and to come, the first to begin first."""
    found, more = await queries.substitutions(tx, unit, by.at, page.after, page.limit)
    link(page.end if more else None)
    return {"substitutes": found}


@api.post("/units/{unit}/substitutes/{substitution}/end", response_model=Set)
async def end_substitute(tx: Tx, by: Asking, unit: Code, substitution: UUID) -> Any:
    """From now on the messages are the professional's again; said again it changes nothing."""
    await commands.end_substitute(tx, unit, substitution, by)
    return {"set": False}

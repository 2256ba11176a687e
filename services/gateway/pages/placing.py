"""The outcome *Group place*: real sessions to come, and what to tell the person."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands import Wanted
from services.gateway.domain import Contact
from services.gateway.domain.places import MOST_PLACES
from services.gateway.domain.refusals import NoOpenReason
from services.gateway.pages.place_words import STATES
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.errors import NotFound
from shared.pages import render
from shared.web import Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}")
SHOWN = 9
"""Each has a key."""
SETTLES_WITHIN = timedelta(seconds=30)
"""So long after asking the page looks again by itself for what the groups say."""
After = Annotated[int, Query(ge=0, le=10_000)]


class PlacingForm(BaseModel):
    """The session that was chosen, for how many of the household."""

    model_config = ConfigDict(extra="ignore")

    session: UUID
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)] = 1


@pages.get("/contacts/{contact_id}/group-place")
async def placing_page(
    request: Request, tx: Tx, by: Asking, unit: Code, contact_id: UUID, after: After = 0
) -> Response:
    """The sessions to come, those that answer the reason first."""
    contact = await _contact(tx, contact_id, unit, by)
    reason = _reason(contact)
    coming = await queries.coming_sessions(tx, unit, reason, by.at, (after, SHOWN + 1))
    return render(
        request,
        "placing.html",
        contact=contact,
        unit=unit,
        city=await current(tx, by.at),
        reason=reason,
        sessions=coming.sessions[:SHOWN],
        coming=coming,
        after=after,
        more=after + SHOWN if len(coming.sessions) > SHOWN else None,
        most=MOST_PLACES,
        shown=SHOWN,
    )


@pages.post("/contacts/{contact_id}/group-place")
async def placing_page_ask(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    contact_id: UUID,
    form: Annotated[PlacingForm, Form()],
) -> Response:
    """Ask for the places, and end the reason that is being resolved with this outcome."""
    contact = await _contact(tx, contact_id, unit, by)
    reason = _reason(contact)
    if reason is None:
        raise NoOpenReason
    wanted = Wanted(form.session, form.places)
    place = await commands.ask_place(tx, contact_id, reason, wanted, by)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/places/{place.id}", 303)


@pages.get("/places/{place_id}")
async def placed_page(request: Request, tx: Tx, by: Asking, unit: Code, place_id: UUID) -> Response:
    """Day, time and centre, to be told, and whether they have a place; looks again by itself."""
    found = await queries.placed(tx, place_id, by.who, by.at)
    place = found.place
    if place.unit != unit:
        raise NotFound
    answer = render(
        request,
        "placed.html",
        placed=found,
        unit=unit,
        city=await current(tx, by.at),
        heard=await queries.heard_of(tx, "groups"),
        states=STATES,
    )
    if place.state is None and by.at - place.asked_at < SETTLES_WITHIN:
        answer.headers["refresh"] = "2"
    return answer


async def _contact(tx: Tx, contact_id: UUID, unit: str, by: Asking) -> Contact:
    contact = await queries.contact(tx, contact_id, by.who, by.at)
    if contact.unit != unit:
        raise NotFound
    return contact


def _reason(contact: Contact) -> str | None:
    """The reason that is being resolved: the first without an outcome."""
    return next((each.reason for each in contact.matters if each.outcome is None), None)

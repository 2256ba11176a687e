"""The partners' door: the catalogue, enrolling somebody, and whom one has in sessions."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.groups import commands, queries
from services.groups.api.asked import Household, Name, Spoken
from services.groups.api.asking import Asking, Looks
from services.groups.api.partners import Organisation
from services.groups.commands import Attendee, Enrolling
from services.groups.domain.places import may_be_untold
from services.groups.pages.catalogue import FEW, looked
from services.groups.pages.enrolling import DONE
from services.groups.pages.words import NEEDS, THEIR_STATES
from services.groups.policy import POLICY
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Keys, Tx, router
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False, prefix="/organisations/{organisation}")


class TheirsForm(BaseModel):
    """Who is enrolled, how they are told, and that they agree."""

    model_config = ConfigDict(extra="ignore")

    name: Name
    mail: Annotated[str, Field(max_length=254)] = ""
    telephone: Annotated[str, Field(max_length=40)] = ""
    places: Household = 1
    tongue: Spoken = "ca"
    consent: bool = False


class Reply(StrEnum):
    """What the person says to an offer or a place, or that they were told that it is lost."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    TOLD = "told"
    UNTOLD = "untold"
    """They were not told after all."""


class TheirAnswer(BaseModel):
    """What came of it."""

    model_config = ConfigDict(extra="ignore")

    answer: Reply


@pages.get("/places")
async def partner_places_page(
    request: Request,
    tx: Tx,
    looks: Looks,
    organisation: Organisation,
    page: Page,
    past: bool = False,
) -> Response:
    """Offers first, since they end; each look at a name is in the trace before it leaves."""
    here = await current(tx, looks.at)
    found, further = await queries.theirs(
        tx, organisation, looks.at, past=past, after=page.after, limit=page.limit
    )
    partner = here.partner(organisation)
    return render(
        request,
        "partner_places.html",
        here=here,
        organisation=organisation,
        called=partner.name.said(language_of(request)) if partner else organisation,
        found=await queries.named_theirs(tx, found, looks),
        further=further,
        past=past,
        at=looks.at,
        states=THEIR_STATES,
        may_be_untold=may_be_untold,
    )


@pages.post("/places/{place_id}")
async def partner_places_page_answer(
    tx: Tx, by: Asking, place_id: UUID, form: Annotated[TheirAnswer, Form()]
) -> Response:
    """The person takes an offer, leaves it to others, withdraws, or knows that it is lost."""
    if form.answer is Reply.TOLD:
        await commands.told_theirs(tx, place_id, by)
    elif form.answer is Reply.UNTOLD:
        await commands.untold_theirs(tx, place_id, by)
    else:
        await commands.answer_theirs(tx, place_id, PlaceAnswer(form.answer.value), by)
    return RedirectResponse("../places", 303)


@pages.get("/sessions")
async def partner_sessions_page(
    request: Request, tx: Tx, by: Asking, organisation: Organisation
) -> Response:
    """Sessions of the catalogue, with the places left in each."""
    here = await current(tx, by.at)
    facets = looked(request).facets(here)
    found, further = await queries.catalogue(tx, here, facets, by.at)
    return render(
        request,
        "partner_sessions.html",
        here=here,
        organisation=organisation,
        facets=facets,
        found=found,
        further=further,
        needs=NEEDS,
        few=FEW,
        topics=[each for each in here.programmes if each.public],
    )


@pages.get("/sessions/{session_id}")
async def partner_session_page(
    request: Request,
    tx: Tx,
    by: Asking,
    organisation: Organisation,
    session_id: UUID,
    done: str = "",
) -> Response:
    """What it is, when and where, what is left, and the form; ``done`` says what came of it."""
    here = await current(tx, by.at)
    found = await queries.open_session(tx, session_id)
    return render(
        request,
        "partner_session.html",
        here=here,
        organisation=organisation,
        found=found,
        needs=NEEDS,
        few=FEW,
        programme=here.programme(found.session.programme),
        place=here.unit(found.session.unit),
        takes=found.session.is_open(by.at),
        done=done if done in DONE else "",
    )


@pages.post("/sessions/{session_id}")
async def partner_session_page_enrol(
    tx: Tx, by: Asking, keys: Keys, session_id: UUID, form: Annotated[TheirsForm, Form()]
) -> Response:
    """A place, or the waiting list; nothing that is kept of the answer says who it was."""
    who = Attendee(form.name, form.mail, form.telephone)
    said = Enrolling(who, form.places, form.tongue)
    made = await commands.enrol_theirs(tx, session_id, said, form.consent, keys, by)
    done = "enrolled" if made.state is PlaceState.ENROLLED else "waiting"
    return RedirectResponse(f"?done={done}", 303)

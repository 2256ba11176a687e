"""The outcome *Appointment*: the next free times, and what to tell the person."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands import Booking
from services.gateway.domain import Contact, access, agenda
from services.gateway.domain.slots import Whose
from services.gateway.domain.ways import NOT_SAFE
from services.gateway.pages.agenda import KINDS
from services.gateway.pages.leaving import leave
from services.gateway.pages.moving import Back
from services.gateway.pages.offered import offered
from services.gateway.pages.qr import drawn
from services.gateway.policy import POLICY
from shared.city import Unit
from shared.city.store import current
from shared.errors import NotFound
from shared.identity import LANGUAGES
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Keys, Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}")


class BookingForm(BaseModel):
    """The time that was chosen, and where to write if they want that."""

    model_config = ConfigDict(extra="ignore")

    at: Code
    slot: UUID
    mail: Annotated[str, Field(max_length=254)] = ""
    language: Annotated[str, Field(max_length=2)] = "ca"


@pages.get("/contacts/{contact_id}/appointment")
async def booking_page(
    request: Request,
    tx: Tx,
    by: Asking,
    contact_id: UUID,
    at: Code | None = None,
    more: bool = False,
) -> Response:
    """The next free times of each kind, those of the contact's level first; ``more``: by day."""
    unit = request.path_params["unit"]
    here = await current(tx, by.at)
    contact = await _contact(tx, contact_id, unit, by)
    practises = here.practises(unit)
    centres = tuple(filter(None, [here.practice])) if practises else here.centres
    centre = at or _centre(centres, contact)
    place = here.unit(centre) if centre else None
    if centre and place not in centres:
        raise NotFound
    kinds = agenda.preferred(contact.level)
    safe = await queries.safe_to_write_to(tx, contact)
    return render(
        request,
        "booking.html",
        contact=contact,
        unit=unit,
        place=place,
        centres=centres,
        offered=await offered(tx, centre, kinds, by.at, whose=Whose(contact.id), more=more),
        kinds=KINDS,
        safe=safe not in NOT_SAFE,
        ask_first=safe is None and access.is_restricted(here, contact),
        practises=practises,
        speaks=_spoken(request, contact),
    )


@pages.post("/contacts/{contact_id}/appointment")
async def booking_page_book(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    contact_id: UUID,
    form: Annotated[BookingForm, Form()],
) -> Response:
    """Take the time, and end the reason that is being resolved with this outcome."""
    unit = request.path_params["unit"]
    contact = await _contact(tx, contact_id, unit, by)
    language = form.language if form.language in LANGUAGES else LANGUAGES[0]
    said = Booking(form.at, form.slot, _reason(contact), language, form.mail.strip() or None)
    made = await commands.book(tx, contact_id, said, keys, by)
    return leave(request, f"/units/{unit}/booked/{made.id}")


@pages.get("/booked/{appointment_id}")
async def booked_page(
    request: Request,
    tx: Tx,
    by: Asking,
    appointment_id: UUID,
    back: Back = Back.DESK,
) -> Response:
    """Day, time and code, to be told."""
    unit = request.path_params["unit"]
    made = await queries.appointment(tx, appointment_id, by.who, by.at, unit)
    place = (await current(tx, by.at)).unit(made.unit)
    return render(
        request,
        "booked.html",
        made=made,
        qr=drawn(made.code),
        place=place,
        unit=unit,
        kinds=KINDS,
        back=back,
        was=None,
        changes=True,
    )


async def _contact(tx: Tx, contact_id: UUID, unit: str, by: Asking) -> Contact:
    contact = await queries.contact(tx, contact_id, by.who, by.at)
    if contact.unit != unit:
        raise NotFound
    return contact


def _centre(centres: Sequence[Unit], contact: Contact) -> str | None:
    """Where they would come: their centre, if it is known."""
    codes = {each.code for each in centres}
    return next((code for code in (contact.centre, contact.unit) if code in codes), None)


def _reason(contact: Contact) -> str | None:
    """The reason that is being resolved: the first without an outcome."""
    return next((each.reason for each in contact.matters if each.outcome is None), None)


def _spoken(request: Request, contact: Contact) -> str:
    said = contact.ways.language
    return said if said in LANGUAGES else language_of(request)

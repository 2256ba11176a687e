"""The agenda of a unit: a day's times by professional, and what is done with them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.agenda import ENDS, End
from services.gateway.api.asking import Asking, Comparing
from services.gateway.api.care import CARE_ACTS, CareAct
from services.gateway.api.shapes import Code
from services.gateway.commands import By
from services.gateway.domain.cancelling import can_be_undone, undoable_until
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.pages.agenda_opening import (
    NAMED,
    Look,
    OpeningForm,
    Tried,
    proposed,
    told,
)
from services.gateway.pages.leaving import after
from services.gateway.pages.referral_words import STATES as REFERRAL_STATES
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.contracts.gateway import AppointmentKind, AppointmentState, Door
from shared.errors import NotFound, Refused
from shared.identity import Role, colleagues
from shared.pages import N_, render
from shared.web import Tx, around, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/agenda")
KINDS = {
    AppointmentKind.URGENT: N_("Urgent"),
    AppointmentKind.PREFERENTIAL: N_("Preferential"),
    AppointmentKind.ORDINARY: N_("Ordinary"),
    AppointmentKind.FIRST_VISIT: N_("First visit"),
}
STATES = {
    AppointmentState.BOOKED: N_("Booked"),
    AppointmentState.ARRIVED: N_("Has arrived"),
    AppointmentState.ATTENDED: N_("Attended"),
    AppointmentState.MISSED: N_("Did not come"),
    AppointmentState.CANCELLED: N_("Cancelled"),
}
ACCEPTED_SHOWN = 20
"""Referrals on the page; more are asked for by the API."""
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class ArrivingForm(BaseModel):
    """The code that somebody gives on arrival."""

    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, Field(max_length=100)] = ""


class EndForm(BaseModel):
    """The version with the act that is to be undone: what came after it is not theirs to undo."""

    model_config = ConfigDict(extra="ignore")

    seen: Annotated[int, Field(ge=1, lt=2**31)] | None = None


@pages.get("")
async def agenda_page(
    request: Request, tx: Tx, by: Comparing, unit: Code, look: Annotated[Look, Query()]
) -> Response:
    """The unit's times of a day, by professional."""
    return await _shown(request, tx, by, unit, look)


async def _shown(
    request: Request, tx: Tx, by: By, unit: str, look: Look, tried: Tried | None = None
) -> Response:
    """The page; with what was typed and what the rules say no to, where they did."""
    here = await current(tx, by.at)
    today = here.day(by.at)
    shown = await queries.agenda_of_day(tx, unit, look.day or today, by.who, by.at, by.keys)
    done = await queries.last_of_calls(tx, unit, by.who, by.at)
    care = await queries.care_of_day(tx, unit, shown.day, by.who, by.at)
    staff = [*shown.professionals, *(each.received_by for each in care if each.received_by)]
    names = await colleagues.names_of(around(request).identity, staff)
    place = here.unit(unit)
    hours = here.hours(place, shown.day) if place else ()
    return render(
        request,
        "agenda.html",
        status=tried.why.status if tried else 200,
        agenda=shown,
        care=care,
        place=place,
        hours=hours,
        form=tried.form if tried else proposed(shown.day, hours),
        tried=tried,
        named=NAMED,
        look=look,
        names=names,
        today=today,
        before=shown.day - timedelta(days=1),
        after=shown.day + timedelta(days=1),
        kinds=KINDS,
        states=STATES,
        weekdays=WEEKDAYS,
        accepted=await queries.accepted_referrals(tx, unit, by.who, by.at, (0, ACCEPTED_SHOWN)),
        referral_states=REFERRAL_STATES,
        cancelled=await queries.last_cancelled(tx, unit, by.who, by.at),
        until=undoable_until,
        can_undo=partial(can_be_undone, at=by.at),
        done=done if done and done.act.act is PendingAct.ARRIVED else None,
        opens_times=Role.PROFESSIONAL in by.who.roles,
        receives=Role.RECEPTION in by.who.roles,
    )


@pages.post("/slots")
async def agenda_open(
    request: Request, tx: Tx, by: Comparing, unit: Code, form: Annotated[OpeningForm, Form()]
) -> Response:
    """Open times of one's own; what the rules say no to is shown with what was typed."""
    try:
        slots, shut = await commands.open_slots(tx, unit, form.series(), by)
    except NotFound:
        raise
    except Refused as why:
        return await _shown(request, tx, by, unit, Look(day=form.first), Tried(form, why))
    return _back(request, unit, (await current(tx, by.at)).day(slots[0].starts_at), told(shut))


@pages.post("/slots/{slot_id}/close")
async def agenda_close(request: Request, tx: Tx, by: Asking, unit: Code, slot_id: UUID) -> Response:
    """Offer a free time of one's own no more."""
    slot = await commands.close_slot(tx, slot_id, by)
    return _back(request, unit, (await current(tx, by.at)).day(slot.starts_at))


@pages.post("/arrive")
async def agenda_arrive(
    request: Request, tx: Tx, by: Asking, unit: Code, form: Annotated[ArrivingForm, Form()]
) -> Response:
    """Somebody is here and says the code."""
    await commands.check_in(tx, unit, form.code.replace(" ", ""), by, door=Door.DESK)
    return _back(request, unit, (await current(tx, by.at)).day(by.at))


@pages.post("/appointments/{appointment_id}/{end}")
async def agenda_end(
    request: Request,
    tx: Tx,
    by: Asking,
    appointment_id: UUID,
    end: End,
    form: Annotated[EndForm, Form()],
) -> Response:
    """It is off, they come in, the professional saw them, they did not come, or it is undone."""
    unit = request.path_params["unit"]
    done = await ENDS[end](tx, appointment_id, replace(by, seen=form.seen))
    if done.unit != unit:
        raise NotFound
    return _back(request, unit, (await current(tx, by.at)).day(done.starts_at))


@pages.post("/care/{contact_id}/{care_act}")
async def agenda_care(
    request: Request, tx: Tx, by: Asking, unit: Code, contact_id: UUID, care_act: CareAct
) -> Response:
    """Somebody who was sent here today is received, or was not after all."""
    await CARE_ACTS[care_act](tx, unit, contact_id, by)
    return _back(request, unit, (await current(tx, by.at)).day(by.at))


def _back(request: Request, unit: str, day: date, said: Sequence[tuple[str, str]] = ()) -> Response:
    return after(request, agenda_of(unit, day, said))


def agenda_of(unit: str, day: date | None, said: Sequence[tuple[str, str]] = ()) -> str:
    """Where a unit's agenda of a day is; without one, of today."""
    asked = [("day", day.isoformat())] if day else []
    return f"/units/{unit}/agenda?{urlencode([*asked, *said])}"

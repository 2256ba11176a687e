"""The agenda: times, appointments, and checking in."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

from services.gateway import commands, queries
from services.gateway.api.agenda_asked import (
    CheckingIn,
    Day,
    Moving,
    NewAppointment,
    NewSlots,
)
from services.gateway.api.agenda_shapes import (
    AppointmentShown,
    DayShown,
    SlotShown,
    SlotsOpened,
    SlotsShown,
)
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id
from services.gateway.api.shapes import Code
from services.gateway.commands import Booking
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.contracts.gateway import AppointmentKind, Door
from shared.identity import Role
from shared.web import Keys, Tx, router

api = router(POLICY, prefix="/api", tags=["agenda"])
SlotId = Annotated[UUID, Path(description="The time.")]
AppointmentId = Annotated[UUID, Path(description="The appointment.")]
OfDay = Annotated[Day | None, Query(description="A civil day; without one, today.")]
Kind = Annotated[AppointmentKind | None, Query(description="Without one, every kind.")]


class End(StrEnum):
    """What may be said of an appointment."""

    CANCEL = "cancel"
    ATTEND = "attend"
    MISS = "miss"
    RECEIVE = "receive"
    UNDO = "undo"


ENDS = {
    End.CANCEL: commands.cancel,
    End.ATTEND: commands.attend,
    End.MISS: commands.miss_appointment,
    End.RECEIVE: commands.receive,
    End.UNDO: commands.undo_of_appointment,
}


@api.get("/units/{unit}/agenda", response_model=DayShown)
async def agenda_of_unit(tx: Tx, by: Asking, unit: Code, day: OfDay = None) -> Any:
    """A unit's times of a day, with the appointments in them."""
    on = day or (await current(tx, by.at)).day(by.at)
    return await queries.agenda_of_day(tx, unit, on, by.who, by.at)


@api.get("/units/{unit}/agenda/free", response_model=SlotsShown)
async def free_slots(tx: Tx, by: Asking, unit: Code, kind: Kind = None) -> Any:
    """The next fifty free times."""
    kinds = [kind] if kind else list(AppointmentKind)
    return {"slots": await queries.free_slots(tx, unit, kinds, by.at)}


@api.post("/units/{unit}/agenda/slots", status_code=201, response_model=SlotsOpened)
async def open_slots(tx: Tx, by: Asking, unit: Code, body: NewSlots) -> Any:
    """Open times of one's own within the unit's hours; days on which it is shut are left out.

    ``unit-shut`` and ``outside-hours`` say in ``days`` when the unit is open on each of them.
    """
    slots, shut = await commands.open_slots(tx, unit, body.series(), by)
    return {"slots": slots, "shut": shut}


@api.post("/agenda/slots/{slot_id}/close", response_model=SlotShown)
async def close_slot(tx: Tx, by: Asking, slot_id: SlotId) -> Any:
    """Offer a free time of one's own no more."""
    return await commands.close_slot(tx, slot_id, by)


@api.post("/contacts/{contact_id}/appointments", status_code=201, response_model=AppointmentShown)
async def book(tx: Tx, by: Asking, keys: Keys, contact_id: Id, body: NewAppointment) -> Any:
    """Take a free time, and end the reason with this outcome."""
    said = Booking(body.unit, body.slot, body.reason, body.language, body.mail or None)
    return await commands.book(tx, contact_id, said, keys, by)


@api.get("/appointments/{appointment_id}", response_model=AppointmentShown)
async def appointment(tx: Tx, by: Asking, appointment_id: AppointmentId) -> Any:
    """An appointment as it stands."""
    return await queries.appointment(tx, appointment_id, by.who, by.at)


@api.post("/appointments/{appointment_id}/move", response_model=AppointmentShown)
async def move_appointment(tx: Tx, by: Asking, appointment_id: AppointmentId, body: Moving) -> Any:
    """Give it another free time of the same kind and unit."""
    return await commands.move(tx, appointment_id, body.slot, by)


@api.post("/appointments/{appointment_id}/{end}", response_model=AppointmentShown)
async def end_appointment(tx: Tx, by: Asking, appointment_id: AppointmentId, end: End) -> Any:
    """It is off (``cancel``); the professional receives them (``receive``), saw them (``attend``);
    they did not come (``miss``); or what was said last of it was a mistake (``undo``)."""
    return await ENDS[end](tx, appointment_id, by)


@api.post("/units/{unit}/check-in", response_model=AppointmentShown)
async def check_in(tx: Tx, by: Asking, unit: Code, body: CheckingIn) -> Any:
    """They are here: a contact opens that waits."""
    door = Door.KIOSK if Role.KIOSK in by.who.roles else Door.DESK
    return await commands.check_in(tx, unit, body.code, by, door=door)

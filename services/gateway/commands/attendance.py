"""Appointments that are kept: they arrive, the professional receives and sees them; or not."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import (
    CODE_DIGITS,
    done_with,
    known,
    require_only_visit,
)
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.moving import undo
from services.gateway.commands.opening import Arrival, open_contact
from services.gateway.commands.referring import came_to_first_visit
from services.gateway.domain import ENDED, Contact, acts, attendance
from services.gateway.domain.agenda import LEVELS, Appointment
from services.gateway.domain.refusals import AppointmentOver, DoneSince, NotInThisState
from services.gateway.domain.ways import NOTHING_SAID, Ways
from shared.city.store import current
from shared.contracts.gateway import AppointmentState, ContactState, Door, Level, Outcome
from shared.db import Tx
from shared.errors import NotFound
from shared.identity.hashing import digest
from shared.widening import as_the_service, everywhere, widen

NOT_BEGUN = frozenset({ContactState.WAITING, ContactState.CALLED, ContactState.PARKED})


async def check_in(
    tx: Tx, unit: str, code: str, by: By, *, door: Door = Door.DESK, ways: Ways = NOTHING_SAID
) -> Appointment:
    """They are here: by the appointment's code, or the token of one of its links.

    Opens a contact that waits, ``arrival``, come in by ``door``: of the same person, reason and
    level as the one whose outcome the appointment is. Raises ``NotFound``; ``NotTheTime`` too
    early or too late by the city's rules; ``AppointmentOver``.
    """
    by.who.require(unit)
    here = await current(tx, by.at)
    if len(code) == CODE_DIGITS and code.isdecimal():
        before = await store.agenda.take_by_code(tx, unit, here.day(by.at), code)
    else:
        found = await store.appointment_links.id_by_link(tx, digest(code), by.at)
        before = await store.agenda.take_appointment(tx, found) if found else None
    if before is None or before.unit != unit:
        raise NotFound
    attendance.require_now(here, before, at=by.at)
    contact = await open_contact(tx, await came(tx, before, door, ways), by)
    arrived = await done_with(tx, attendance.arrive(before, contact.id, at=by.at), by.at)
    if before.referral is not None:
        await came_to_first_visit(tx, before.referral)
    return arrived


async def came(tx: Tx, appointment: Appointment, door: Door, ways: Ways) -> Arrival:
    """Who comes to an appointment: the person, reason and level of the booking, as it stands."""
    unit, at = appointment.unit, appointment.starts_at
    level = LEVELS.get(appointment.kind, Level.ORDINARY)
    async with as_the_service(tx):  # the contact may be of another unit
        booking = await store.contacts.find(tx, appointment.contact)
    if booking is None:
        async with as_the_service(tx):  # whom a referral concerns may be of another unit
            person = await store.handed_on.person_of_visit(tx, appointment.referral)
        return Arrival(unit, door, level, ways=ways, person=person, appointment_at=at)
    return Arrival(
        unit,
        door,
        booking.level or level,
        appointment.reason or booking.reason,
        invented=booking.invented,
        ways=replace(booking.ways, speaker=None, language=ways.language or booking.ways.language),
        person=booking.person,
        appointment_at=at,
    )


async def receive(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """The professional takes them to the room: their wait ends. Raises ``AppointmentOver``."""
    before, arrival = await _both(tx, appointment_id, by)
    if before.state is not AppointmentState.ARRIVED or arrival is None:
        raise AppointmentOver
    await kept(tx, arrival, acts.receive(arrival, at=by.at), by)
    return await known(tx, appointment_id, by.who)


async def take_in(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Whoever is at a desk goes in to the professional of their appointment; the desk is free.

    Raises ``NotInThisState`` for somebody without an appointment.
    """
    before = await taken(tx, contact_id, by)
    if before.appointment_at is None:
        raise NotInThisState
    return await kept(tx, before, acts.receive(before, at=by.at), by)


async def attend(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """The professional saw them. Who was never received is taken to have waited until now."""
    before, arrival = await _both(tx, appointment_id, by)
    done = attendance.attend(before, at=by.at)
    if arrival is None or arrival.state in ENDED:
        return await done_with(tx, done, by.at)
    if arrival.state in NOT_BEGUN:
        arrival = await kept(tx, arrival, acts.receive(arrival, at=by.at), by)
    await kept(tx, arrival, acts.close(arrival, Outcome.ATTENDED, at=by.at), by)
    return await known(tx, appointment_id, by.who)


async def miss(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """They did not come, or went before their turn."""
    before, arrival = await _both(tx, appointment_id, by)
    done = attendance.miss(before, at=by.at)
    if arrival is None or arrival.state in ENDED:
        return await done_with(tx, done, by.at)
    await kept(tx, arrival, acts.abandon(arrival, at=by.at), by)
    return await known(tx, appointment_id, by.who)


async def take_back(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """Undo what was said last of somebody's coming. Raises as ``require_undoable`` does,
    ``DoneSince`` where that is another act than they saw, and ``AnotherFirstVisit``.
    """
    before, arrival = await _both(tx, appointment_id, by)
    require_last(before, by)
    last = await store.coming.last_done(tx, [arrival.id] if arrival else [])
    here = await current(tx, by.at)
    attendance.require_undoable(here, before, last.get(before.arrival), by.who, at=by.at)
    await require_only_visit(tx, before)
    if arrival is not None and attendance.is_of_arrival(before, arrival):
        await undo(tx, arrival.id, replace(by, seen=None))
        return await known(tx, appointment_id, by.who)
    return await done_with(tx, attendance.take_back(before, at=by.at), by.at)


def require_last(appointment: Appointment, by: By) -> None:
    """Raises ``DoneSince`` if something was said of it after the act that is to be undone."""
    if by.seen not in (None, appointment.version):
        raise DoneSince


async def over(tx: Tx, received: Contact, by: By) -> None:
    """Nobody said when it ended: at the appointment's own end, as far as is known."""
    before = await store.agenda.take_by_arrival(tx, received.id)
    ends_at = before.ends_at if before else by.at
    at = min(by.at, max(ends_at, received.spans[-1].at))
    closed, event = acts.close(received, Outcome.ATTENDED, at=at)
    await kept(tx, received, (closed, event.model_copy(update={"at": by.at})), by)


async def _both(tx: Tx, appointment_id: UUID, by: By) -> tuple[Appointment, Contact | None]:
    """The appointment and the contact by which they are here, locked in the order of the desk's."""
    arrival = await store.agenda.arrival_of(tx, appointment_id)
    async with everywhere(tx):  # reception may have passed them on to another unit
        facts = await store.contacts.take(tx, arrival) if arrival else None
    if facts is not None:
        await widen(tx, [facts.contact.unit])
    before = await known(tx, appointment_id, by.who)
    if before.arrival != arrival:
        raise AppointmentOver
    return before, facts.contact if facts else None

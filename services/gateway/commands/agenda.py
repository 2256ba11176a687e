"""Appointments: the outcome of a contact's reason, moved and cancelled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import (
    Given,
    cancelled,
    free_slot,
    give,
    moved,
    write_of,
)
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.given import known_or_given
from services.gateway.domain import Contact, access, acts, agenda, matters
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import MailNotAsked, MailNotSafe, MailUnreadable, OnlyPractice
from services.gateway.domain.ways import NOT_SAFE
from services.gateway.store.reminders import Says
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import AppointmentState, Outcome
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound, PreconditionFailed
from shared.identity.hashing import digest
from shared.mail.settings import is_address
from shared.widening import as_the_service, everywhere, widen


@dataclass(frozen=True, slots=True)
class Booking:
    """What is booked, as the outcome of which reason; none: of the whole contact."""

    unit: str
    slot: UUID
    reason: str | None = None
    language: str = "ca"
    mail: str | None = None
    """Where to confirm it and to remind of it, if they want that."""


async def book(tx: Tx, contact_id: UUID, said: Booking, keys: KeySource, by: By) -> Appointment:
    """Take a free slot, and end the reason so: both or nothing.

    Raises ``PreconditionFailed`` where they turned out to be somebody else meanwhile;
    ``SlotTaken``, ``MailNotSafe``, ``MailNotAsked``, ``MailUnreadable``, ``KeysMissing``,
    and what ending the reason raises.
    """
    person = await store.belonging.concerned(tx, contact_id)
    await store.people_held.hold(tx, person)  # a rule that is made now is waited for
    before = await taken(tx, contact_id, by)
    if before.person != person:
        raise PreconditionFailed
    acts.require_served(before)
    here = await current(tx, by.at)
    practises = here.practises(before.unit)
    if practises != here.practises(said.unit) or (practises and said.mail):
        raise OnlyPractice  # nobody real loses a time by it, or is written to
    await _require_mail(tx, here, said.mail, before)
    await widen(tx, [said.unit])
    slot = await free_slot(
        tx, said.slot, said.unit, await store.agenda.staff_kept_from(tx, before.id)
    )
    agenda.require_to_come(slot, by.at)
    await kept(tx, before, _ended(before, said.reason, by.at), by)
    whose = Given(before, slot, said.reason, said.language)
    booked = await give(tx, whose, booked_at=by.at, at=by.at)
    if said.mail:
        await store.reminders.keep_mail(tx, booked.id, said.mail.strip(), keys.ring())
        await write_of(tx, booked, Says.BOOKED, by.at)
    return booked


async def move(tx: Tx, appointment_id: UUID, slot: UUID, by: By) -> Appointment:
    """Stand in another free slot of the same kind and unit. Asked for again it changes nothing.

    Raises ``PreconditionFailed`` if it changed since they looked, and as ``agenda.move`` does.
    """
    await store.people_held.hold(tx, await store.whose.person_of(tx, appointment_id))
    before = await known_or_given(tx, appointment_id, by)
    if before.slot != slot and by.seen not in (None, before.version):
        raise PreconditionFailed
    return await moved(tx, before, slot, by.at)


async def cancel(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """It is off; whoever gave an address is told, once it can be undone no more.

    Raises ``PreconditionFailed`` if it changed since they looked.
    """
    before = await known_or_given(tx, appointment_id, by)
    if by.seen not in (None, before.version):
        raise PreconditionFailed
    return await cancelled(tx, before, by.at, by.who.id)


async def move_by_link(tx: Tx, token: str, slot: UUID, at: datetime) -> Appointment:
    """The same for whoever has the link, who needs no account. Raises ``NotFound``."""
    return await moved(tx, await _linked(tx, token, at), slot, at)


async def cancel_by_link(tx: Tx, token: str, at: datetime) -> Appointment:
    """It is off, says whoever has the link; saying it again changes nothing."""
    before = await _linked(tx, token, at)
    if before.state is AppointmentState.CANCELLED:
        return before
    return await cancelled(tx, before, at)


def _ended(contact: Contact, reason: str | None, at: datetime) -> acts.Done:
    if reason is None:
        return acts.close(contact, Outcome.APPOINTMENT, at=at)
    return matters.end(contact, reason, matters.Ending(Outcome.APPOINTMENT), at=at)


async def _require_mail(tx: Tx, here: City, mail: str | None, contact: Contact) -> None:
    if not mail:
        return
    async with as_the_service(tx):  # wherever they said it
        _, safe = await store.reaching.how_to_reach(tx, contact.id, contact.person)
    if safe in NOT_SAFE:
        raise MailNotSafe
    if safe is None and access.is_restricted(here, contact):
        raise MailNotAsked
    if not is_address(mail.strip()):
        raise MailUnreadable


async def _linked(tx: Tx, token: str, at: datetime) -> Appointment:
    async with everywhere(tx):
        found = await store.appointment_links.id_by_link(tx, digest(token), at)
        await store.people_held.hold(tx, await store.whose.person_of(tx, found) if found else None)
        appointment = await store.agenda.take_appointment(tx, found) if found else None
    if appointment is None:
        raise NotFound
    await widen(tx, [appointment.unit])
    return appointment

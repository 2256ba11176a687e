"""What every act on an appointment needs: a free slot, a code, keeping it, telling, letters."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.telling import tell, tell_all
from services.gateway.domain import Contact, agenda, cancelling, slots
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import AnotherFirstVisit, SlotTaken
from services.gateway.domain.slots import Slot
from services.gateway.store.reminders import Says
from shared.city.store import current
from shared.contracts.gateway import AppointmentChanged, AppointmentState
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import as_the_service

CODE_DIGITS = 6
TRIED_CODES = 12
"""So many are drawn at once: that all of them are taken would need a city in one unit."""


async def known(tx: Tx, appointment_id: UUID, who: Principal) -> Appointment:
    """The appointment, locked. Raises ``NotFound`` for what they may not know of."""
    found = await locked(tx, appointment_id)
    who.require(found.unit)
    if who.id in await kept_from_it(tx, found):
        raise NotFound
    return found


async def locked(tx: Tx, appointment_id: UUID) -> Appointment:
    """The appointment, locked, whoever asks. Raises ``NotFound`` where there is none in scope."""
    found = await store.agenda.take_appointment(tx, appointment_id)
    if found is None:
        raise NotFound
    return found


async def kept_from_it(tx: Tx, appointment: Appointment) -> frozenset[UUID]:
    """The staff who must neither see nor serve whom it concerns, by its contact or referral."""
    return await store.agenda.staff_kept_from(tx, appointment.contact, appointment.referral)


@dataclass(frozen=True, slots=True)
class Given:
    """A time that is given to a contact, as the outcome of which reason; none: of all of it."""

    contact: Contact
    slot: Slot
    reason: str | None
    language: str


async def give(tx: Tx, given: Given, *, booked_at: datetime, at: datetime) -> Appointment:
    """Keep the appointment and tell it. Raises ``SlotTaken``."""
    contact, slot = given.contact, given.slot
    new = Appointment(
        id=uuid7(),
        version=1,
        unit=slot.unit,
        slot=slot.id,
        professional=slot.professional,
        kind=slot.kind,
        state=AppointmentState.BOOKED,
        contact=contact.id,
        reason=given.reason,
        code="",
        language=given.language,
        requested_at=min(contact.opened_at, contact.waiting_from or contact.opened_at),
        booked_at=booked_at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
    )
    coded = replace(new, code=await code_for(tx, slot, new, at))
    booked, event = agenda.book(coded, slot, at=booked_at)
    await keep_appointment(tx, booked, at)
    await tell_of(tx, event.model_copy(update={"at": at}))
    return booked


async def free_slot(tx: Tx, slot_id: UUID, unit: str, kept_from: frozenset[UUID]) -> Slot:
    """The slot, locked. Whose professional must not serve them is as good as taken."""
    found = await store.agenda.take_slot(tx, slot_id)
    if found is None or found[0].unit != unit:
        raise NotFound
    slot, is_taken = found
    if is_taken or slot.professional in kept_from:
        raise SlotTaken
    return slot


async def code_for(tx: Tx, slot: Slot, appointment: Appointment, at: datetime) -> str:
    """The code that it has, or another if somebody has that one on the slot's day."""
    drawn = [f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}" for _ in range(TRIED_CODES)]
    candidates = [appointment.code, *drawn] if appointment.code else drawn
    day = (await current(tx, at)).day(slot.starts_at)
    code = await store.agenda.free_code(tx, slot.unit, day, candidates, appointment.id)
    if code is None:
        raise SlotTaken
    return code


async def moved(tx: Tx, before: Appointment, slot_id: UUID, at: datetime) -> Appointment:
    """Let it stand in another free slot, and write of it. Raises as ``agenda.move`` does."""
    if before.slot == slot_id and before.state is AppointmentState.BOOKED:
        return before
    agenda.require_movable(before, at=at)  # said before what may be wrong with the slot
    slot = await free_slot(tx, slot_id, before.unit, await kept_from_it(tx, before))
    code = await code_for(tx, slot, before, at)
    after = await done_with(tx, agenda.move(before, slot, code, at=at), at)
    await write_of(tx, after, Says.MOVED, at)
    return after


async def cancelled(
    tx: Tx, before: Appointment, at: datetime, by: UUID | None = None
) -> Appointment:
    """Let it be off, and write of it, once the one of the staff who said so can undo it no more."""
    after = await done_with(tx, agenda.cancel(before, by, at=at), at)
    due_at = cancelling.letter_due(before, by, at=at)
    await store.reminders.add_letter(tx, after.id, Says.CANCELLED, due_at)
    return after


async def require_only_visit(tx: Tx, before: Appointment) -> None:
    """A missed first visit stands again alone. Raises ``AnotherFirstVisit`` if one was booked."""
    if before.referral is None or before.state is not AppointmentState.MISSED:
        return
    async with as_the_service(tx):  # the referral is locked, so that none is booked meanwhile
        await store.handed_on.take_handed_on(tx, [before.referral])
        other = await store.agenda.of_referral(tx, before.referral)
    if other is not None:
        raise AnotherFirstVisit


async def done_with(tx: Tx, done: agenda.Done, at: datetime) -> Appointment:
    """Keep what an act made of it and tell; what was to be written of it before is not true now."""
    after, event = done
    await keep_appointment(tx, after, at)
    await store.reminders.drop_letters(tx, after.id)
    await tell_of(tx, event)
    return after


async def tell_of(tx: Tx, event: AppointmentChanged) -> None:
    """Tell it, with whether it is of a contact with a restricted reason, which it does not name."""
    here = await current(tx, event.at)
    async with as_the_service(tx):  # the contact may be of another unit
        reasons = await store.contacts.reasons_of(tx, event.contact_id)
    restricted = event.restricted or any(here.restricts(each) for each in reasons)
    await tell(tx, event.model_copy(update={"restricted": restricted}))


async def keep_appointment(tx: Tx, appointment: Appointment, at: datetime) -> None:
    """Keep it as it stands, and tell of the times that are taken or free by it."""
    day = (await current(tx, at)).day(appointment.starts_at)
    before = await store.slots.stands_in(tx, appointment.id)
    await store.agenda.keep_appointment(tx, appointment, day)
    cancelled = appointment.state is AppointmentState.CANCELLED
    after = None if cancelled else appointment.slot
    await tell_of_slots(tx, {before} ^ {after}, at)


async def tell_of_slots(tx: Tx, changed: Collection[UUID | None], at: datetime) -> None:
    """Tell of times that were taken, set free or closed, as they are now."""
    turned = await store.slots.turned(tx, [each for each in changed if each is not None])
    await tell_all(tx, [slots.tell(slot, at, taken=taken) for slot, taken in turned])


async def write_of(tx: Tx, appointment: Appointment, says: Says, at: datetime) -> None:
    """Say so at once, and remind of it in time."""
    await store.reminders.add_letter(tx, appointment.id, says, at)
    await remind_of(tx, appointment, at)


async def remind_of(tx: Tx, appointment: Appointment, at: datetime) -> None:
    """Have them reminded of it, if the hours before it are still to come."""
    hours = (await current(tx, at)).rules.agenda.reminder_hours
    due_at = appointment.starts_at - timedelta(hours=hours)
    if due_at > at:
        await store.reminders.add_letter(tx, appointment.id, Says.REMINDER, due_at)

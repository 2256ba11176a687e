"""What was said of an appointment is taken back: its cancellation too, while its time is free."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import (
    code_for,
    done_with,
    free_slot,
    kept_from_it,
    remind_of,
)
from services.gateway.commands.asking import By
from services.gateway.commands.attendance import require_last, take_back
from services.gateway.commands.given import known_or_given
from services.gateway.domain import cancelling
from services.gateway.domain.agenda import Appointment
from services.gateway.store.reminders import Says
from shared.db import Tx
from shared.widening import everywhere


async def undo_of_appointment(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """Undo what was said last of it: that it is off, that they came, were seen or did not come.

    Raises ``DoneSince`` where it is another act than they saw; ``NothingToUndo``; ``SlotTaken``
    where its time is somebody else's by now; and what ``attendance.require_undoable`` raises.
    """
    await store.people_held.hold(tx, await store.whose.person_of(tx, appointment_id))
    async with everywhere(tx):  # appointment and contact may be of another unit each
        contact = await store.whose.contact_of_cancelled(tx, appointment_id)
        facts = await store.contacts.take(tx, contact) if contact else None  # locked first
    if contact is None:
        return await take_back(tx, appointment_id, by)
    before = await known_or_given(tx, appointment_id, by)
    require_last(before, by)
    whose = facts.contact if facts else None
    cancelling.require_undoable(before, whose, by.who.id, at=by.at)
    return await _stand_again(tx, before, by)


async def _stand_again(tx: Tx, before: Appointment, by: By) -> Appointment:
    """Nobody was written that it was off; of what they were not written before they still are."""
    slot = await free_slot(tx, before.slot, before.unit, await kept_from_it(tx, before))
    code = await code_for(tx, slot, before, by.at)
    after = await done_with(tx, cancelling.stand_again(before, slot, code, at=by.at), by.at)
    if not await store.reminders.knows_its_time(tx, after) or after.code != before.code:
        says = Says.MOVED if after.moves else Says.BOOKED
        await store.reminders.add_letter(tx, after.id, says, by.at)
    await remind_of(tx, after, by.at)
    return after

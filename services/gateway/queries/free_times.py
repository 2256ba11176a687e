"""Times that are free: for somebody new, or for an appointment that is to be moved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Slot, Whose
from services.gateway.store.agenda import COLUMNS, SLOT_COLUMNS, appointment_of, slot_of
from shared.contracts.gateway import AppointmentKind, AppointmentState
from shared.db import Tx
from shared.errors import NotFound
from shared.identity.hashing import digest
from shared.widening import everywhere, widen

MOST = 50
"""So many times are offered at once."""
IS_FREE = f"""
SELECT {SLOT_COLUMNS} FROM agenda_slot AS s
WHERE unit = $1 AND starts_at > $2 AND kind = ANY($3) AND closed_at IS NULL
  AND professional <> ALL($4)
  AND NOT EXISTS (SELECT FROM appointment AS a WHERE a.slot = s.id AND a.state <> 'cancelled')
"""
FREE = f"{IS_FREE} ORDER BY starts_at, id LIMIT $5"
EACH_ONCE = FREE.replace("SELECT", "SELECT DISTINCT ON (starts_at)", 1)
ONE = f"{IS_FREE} AND id = $5"


async def free_slots(
    tx: Tx,
    unit: str,
    kinds: Collection[AppointmentKind],
    at: datetime,
    *,
    contact: UUID | None = None,
    most: int = MOST,
) -> list[Slot]:
    """The next free slots of a unit, none of a professional who must not serve the contact."""
    return await _free(tx, FREE, (unit, at, list(kinds)), Whose(contact), most)


async def times_to_choose(
    tx: Tx, unit: str, kind: AppointmentKind, at: datetime, whose: Whose, most: int
) -> list[Slot]:
    """The same for whoever chooses a time and no professional: of those that begin together one."""
    return await _free(tx, EACH_ONCE, (unit, at, [kind]), whose, most)


async def _free(
    tx: Tx, statement: str, asked: tuple[str, datetime, object], whose: Whose, most: int
) -> list[Slot]:
    kept_from = await store.agenda.staff_kept_from(tx, whose.contact, whose.referral)
    kept_from |= await store.handed_on.staff_kept_from_person(tx, whose.person)
    await widen(tx, [asked[0]])
    return [slot_of(row) for row in await tx.fetch(statement, *asked, list(kept_from), most)]


async def appointment_by_link(
    tx: Tx, token: str, at: datetime
) -> tuple[Appointment, Sequence[Slot]]:
    """The appointment whose link this is, and where it can be moved. Raises ``NotFound``."""
    async with everywhere(tx):
        found = await store.appointment_links.id_by_link(tx, digest(token), at)
        row = await tx.fetchrow(f"SELECT {COLUMNS} FROM appointment WHERE id = $1", found)
    if row is None:
        raise NotFound
    appointment = appointment_of(row)
    if appointment.state is not AppointmentState.BOOKED:
        return appointment, ()
    wanted = (appointment.unit, at, [appointment.kind])
    whose = Whose(appointment.contact, referral=appointment.referral)
    return appointment, await _free(tx, FREE, wanted, whose, MOST)


async def free_again(tx: Tx, moved: Appointment, slot: UUID, at: datetime) -> Slot | None:
    """The slot in which it stood before it was moved, if it can be moved back there."""
    kept_from = await store.agenda.staff_kept_from(tx, moved.contact, moved.referral)
    await widen(tx, [moved.unit])  # whoever gave it from elsewhere moves it back, too
    row = await tx.fetchrow(ONE, moved.unit, at, [moved.kind], list(kept_from), slot)
    return None if row is None else slot_of(row)

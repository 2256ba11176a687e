"""Times of the agenda: professionals open and close their own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.appointing import tell_of_slots
from services.gateway.commands.asking import By
from services.gateway.commands.telling import tell_all
from services.gateway.domain.open_hours import within_hours
from services.gateway.domain.refusals import SlotBooked, SlotsOverlap, UnknownPlace
from services.gateway.domain.slots import Series, Slot, clashes, tell
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound


async def open_slots(
    tx: Tx, unit: str, series: Series, by: By
) -> tuple[Sequence[Slot], Sequence[date]]:
    """Open times at a unit, one's own; days on which it is shut are left out, and told.

    Raises ``UnitShut``, ``OutsideHours``; ``SlotsOverlap`` if any overlaps with another.
    """
    by.who.require(unit)
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise UnknownPlace
    asked = [
        Slot(uuid7(), unit, by.who.id, starts_at, series.minutes, series.kind)
        for starts_at in series.starts(here.zone, by.at)
    ]
    slots, shut = within_hours(here, place, asked)
    await store.agenda.lock_agenda(tx, by.who.id)
    others = await store.agenda.slots_between(tx, by.who.id, slots[0].starts_at, slots[-1].ends_at)
    if clashes(slots, others):
        raise SlotsOverlap
    await store.agenda.add_slots(tx, slots)
    await tell_all(tx, [tell(slot, by.at, taken=False) for slot in slots])
    return slots, shut


async def close_slot(tx: Tx, slot_id: UUID, by: By) -> Slot:
    """Offer a time of one's own no more. Raises ``NotFound``; ``SlotBooked`` if it is taken."""
    found = await store.agenda.take_slot(tx, slot_id)
    if found is None:
        raise NotFound
    slot, taken = found
    by.who.require(slot.unit)
    if slot.professional != by.who.id:
        raise NotFound
    if taken:
        raise SlotBooked
    if slot.closed_at is None:
        await store.agenda.close_slot(tx, slot.id, by.at)
        await tell_of_slots(tx, [slot.id], by.at)
    return slot

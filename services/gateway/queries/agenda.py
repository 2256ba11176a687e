"""What the agenda of a unit has on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Contact
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.attendance import may_arrive
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.slots import Slot
from services.gateway.domain.ways import SafeContact
from services.gateway.queries.coming import undoable
from services.gateway.queries.handed_on import codes_of_visits
from services.gateway.queries.to_return import calls_to_return
from services.gateway.queries.to_settle import Asking
from services.gateway.store.agenda import COLUMNS, SLOT_COLUMNS, appointment_of, slot_of
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import as_the_service

NONE = UUID(int=0)
MOST_OF_A_DAY = 1000
"""More appointments or slots than this no unit has on a day."""
SLOTS = f"""
SELECT {SLOT_COLUMNS} FROM agenda_slot WHERE unit = $1 AND starts_at >= $2 AND starts_at < $3
  AND closed_at IS NULL ORDER BY starts_at, professional LIMIT {MOST_OF_A_DAY}
"""
OF_DAY = f"""
SELECT {COLUMNS} FROM appointment WHERE unit = $1 AND starts_at >= $2 AND starts_at < $3
  AND state <> 'cancelled' ORDER BY starts_at, id LIMIT {MOST_OF_A_DAY}
"""
HIDDEN = """
SELECT a.id FROM appointment AS a
WHERE a.id = ANY($1) AND $2 = ANY(kept_from(appointment_person(a.contact, a.referral)))
"""
CODES = "SELECT id, code FROM contact WHERE id = ANY($1)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A time of a professional; ``appointment`` none and not ``taken``: it is free."""

    slot: Slot
    appointment: Appointment | None
    taken: bool
    """Taken by whom the reader may not know of is taken all the same."""
    ticket: str | None
    """The code they wait under, once they are here."""
    to_return: tuple[PendingCall, ...] = ()
    """What is still to be returned to them or to somebody of their number: coming settles it."""
    referral: str | None = None
    """What people call the referral whose first visit it is."""
    may_undo: bool = False
    """Whether the reader may undo what was said last of their coming."""
    may_arrive: bool = False
    """Whether the city's rules let them check in now."""


@dataclass(frozen=True, slots=True)
class Day:
    """A unit's agenda on one civil day, in order of time."""

    unit: str
    day: date
    entries: tuple[Entry, ...]

    def of(self, professional: UUID) -> list[Entry]:
        """Those of one professional."""
        return [each for each in self.entries if each.slot.professional == professional]

    @property
    def professionals(self) -> list[UUID]:
        """Whose times there are."""
        return list(dict.fromkeys(each.slot.professional for each in self.entries))


async def appointments_of_day(tx: Tx, unit: str, day: date, at: datetime) -> list[Appointment]:
    """The unit's appointments of a civil day that are not cancelled, in order of time.

    Bounded; for printing too: it says of nobody who they are.
    """
    rows = await tx.fetch(OF_DAY, unit, *_bounds(await current(tx, at), day))
    return [appointment_of(row) for row in rows]


async def agenda_of_day(
    tx: Tx, unit: str, day: date, who: Principal, at: datetime, keys: KeySource | None = None
) -> Day:
    """A unit's day to somebody. Raises ``NotFound`` when the city has no such unit."""
    here = await current(tx, at)
    if here.unit(unit) is None:
        raise NotFound
    slots = [slot_of(row) for row in await tx.fetch(SLOTS, unit, *_bounds(here, day))]
    there = await appointments_of_day(tx, unit, day, at)
    hidden = await hidden_from(tx, there, who)
    by_slot = {each.slot: each for each in there}
    shown = {slot: each for slot, each in by_slot.items() if each.id not in hidden}
    arrivals = [each.arrival for each in shown.values() if each.arrival]
    tickets = await _tickets(tx, arrivals)
    calls = await calls_to_return(tx, here, arrivals, Asking(who, at), keys)
    may_undo = await undoable(tx, here, shown.values(), who, at)
    referred = [each.referral for each in shown.values() if each.referral]
    codes = await codes_of_visits(tx, referred)
    return Day(
        unit,
        day,
        tuple(
            Entry(
                slot,
                shown.get(slot.id),
                slot.id in by_slot,
                tickets.get(shown[slot.id].arrival) if slot.id in shown else None,
                tuple(calls[shown[slot.id].arrival]) if slot.id in shown else (),
                codes.get(shown[slot.id].referral or NONE) if slot.id in shown else None,
                slot.id in shown and shown[slot.id].id in may_undo,
                slot.id in shown and may_arrive(here, shown[slot.id], at=at),
            )
            for slot in slots
        ),
    )


async def safe_to_write_to(tx: Tx, contact: Contact) -> SafeContact | None:
    """What was said of it at this contact, or last of the person anywhere; none: nobody asked."""
    async with as_the_service(tx):
        _, safe = await store.reaching.how_to_reach(tx, contact.id, contact.person)
    return safe


async def hidden_from(tx: Tx, appointments: Sequence[Appointment], who: Principal) -> set[UUID]:
    """Those of people who must be neither seen nor served by whoever asks."""
    async with as_the_service(tx):
        rows = await tx.fetch(HIDDEN, [each.id for each in appointments], who.id)
    return {row["id"] for row in rows}


async def _tickets(tx: Tx, contacts: Sequence[UUID]) -> dict[UUID | None, str]:
    return {row["id"]: row["code"] for row in await tx.fetch(CODES, contacts)} if contacts else {}


def _bounds(here: City, day: date) -> tuple[datetime, datetime]:
    return here.midnight(day), here.midnight(day + timedelta(days=1))

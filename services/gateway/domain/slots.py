"""Times that professionals keep open for appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.gateway.domain.refusals import NothingToOpen, TooManySlots
from shared.contracts.gateway import AppointmentKind, SlotChanged

MOST_SLOTS = 500
"""So many are opened at once."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that a professional keeps for one kind of appointment."""

    id: UUID
    unit: str
    professional: UUID
    starts_at: datetime
    minutes: int
    kind: AppointmentKind
    closed_at: datetime | None = None
    version: int = 1
    """That was told last: each time it is opened, taken, set free or closed makes the next."""

    @property
    def ends_at(self) -> datetime:
        """Its end, excluded."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Series:
    """Times one after another on some weekdays, in civil time, from one day until another."""

    kind: AppointmentKind
    minutes: int
    opens: time
    closes: time
    first: date
    until: date
    weekdays: frozenset[int]
    """Monday is 0."""

    def starts(self, zone: ZoneInfo, after: datetime) -> list[datetime]:
        """When each of them starts, those before ``after`` left out.

        Raises ``NothingToOpen``, ``TooManySlots``.
        """
        if self.until - self.first > LONGEST:
            raise TooManySlots
        days = (self.first + timedelta(days=n) for n in range((self.until - self.first).days + 1))
        chosen = (day for day in days if day.weekday() in self.weekdays)
        found = [at for day in chosen for at in self._of_day(day, zone) if at > after]
        if not found:
            raise NothingToOpen
        if len(found) > MOST_SLOTS:
            raise TooManySlots
        return found

    def _of_day(self, day: date, zone: ZoneInfo) -> list[datetime]:
        at, end = (
            datetime.combine(day, clock, zone).astimezone(UTC)
            for clock in (self.opens, self.closes)
        )
        step = timedelta(minutes=self.minutes)
        return [at + step * n for n in range(max(0, (end - at) // step))]


def tell(slot: Slot, at: datetime, *, taken: bool) -> SlotChanged:
    """The event with the time as it stands; it does not say whose it is."""
    return SlotChanged(
        at=at,
        version=slot.version,
        slot_id=slot.id,
        unit=slot.unit,
        kind=slot.kind,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        free=not taken and slot.closed_at is None,
    )


def overlap(one: Slot, other: Slot) -> bool:
    """Whether one professional would be at both at some instant."""
    same = one.professional == other.professional
    return same and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clashes(slots: Sequence[Slot], others: Sequence[Slot]) -> bool:
    """Whether any of these overlaps any of those that are open."""
    return any(overlap(one, other) for one in slots for other in others if not other.closed_at)


@dataclass(frozen=True, slots=True)
class Whose:
    """For whom a time is looked for."""

    contact: UUID | None = None
    person: UUID | None = None
    """Where they are named, and their contact is not."""
    referral: UUID | None = None
    """Whose first visit it is for."""

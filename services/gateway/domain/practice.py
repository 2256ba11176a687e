"""Practising with invented callers: who comes next, when they can come, what was made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from services.gateway.domain.contact import Contact
from services.gateway.domain.slots import Series, Slot
from shared.city import City, InventedCaller
from shared.contracts.gateway import AppointmentKind

MINUTES, AHEAD = 30, timedelta(days=7)
"""How long an invented time lasts, and how far ahead there are such times."""
WEEKDAYS = frozenset(range(5))
HOURS = {
    AppointmentKind.URGENT: (time(8), time(10)),
    AppointmentKind.PREFERENTIAL: (time(10), time(12)),
    AppointmentKind.ORDINARY: (time(12), time(14)),
    AppointmentKind.FIRST_VISIT: (time(14), time(16)),
}
"""When there are invented times of each kind, whatever the hours of a real door."""


def next_caller(
    callers: Sequence[InventedCaller], practised: Mapping[str, int]
) -> InventedCaller | None:
    """The one whom somebody has practised least, in the folder's order; none where none is."""
    return min(callers, key=lambda each: practised.get(each.code, 0), default=None)


def invented_times(here: City, unit: str, practising: UUID, at: datetime) -> list[Slot]:
    """Times to practise appointments with, of a colleague who is invented for whoever practises.

    None is of anybody real, in whose own agenda it would stand in the way. Asked for again, a time
    is the same.
    """
    colleague, today = uuid5(practising, unit), here.day(at)
    return [
        Slot(uuid5(colleague, starts_at.isoformat()), unit, colleague, starts_at, MINUTES, kind)
        for kind, (opens, closes) in HOURS.items()
        for starts_at in Series(
            kind, MINUTES, opens, closes, today, today + AHEAD, WEEKDAYS
        ).starts(here.zone, at)
    ]


@dataclass(frozen=True, slots=True)
class Practised:
    """What somebody made of an invented caller, beside what was expected."""

    contact: Contact
    caller: InventedCaller

    @property
    def level_is_right(self) -> bool:
        """Whether it has the level that was expected."""
        return self.contact.level is self.caller.level

    @property
    def outcome_is_right(self) -> bool:
        """Whether the main reason ended in one of the right ways."""
        return self.contact.outcome in self.caller.outcomes

    @property
    def missed(self) -> tuple[str, ...]:
        """The reasons that nobody noted."""
        noted = {each.reason for each in self.contact.matters}
        return tuple(code for code in self.caller.reasons if code not in noted)

    @property
    def is_right(self) -> bool:
        """Whether everything is as it was expected."""
        return self.level_is_right and self.outcome_is_right and not self.missed

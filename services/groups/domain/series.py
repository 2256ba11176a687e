"""When the sessions of a series take place: in civil time, on days on which the unit opens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.groups.domain.refusals import NothingToCome, TooManySessions
from shared.city import City, Unit

MOST = 60
"""So many sessions are made at once."""
LOOKED_AT = 2 * 366
"""So many days from the first are looked at."""


class Every(StrEnum):
    """How often a group meets."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"


STEPS = {
    Every.ONCE: timedelta(days=1),
    Every.WEEKLY: timedelta(days=7),
    Every.FORTNIGHTLY: timedelta(days=14),
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """From a first day on at an hour of the clock, so many times."""

    every: Every
    first: date
    clock: time
    times: int

    def starts(self, here: City, unit: Unit, after: datetime) -> tuple[list[datetime], list[date]]:
        """When each session starts, and the days left out because the unit is shut.

        A day that is left out makes the series longer, not shorter. Summer time changes no hour of
        the clock. Raises ``NothingToCome`` if none is after ``after``, ``TooManySessions``.
        """
        if not 1 <= self.times <= MOST:
            raise TooManySessions
        wanted = 1 if self.every is Every.ONCE else self.times
        starts: list[datetime] = []
        shut: list[date] = []
        day = self.first
        while len(starts) < wanted and (day - self.first).days <= LOOKED_AT:
            if here.hours(unit, day):
                starts.append(here.instant(day, self.clock))
            else:
                shut.append(day)
                if self.every is Every.ONCE:
                    break
            day += STEPS[self.every]
        if not starts or starts[0] <= after:
            raise NothingToCome
        return starts, shut

"""What happens on a day: pure, and the same for the same seed, day and wishes.

A plan says who comes, when, why and how it would end; in which order they are called, and thus
when, is for the gateway to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deploy.cli.day.numbers import Numbers
from deploy.cli.day.scenarios import Scenario
from shared.city import City, Hours, Unit, UnitKind
from shared.contracts.gateway import Door, Outcome


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which day of which city is planned, and how."""

    here: City
    numbers: Numbers
    scenario: Scenario
    seed: int
    day: date
    units: frozenset[str] | None = None
    """Only these; none: all."""
    since: datetime | None = None
    """Whoever would have come before is left out."""
    until: datetime | None = None
    spare: int = 0
    """So many desks of each centre are left to people; as many fewer come."""

    def within(self, at: datetime) -> bool:
        """Whether that instant is played."""
        late_enough = self.since is None or at >= self.since
        return late_enough and (self.until is None or at < self.until)

    def wanted(self, unit: Unit) -> bool:
        """Whether that unit is played."""
        return self.units is None or unit.code in self.units

    @property
    def centres(self) -> list[Unit]:
        """The centres that are played."""
        return [unit for unit in self.here.centres if self.wanted(unit)]

    @property
    def telephones(self) -> list[Unit]:
        """The telephone services that are played."""
        telephones = [unit for unit in self.here.units if unit.kind is UnitKind.TELEPHONE]
        return [unit for unit in telephones if self.wanted(unit)]

    def hours(self, unit: Unit) -> Sequence[tuple[datetime, datetime]]:
        """From when until when the unit is open on the day."""
        instant = self.here.instant
        return [
            (instant(self.day, each.opens), instant(self.day, each.closes))
            for each in self._hours(unit)
        ]

    def _hours(self, unit: Unit) -> Sequence[Hours]:
        return self.here.hours(unit, self.day)


@dataclass(frozen=True, slots=True)
class Fate:
    """Why somebody comes, and what becomes of it."""

    reason: str
    service: timedelta
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a centre's desk or kiosk."""

    unit: str
    at: datetime
    door: Door
    fate: Fate
    known: bool
    """Whether the reason is asked when they come."""
    language: str | None = None
    """What they touch at the kiosk."""
    patience: timedelta | None = None
    """So long they wait; none: until they are called."""
    silent: bool = False
    """Whether they leave without telling anybody."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call at the city's telephone, by the exchange's clock."""

    name: str
    unit: str
    rang: datetime
    queued: datetime | None
    answered: datetime | None
    hung_up: datetime
    agent: int | None = None
    fate: Fate | None = None
    """What the agent notes; none: nobody notes anything of it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody works at a desk."""

    unit: str
    desk: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """A day."""

    wishes: Wishes
    visits: tuple[Visit, ...]
    calls: tuple[Call, ...]
    shifts: tuple[Shift, ...]

    @property
    def starts(self) -> datetime | None:
        """When the first thing happens; none on a day when everything is shut."""
        return min((each.starts for each in self.shifts), default=None)


def shifts(wishes: Wishes) -> list[Shift]:
    """Who works at which desk of the centres; at least one, whoever is absent."""
    found = []
    for unit in wishes.centres:
        first = 1 + min(wishes.spare, unit.desks - 1)
        last = max(first, unit.desks - wishes.scenario.absent_at(unit.code))
        found += [
            Shift(unit.code, desk, max(opens, wishes.since or opens), closes)
            for opens, closes in wishes.hours(unit)
            for desk in range(first, last + 1)
            if wishes.within(max(opens, wishes.since or opens)) and closes > (wishes.since or opens)
        ]
    return found

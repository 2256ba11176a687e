"""Which day is planned, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deploy.cli.day.numbers import Numbers
from deploy.cli.day.scenarios import Scenario
from shared.city import City, Hours, Unit, UnitKind


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

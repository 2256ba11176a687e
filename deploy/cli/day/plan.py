"""What happens on a day: pure, and the same for the same seed, day and wishes.

A plan says who comes, when, why and how it would end; in which order they are called, and thus
when, is for the gateway to say.
"""

from dataclasses import dataclass
from datetime import datetime

from deploy.cli.day.calls import calls
from deploy.cli.day.handed import Enrolment, Sent, by_professionals, by_themselves, referrals
from deploy.cli.day.planned import Call, Shift, Visit
from deploy.cli.day.visits import visits
from deploy.cli.day.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Plan:
    """A day."""

    wishes: Wishes
    visits: tuple[Visit, ...]
    calls: tuple[Call, ...]
    referrals: tuple[Sent, ...]
    enrolments: tuple[Enrolment, ...]
    enrolled_themselves: tuple[Enrolment, ...]
    shifts: tuple[Shift, ...]

    @property
    def starts(self) -> datetime | None:
        """When the first thing happens; none on a day when everything is shut."""
        first = [each.starts for each in self.shifts], [each.rang for each in self.calls]
        return min((at for times in first for at in times), default=None)


def plan(wishes: Wishes) -> Plan:
    """Everything that happens on that day."""
    return Plan(
        wishes,
        tuple(visits(wishes)),
        tuple(calls(wishes)),
        tuple(referrals(wishes)),
        tuple(by_professionals(wishes)),
        tuple(by_themselves(wishes)),
        tuple(shifts(wishes)),
    )


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

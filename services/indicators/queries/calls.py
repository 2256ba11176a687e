"""The report of a day's calls: the telephone door, all units."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from services.indicators.domain import MADRID, Figures, Grain, day_bounds, steps
from services.indicators.queries.figures import Asked, stretches
from shared.db import Tx

PHONE = "phone"


@dataclass(slots=True)
class CallsOfHour:
    """An hour of the clock; on a day with an hour twice, both together."""

    hour: int
    offered: int = 0
    answered: int = 0
    abandoned: int = 0


@dataclass(frozen=True, slots=True)
class CallsOfDay:
    """A civil day's calls, each counted where it rang."""

    day: date
    figures: Figures
    by_hour: list[CallsOfHour]
    """Only hours in which somebody called."""


async def calls_of_day(
    tx: Tx, day: date, within: float, restricted: bool = False, over: datetime | None = None
) -> CallsOfDay:
    """The calls that rang on that civil day, even those that ended after midnight."""
    start, end = day_bounds(day)
    asked = Asked(start, end, within, PHONE, restricted=restricted, over=over)
    total, hours = await stretches(tx, asked, steps(start, end, Grain.HOUR))
    by_hour: defaultdict[int, CallsOfHour] = defaultdict(lambda: CallsOfHour(0))
    for each in hours:
        civil = each.start.astimezone(MADRID).hour
        counted = by_hour[civil]
        counted.hour = civil
        counted.offered += each.figures.offered
        counted.answered += each.figures.answered
        counted.abandoned += each.figures.abandoned
    told = [by_hour[hour] for hour in sorted(by_hour) if by_hour[hour].offered]
    return CallsOfDay(day, total, told)

"""How long somebody who comes now may wait: an interval from the day's own waits, or nothing.

A wait is taken as so many *places*: those before it and itself, shared among the desks that were
open. The day's waits say how long a place took; the interval is that of most of them, for the
places there are now. It is no promise: how many waits fell inside is measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

FEWEST = 8
"""Of fewer waits nothing is said."""
SHORT, LONG = 0.2, 0.8
"""The interval leaves out a fifth of the waits at each end."""
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody who comes meets: how many go before them, and how many desks are open."""

    ahead: int
    desks: int

    @property
    def places(self) -> float:
        """Their own place and those before it, shared among the desks."""
        return (self.ahead + 1) / max(1, self.desks)


@dataclass(frozen=True, slots=True)
class Waited:
    """A wait that ended in service today, and the line that it met when it began."""

    seconds: float
    line: Line


@dataclass(frozen=True, slots=True)
class Interval:
    """From the shorter to the longer waits, in whole minutes, as seconds."""

    least_seconds: int
    most_seconds: int

    def holds(self, seconds: float) -> bool:
        """Whether a wait fell inside."""
        return self.least_seconds <= seconds <= self.most_seconds


@dataclass(frozen=True, slots=True)
class Told:
    """The wait that somebody was told when they came."""

    at: datetime
    interval: Interval

    def is_over(self, at: datetime) -> bool:
        """Whether they have waited longer by then: how long still, nobody knows."""
        return (at - self.at).total_seconds() > self.interval.most_seconds


def expected(today: Sequence[Waited], line: Line) -> Interval | None:
    """What to expect; none while nobody serves, or where too few have been served to tell."""
    if len(today) < FEWEST or line.desks < 1:
        return None
    paces = sorted(each.seconds / each.line.places for each in today)
    least, most = (quantile(paces, share) * line.places for share in (SHORT, LONG))
    short = int(least // MINUTE) * MINUTE
    return Interval(short, max(short + MINUTE, -int(-most // MINUTE) * MINUTE))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share lies, between the two nearest; ``ordered`` is not empty."""
    place = share * (len(ordered) - 1)
    below = int(place)
    pair = next(iter(pairwise(ordered[below : below + 2])), (ordered[below], ordered[below]))
    return pair[0] + (pair[1] - pair[0]) * (place - below)

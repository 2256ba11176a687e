"""From quarters of an hour to the shapes of a chart: positions from 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from services.indicators.queries import Quarter

QUARTER = timedelta(minutes=15)
WIDTHS = (18, 36, 54, 72, 108)
"""Quarters on the axis: five labels stand at every two ninths, on whole hours."""
HEIGHT = 60
GAP = 0.12
HATCH = " ".join(f"M{x / 2:g} {HEIGHT}l15 -{HEIGHT}" for x in range(-30, 200, 3))
"""Slanting lines over the whole chart; what is drawn of them are the blanks."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A quarter's arrivals: the desk's below, the telephone's above; y runs downwards."""

    x: float
    width: float
    desk_y: float
    desk_height: float
    phone_y: float
    phone_height: float
    now: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """A time of which nothing is known, drawn as a hatched span; ``until`` is excluded."""

    x: float
    width: float
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: labels of the axis, its top value, and the shapes."""

    labels: tuple[datetime, ...]
    top: int
    blanks: tuple[Blank, ...] = ()
    bars: tuple[Bar, ...] = ()
    median: str = ""
    longest: str = ""
    bound_y: float | None = None


def arrivals(quarters: Sequence[Quarter]) -> Chart | None:
    """Arrivals by quarter and door; none without anybody or any time on paper."""
    if not quarters:
        return None
    start, slots = _axis(quarters)
    told = [each for each in quarters if each.known]
    top = _nice(max((each.desk + each.phone for each in told), default=0))
    bars = []
    for each in told:
        desk, phone = (HEIGHT * number / top for number in (each.desk, each.phone))
        place = (each.start - start) / QUARTER
        bars.append(
            Bar(
                x=round(100 * (place + GAP / 2) / slots, 3),
                width=round(100 * (1 - GAP) / slots, 3),
                desk_y=round(HEIGHT - desk, 3),
                desk_height=round(desk, 3),
                phone_y=round(HEIGHT - desk - phone, 3),
                phone_height=round(max(phone - 0.4, 0), 3),
                now=each is quarters[-1],
            )
        )
    return Chart(_labels(start, slots), top, _blanks(quarters), tuple(bars))


def waits(quarters: Sequence[Quarter], bound_minutes: int) -> Chart | None:
    """Median and longest wait of those who came in each quarter; none without a wait."""
    told = [each for each in quarters if each.known]
    longest = [each.longest for each in told if each.longest is not None]
    if not longest:
        return None
    start, slots = _axis(quarters)
    top = _nice(max(max(longest) / 60, bound_minutes))

    def line(name: str) -> str:
        drawn = []
        for _, several in groupby(quarters, lambda each: each.known):
            points = [
                (100 * ((each.start - start) / QUARTER + 0.5) / slots, getattr(each, name))
                for each in several
                if each.known
            ]
            drawn.append(
                _path([(x, HEIGHT * (1 - y / 60 / top)) for x, y in points if y is not None])
            )
        return " ".join(filter(None, drawn))

    return Chart(
        _labels(start, slots),
        top,
        _blanks(quarters),
        median=line("median"),
        longest=line("longest"),
        bound_y=round(HEIGHT * (1 - bound_minutes / top), 3),
    )


def spark(waited: Sequence[int], top: int) -> list[tuple[float, float, float]]:
    """Small bars, one each: x, y and height on a scale that all units share."""
    width = 100 / max(len(waited), 1)
    return [
        (round(width * place, 2), round(20 - h, 2), round(h, 2))
        for place, number in enumerate(waited)
        for h in [max(0.6, 20 * number / max(top, 1))]
    ]


def _blanks(quarters: Sequence[Quarter]) -> tuple[Blank, ...]:
    """The times of which nothing is known, each as long as it lasts without a break."""
    start, slots = _axis(quarters)
    blanks = []
    for sure, several in groupby(quarters, lambda each: each.known):
        if not sure:
            starts = [each.start for each in several]
            x = 100 * ((starts[0] - start) / QUARTER) / slots
            width = 100 * len(starts) / slots
            blanks.append(Blank(round(x, 3), round(width, 3), starts[0], starts[-1] + QUARTER))
    return tuple(blanks)


def _axis(quarters: Sequence[Quarter]) -> tuple[datetime, int]:
    start = quarters[0].start.replace(minute=0)
    needed = int((quarters[-1].start - start) / QUARTER) + 1
    return start, next((slots for slots in WIDTHS if slots >= needed), WIDTHS[-1])


def _labels(start: datetime, slots: int) -> tuple[datetime, ...]:
    return tuple(start + QUARTER * (slots * 2 * n // 9) for n in range(5))


def _nice(highest: float) -> int:
    """The next round number that is not lower."""
    for factor in (1, 10, 100, 1000):
        for step in (4, 6, 8, 10, 20, 40):
            if highest <= step * factor:
                return step * factor
    return round(highest)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(
        f"{'M' if place == 0 else 'L'}{x:.2f} {y:.2f}" for place, (x, y) in enumerate(points)
    )

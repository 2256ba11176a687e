"""How much of the time to answer is over and left, in words and as a bar of working time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.referrals.domain import Referral
from shared.city import City
from shared.city.working_time import open_for, stretches

WHOLE = 100.0
"""How wide the bar is."""
SHUT = 4.0
"""How wide a time in which the centre is closed is drawn, however long it is."""
MOST_SHUT = 40.0
"""How much of the bar all of them take at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the bar: an open time as far as it is over, or a closed time."""

    open: bool
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """The time to answer, of which only the open hours count."""

    spent: int
    """In hundredths."""
    left: timedelta | None
    """Open time; none of a receiver that does not open, and once it is over."""
    pieces: tuple[Piece, ...]
    now: float
    """Where the instant is on the bar."""


def answer_time(here: City, one: Referral, at: datetime) -> AnswerTime | None:
    """None where no answer is owed. Of a unit that does not open: by the clock, as its deadline."""
    unit = here.unit(one.unit)
    if not one.owed or one.sent_at is None or one.answer_by is None or unit is None:
        return None
    until = min(at, one.answer_by)
    whole = open_for(here, unit, one.sent_at, one.answer_by)
    if not whole:
        spent = round(WHOLE * ((until - one.sent_at) / (one.answer_by - one.sent_at)))
        return AnswerTime(spent, None, (Piece(True, 0, spent),), spent)
    spent = round(WHOLE * (open_for(here, unit, one.sent_at, until) / whole))
    left = open_for(here, unit, until, one.answer_by) or None
    times = _times(list(stretches(here, unit, one.sent_at, one.answer_by)), one.sent_at)
    pieces, now = _drawn(times, until)
    return AnswerTime(spent, left, pieces, now)


Time = tuple[bool, datetime, datetime]
"""Whether it is an open one, its beginning and its end."""


def _times(opened: list[tuple[datetime, datetime]], since: datetime) -> list[Time]:
    """The open times with the closed ones between them."""
    times: list[Time] = []
    for opens, closes in opened:
        if opens > since:
            times.append((False, since, opens))
        times.append((True, opens, closes))
        since = closes
    return times


def _drawn(times: list[Time], until: datetime) -> tuple[tuple[Piece, ...], float]:
    """The pieces, and where the instant is: open times by their length, closed ones narrow."""
    shut = sum(not opened for opened, _, _ in times)
    narrow = min(SHUT, MOST_SHUT / shut) if shut else 0.0
    whole = sum((end - begin for opened, begin, end in times if opened), timedelta(0))
    pieces, x, now = [], 0.0, 0.0
    for opened, begin, end in times:
        width = (WHOLE - narrow * shut) * ((end - begin) / whole) if opened else narrow
        over = width * max(0.0, min(1.0, (until - begin) / (end - begin)))
        now += over
        pieces.append(Piece(opened, round(x, 2), round(over if opened else width, 2)))
        x += width
    return tuple(pieces), round(now, 2)

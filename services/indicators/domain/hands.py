"""Where a unit needs a hand at an instant: what asks somebody to act, the gravest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.board import WAITS, DeskNow, Present

NEAR = 0.8
"""From this share of its level's bound on, a wait is near it."""


class Asks(StrEnum):
    """What asks for a hand."""

    NO_DESK = "no_desk"
    """People wait, and no desk is open."""
    OVER_BOUND = "over_bound"
    """People have waited longer than the bound of their level."""
    OVERDUE = "overdue"
    """Calls that were promised for earlier than now."""
    NEAR_BOUND = "near_bound"
    """People will soon have waited so long."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing that asks for a hand."""

    asks: Asks
    number: int
    """People who wait, or calls."""
    seconds: float
    """The longest of their waits; of calls, how long the first one is overdue."""
    paused: int = 0
    """Desks of the unit that are paused and could help."""
    shut: int = 0
    """Those that are closed."""

    @property
    def grave(self) -> bool:
        """Whether it cannot wait."""
        return self.asks in {Asks.NO_DESK, Asks.OVER_BOUND}


@dataclass(frozen=True, slots=True)
class Overdue:
    """Calls that were promised for earlier than now."""

    number: int
    first: datetime | None
    """Until when the first of them was promised; none: there are none."""


def hands(
    present: Iterable[Present],
    desks: tuple[Sequence[DeskNow], int] | None,
    overdue: Overdue,
    bound: Callable[[str | None], float],
    at: datetime,
) -> list[Hand]:
    """What asks for a hand at a unit.

    ``desks`` are those known to work and how many the unit has, none where they are unknown;
    ``bound`` is how many seconds each level may wait.
    """
    waiting = [each for each in present if each.state in WAITS]
    found = []
    if waiting and desks is not None and not any(desk.state == "open" for desk in desks[0]):
        found.append(_waits(Asks.NO_DESK, waiting, desks, at))
    else:
        found += _over(waiting, desks, bound, at)
    if overdue.first is not None:
        late = (at - overdue.first).total_seconds()
        found.append(Hand(Asks.OVERDUE, overdue.number, late))
    return sorted(found, key=lambda each: not each.grave)


def _over(
    waiting: Sequence[Present],
    desks: tuple[Sequence[DeskNow], int] | None,
    bound: Callable[[str | None], float],
    at: datetime,
) -> list[Hand]:
    """Who waits over the bound; if nobody does, who will soon."""
    for asks, share in ((Asks.OVER_BOUND, 1.0), (Asks.NEAR_BOUND, NEAR)):
        some = [each for each in waiting if each.waited(at) >= share * bound(each.level)]
        if some:
            return [_waits(asks, some, desks, at)]
    return []


def _waits(
    asks: Asks,
    some: Sequence[Present],
    desks: tuple[Sequence[DeskNow], int] | None,
    at: datetime,
) -> Hand:
    longest = max(each.waited(at) for each in some)
    if desks is None:
        return Hand(asks, len(some), longest)
    working, number = desks
    paused = sum(desk.state == "paused" for desk in working)
    open_ = sum(desk.state == "open" for desk in working)
    return Hand(asks, len(some), longest, paused, max(0, number - open_ - paused))

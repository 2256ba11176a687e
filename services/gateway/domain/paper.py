"""Hours on paper: a gap of a unit, the codes that paper may use, and what was written on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.gateway.domain.refusals import GapOver, GapsOverlap, NotAsOnPaper
from shared.contracts.gateway import PaperModeChanged

MOST_CODES = 200
"""As many codes a block has at most."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a unit worked on paper."""

    id: UUID
    version: int
    unit: str
    began_at: datetime
    ended_at: datetime | None
    """None while it lasts."""
    entered_at: datetime | None = None
    """When somebody said that everything on paper has been entered."""
    withdrawn: bool = False
    """Said by mistake: there was no gap."""

    def overlaps(self, other: "Gap") -> bool:
        """Whether both have an instant in common."""
        return (self.ended_at is None or other.began_at < self.ended_at) and (
            other.ended_at is None or self.began_at < other.ended_at
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Ticket numbers of a unit and day that the counter gave to paper."""

    id: UUID
    unit: str
    day: date
    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Whether the number is one of them."""
        return self.first <= number <= self.last


class Mistake(StrEnum):
    """What is wrong with a time or a code that was typed."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    ORDER = "order"
    """Before what comes first."""
    OUTSIDE = "outside"
    """Not within the hours on paper."""
    FUTURE = "future"
    UNKNOWN_CODE = "unknown_code"
    """Not one of the codes that were given to paper."""
    USED = "used"
    """The code has been entered already."""
    UNSERVED = "unserved"
    """It does not go with how it ended."""
    TAKEN = "taken"
    """A time of the agenda that is not free."""


Mistakes = Mapping[str, Mistake]


def declare(gap: Gap, others: tuple[Gap, ...], *, at: datetime) -> tuple[Gap, PaperModeChanged]:
    """A unit works, or worked, on paper. Raises ``NotAsOnPaper``, ``GapsOverlap``."""
    _require_ends(gap, at)
    if any(gap.overlaps(other) for other in others if not other.withdrawn):
        raise GapsOverlap
    return gap, tell(gap, at)


def end(gap: Gap, ended_at: datetime, *, at: datetime) -> tuple[Gap, PaperModeChanged]:
    """The system is back. Raises ``GapOver`` if that was said before."""
    if gap.ended_at is not None or gap.withdrawn:
        raise GapOver
    ended = _next(replace(gap, ended_at=ended_at))
    _require_ends(ended, at)
    return ended, tell(ended, at)


def all_entered(gap: Gap, *, at: datetime) -> tuple[Gap, PaperModeChanged]:
    """Everything on paper is in the system. Raises ``GapOver`` while it lasts or if it was said."""
    if gap.ended_at is None or gap.entered_at is not None or gap.withdrawn:
        raise GapOver
    done = _next(replace(gap, entered_at=at))
    return done, tell(done, at)


def withdraw(gap: Gap, *, at: datetime) -> tuple[Gap, PaperModeChanged]:
    """There was no gap after all. Raises ``GapOver`` once all was entered."""
    if gap.withdrawn or gap.entered_at is not None:
        raise GapOver
    gone = _next(replace(gap, withdrawn=True, ended_at=gap.ended_at or at))
    return gone, tell(gone, at)


def require_open(gap: Gap) -> None:
    """Raises ``GapOver`` once everything was entered, or if there was no gap."""
    if gap.withdrawn or gap.entered_at is not None:
        raise GapOver


def tell(gap: Gap, at: datetime) -> PaperModeChanged:
    """The event with the whole gap."""
    return PaperModeChanged(
        at=at,
        version=gap.version,
        gap_id=gap.id,
        unit=gap.unit,
        began_at=gap.began_at,
        ended_at=gap.ended_at,
        entered_at=gap.entered_at,
        withdrawn=gap.withdrawn,
    )


def in_order(times: Mapping[str, datetime | None], earliest: datetime | None) -> dict[str, Mistake]:
    """Which of the times, in the order of what happened, lies before one that comes first."""
    found, last = {}, earliest
    for name, at in times.items():
        if at is None:
            continue
        if last is not None and at < last:
            found[name] = Mistake.ORDER
        else:
            last = at
    return found


def within(times: Mapping[str, datetime | None], gap: Gap, *, at: datetime) -> dict[str, Mistake]:
    """Which of the times is not within the gap; an end may be later, but not in the future."""
    found = {}
    for name, when in times.items():
        if when is None:
            continue
        if when > at:
            found[name] = Mistake.FUTURE
        elif when < gap.began_at or (
            name != "ended_at" and gap.ended_at is not None and when > gap.ended_at
        ):
            found[name] = Mistake.OUTSIDE
    return found


def _next(gap: Gap) -> Gap:
    return replace(gap, version=gap.version + 1)


def _require_ends(gap: Gap, at: datetime) -> None:
    found: dict[str, Mistake] = {}
    if gap.began_at > at:
        found["began_at"] = Mistake.FUTURE
    if gap.ended_at is not None and gap.ended_at <= gap.began_at:
        found["ended_at"] = Mistake.ORDER
    elif gap.ended_at is not None and gap.ended_at > at:
        found["ended_at"] = Mistake.FUTURE
    if found:
        raise NotAsOnPaper(found)

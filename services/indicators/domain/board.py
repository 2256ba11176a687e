"""What a board shows of one area at one instant."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

WAITS = frozenset({"waiting", "called"})
"""States of somebody who waits; in the voice menu nobody does yet."""


@dataclass(frozen=True, slots=True)
class Present:
    """A contact that is here at the instant: a code, never a name."""

    id: UUID
    code: str | None
    door: str
    unit: str
    level: str | None
    state: str
    since: datetime
    """When its state began."""
    waits_from: datetime | None
    """When its wait began, on its one clock."""
    desk: int | None

    def waited(self, at: datetime) -> float:
        """Seconds since its wait began."""
        return max(0.0, (at - (self.waits_from or self.since)).total_seconds())


@dataclass(frozen=True, slots=True)
class DeskNow:
    """A desk at the instant."""

    unit: str
    number: int
    state: str
    code: str | None = None
    """Whom it calls or serves."""
    serving: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """Who is here, counted."""

    waiting: int
    waiting_desk: int
    waiting_phone: int
    in_menu: int
    serving: int
    serving_phone: int
    parked: int
    longest: float | None
    """Seconds; none when nobody waits."""
    longest_code: str | None
    median: float | None
    """Seconds, by nearest rank; none when nobody waits."""
    urgent: int
    """Of the waiting, those whose level is urgent."""
    desks_open: int | None
    """None when nothing is known of the desks; the same holds for those paused."""
    desks_paused: int | None


def load(present: Sequence[Present], desks: Sequence[DeskNow] | None, at: datetime) -> Load:
    """Count who waits, is served or parked, and which desks work; none are desks unknown."""
    by_state: defaultdict[str, list[Present]] = defaultdict(list)
    for each in present:
        by_state[each.state].append(each)
    waiting = sorted(
        [*by_state["waiting"], *by_state["called"]],
        key=lambda each: (-each.waited(at), each.id),
    )
    waits = [each.waited(at) for each in reversed(waiting)]
    return Load(
        waiting=len(waiting),
        waiting_desk=_by(waiting, "desk"),
        waiting_phone=_by(waiting, "phone"),
        in_menu=len(by_state["ringing"]),
        serving=len(by_state["serving"]),
        serving_phone=_by(by_state["serving"], "phone"),
        parked=len(by_state["parked"]),
        longest=waits[-1] if waits else None,
        longest_code=waiting[0].code if waiting else None,
        median=waits[(len(waits) - 1) // 2] if waits else None,
        urgent=sum(each.level == "urgent" for each in waiting),
        desks_open=_desks(desks, "open"),
        desks_paused=_desks(desks, "paused"),
    )


def _desks(desks: Sequence[DeskNow] | None, state: str) -> int | None:
    return None if desks is None else sum(desk.state == state for desk in desks)


def _by(contacts: Iterable[Present], door: str) -> int:
    return sum(each.door == door for each in contacts)


def strain(waiting: Iterable[Present], bound: Callable[[str | None], float], at: datetime) -> float:
    """The greatest share of a level's bound that anybody has waited: 1 is at the bound."""
    return max(
        (each.waited(at) / bound(each.level) for each in waiting if each.state in WAITS), default=0
    )

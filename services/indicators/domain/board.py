"""What a board shows of one area at one instant."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

WAITS = frozenset({"waiting", "called"})
"""States of somebody who waits; in the voice menu nobody does yet."""
LEVELS = ("urgent", "preferential", "ordinary", None)
"""In the order in which they are told; none is not yet triaged."""
PHONE = "phone"
PLACES = ("desk", PHONE, "parked")
"""Where somebody is whom a desk has begun to serve."""


@dataclass(frozen=True, slots=True)
class Present:
    """A contact that is here at the instant: to be counted, never told apart."""

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
    contact: str | None = None
    """``called`` or ``serving``, whoever it is; none has nobody."""


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts of one level, or at one place, counted."""

    of: str | None
    """The level or the place."""
    number: int
    since: datetime
    """When the first of them began to wait, or came to the place."""


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
    waiting = [*by_state["waiting"], *by_state["called"]]
    waits = sorted(each.waited(at) for each in waiting)
    return Load(
        waiting=len(waiting),
        waiting_desk=len(waiting) - _calls(waiting),
        waiting_phone=_calls(waiting),
        in_menu=len(by_state["ringing"]),
        serving=len(by_state["serving"]),
        serving_phone=_calls(by_state["serving"]),
        parked=len(by_state["parked"]),
        longest=waits[-1] if waits else None,
        median=waits[(len(waits) - 1) // 2] if waits else None,
        urgent=sum(each.level == "urgent" for each in waiting),
        desks_open=_desks(desks, "open"),
        desks_paused=_desks(desks, "paused"),
    )


def _desks(desks: Sequence[DeskNow] | None, state: str) -> int | None:
    return None if desks is None else sum(desk.state == state for desk in desks)


def _calls(contacts: Iterable[Present]) -> int:
    """Those on the telephone; whoever took a ticket at the kiosk is at the desk as others are."""
    return sum(each.door == PHONE for each in contacts)


def strain(waiting: Iterable[Present], bound: Callable[[str | None], float], at: datetime) -> float:
    """The greatest share of a level's bound that anybody has waited: 1 is at the bound."""
    return max(
        (each.waited(at) / bound(each.level) for each in waiting if each.state in WAITS), default=0
    )


def waiting_by_level(present: Iterable[Present]) -> list[Group]:
    """Who waits, by level: the urgent first, those not yet triaged last."""
    waiting = [each for each in present if each.state in WAITS]
    return _groups(LEVELS, [(each.level, each.waits_from or each.since) for each in waiting])


def served_by_place(present: Iterable[Present]) -> list[Group]:
    """Who is served at a desk, is served on the telephone, or is parked."""
    there = [each for each in present if each.state in {"serving", "parked"}]
    return _groups(
        PLACES,
        [(_place(each), each.since) for each in there],
    )


def _place(each: Present) -> str:
    if each.state == "parked":
        return "parked"
    return PHONE if each.door == PHONE else "desk"


def _groups(
    kinds: Sequence[str | None], contacts: Sequence[tuple[str | None, datetime]]
) -> list[Group]:
    groups = []
    for kind in kinds:
        since = [at for of, at in contacts if of == kind]
        if since:
            groups.append(Group(kind, len(since), min(since)))
    return groups

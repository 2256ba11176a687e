"""Where a hand is needed at a unit: what asks somebody for an act now, the most pressing first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.board import PHONE, DeskNow, Present, strain
from shared.contracts.gateway import Level

WAITS = "waiting"
"""Whoever is called already asks for nothing more."""
NEAR = 0.8
"""From this share of a bound on, a unit is near its limit."""
Bound = Callable[[str | None], float]
"""How long a contact of a level may wait, in seconds."""


class Act(StrEnum):
    """What is to be done, in the order in which it is told among what presses alike."""

    CALL = "call"
    """Call whoever has waited longer than the bound of their level."""
    PICK_UP = "pick_up"
    """Answer whoever has waited so long on the telephone: no desk calls them."""
    OPEN = "open"
    """Open another desk."""
    CALL_BACK = "call_back"
    """Call back whom it was promised, by a time that has passed."""
    ANSWER = "answer"
    """Answer messages, by a time that has passed."""
    RETURN = "return"
    """Call back for the first time who left the queue of the telephone."""
    NOTE = "note"
    """Say whether they came to appointments that are over."""


PRESSES = {
    Act.CALL: Level.URGENT,
    Act.PICK_UP: Level.URGENT,
    Act.OPEN: Level.PREFERENTIAL,
    Act.CALL_BACK: Level.PREFERENTIAL,
    Act.ANSWER: Level.PREFERENTIAL,
    Act.RETURN: Level.ORDINARY,
    Act.NOTE: Level.ORDINARY,
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes of one kind."""

    number: int
    since: datetime
    """Of the oldest: when it was due, when they first called, or when the appointment began."""


@dataclass(frozen=True, slots=True)
class Desks:
    """A unit's desks: those of which anything was told, and how many there are."""

    told: Sequence[DeskNow]
    number: int

    @property
    def open(self) -> list[DeskNow]:
        """Those at which somebody works."""
        return [desk for desk in self.told if desk.state == "open"]


@dataclass(frozen=True, slots=True)
class Hand:
    """An act that is asked for now, and why."""

    act: Act
    number: int
    """How many people, calls, messages or appointments it is about."""
    since: datetime
    """Of the one that has stood longest."""
    presses: Level
    """How much, in the words of a contact's level."""
    bound: float | None = None
    """Seconds; the bound that was passed, where it is a wait."""


def hands(
    present: Sequence[Present],
    desks: Desks | None,
    owed: Mapping[Act, Owed],
    bound: Bound,
    at: datetime,
) -> list[Hand]:
    """What asks for an act; nothing is said of desks that are unknown (none)."""
    waiting = [each for each in present if each.state == WAITS]
    here = [each for each in waiting if each.door != PHONE]
    calls = [each for each in waiting if each.door == PHONE]
    found = [_beyond(Act.CALL, here, bound, at), _beyond(Act.PICK_UP, calls, bound, at)]
    found.append(_unstaffed(here, desks, bound, at))
    found += [Hand(act, it.number, it.since, PRESSES[act]) for act, it in owed.items()]
    presses, acts = list(Level), list(Act)
    told = [each for each in found if each]
    return sorted(told, key=lambda each: (presses.index(each.presses), acts.index(each.act)))


def _beyond(act: Act, waiting: Sequence[Present], bound: Bound, at: datetime) -> Hand | None:
    """Of those beyond their bound, the one that is furthest beyond it is told."""
    late = [each for each in waiting if each.waited(at) >= bound(each.level)]
    if not late:
        return None
    worst = max(late, key=lambda each: each.waited(at) / bound(each.level))
    since = worst.waits_from or worst.since
    return Hand(act, len(late), since, PRESSES[act], bound(worst.level))


def _unstaffed(
    waiting: Sequence[Present], desks: Desks | None, bound: Bound, at: datetime
) -> Hand | None:
    """Another desk could be opened: none is, or all serve while somebody is near the bound."""
    if not waiting or desks is None or len(desks.open) >= desks.number:
        return None
    since = min(each.waits_from or each.since for each in waiting)
    if not desks.open:
        return Hand(Act.OPEN, len(waiting), since, Level.URGENT)
    if all(desk.contact for desk in desks.open) and strain(waiting, bound, at) >= NEAR:
        return Hand(Act.OPEN, len(waiting), since, PRESSES[Act.OPEN])
    return None

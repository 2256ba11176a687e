"""What stands on paper: how people and their reasons ended, and what their outcomes need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.gateway.domain.paper import Mistake
from services.gateway.domain.ways import SafeContact, Ways
from shared.contracts.gateway import Door, Matter, Outcome


class Ending(StrEnum):
    """How somebody on paper ended who has no outcome of service."""

    LEFT = "left_unserved"
    MISSED = "missed"
    WAITING = "still_waiting"


NEEDED = {
    None: ("arrived_at", "started_at", "ended_at"),
    Ending.LEFT: ("arrived_at", "ended_at"),
    Ending.MISSED: ("arrived_at", "called_at", "ended_at"),
    Ending.WAITING: ("arrived_at",),
}
"""Which times each ending asks for; none is an outcome of service."""


@dataclass(frozen=True, slots=True)
class Act:
    """What outcomes say more than their name: the desk asks it when it does them."""

    owner: str | None = None
    """Who is competent, of those who were redirected."""
    slot: UUID | None = None
    """The free time that was given, of an appointment."""
    safe_contact: SafeContact | None = None
    number: str | None = None
    """Where to call back, in E.164; none where the person is known."""


NOTHING_MORE = Act()


@dataclass(frozen=True, slots=True)
class WrittenReason:
    """A reason, and its own outcome; none ended as the whole did."""

    code: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on paper of somebody who came; the times are true."""

    number: int
    door: Door
    reasons: tuple[WrittenReason, ...]
    arrived_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ending: Outcome | Ending
    act: Act = NOTHING_MORE


@dataclass(frozen=True, slots=True)
class TrueEnd:
    """How a contact that a gap caught went on."""

    started_at: datetime | None
    ended_at: datetime | None
    ending: Outcome | Ending
    act: Act = NOTHING_MORE
    reasons: tuple[WrittenReason, ...] = ()
    """Those of its open reasons that had an outcome of their own; the others ended as it did."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What stands on paper of somebody who came to an appointment: attended, left or waits."""

    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ending: Outcome | Ending


def lacking(times: Mapping[str, datetime | None], ending: Outcome | Ending) -> dict[str, Mistake]:
    """Times that are missing, or that how it ended does not go with."""
    needed = NEEDED[ending if isinstance(ending, Ending) else None]
    missing = {n: Mistake.MISSING for n in needed if n in times and times[n] is None}
    if ending is Ending.WAITING:
        later = ("called_at", "started_at", "ended_at")
        return missing | {name: Mistake.UNSERVED for name in later if times.get(name) is not None}
    if isinstance(ending, Ending) and times["started_at"] is not None:
        return missing | {"ending": Mistake.UNSERVED}
    return missing


def undone(
    outcomes: Iterable[Outcome | None], act: Act, ways: Ways, *, known: bool, booked: bool
) -> dict[str, Mistake]:
    """What is missing for these outcomes to do their act.

    A place in a session is not asked for afterwards. ``known``: it is known whom it concerns, and
    so where to call them. ``booked``: they came to an appointment.
    """
    found: dict[str, Mistake] = {}
    for outcome in set(outcomes):
        if outcome is Outcome.REDIRECTED and act.owner is None:
            found["owner"] = Mistake.MISSING
        elif outcome is Outcome.APPOINTMENT and act.slot is None:
            found["slot"] = Mistake.MISSING
        elif outcome is Outcome.GROUP_PLACE or (outcome is Outcome.ATTENDED and not booked):
            found["ending"] = Mistake.UNSERVED
        elif outcome is Outcome.CALL_BACK:
            found |= _not_to_be_called(act, ways, known=known)
    return found


def _not_to_be_called(act: Act, ways: Ways, *, known: bool) -> dict[str, Mistake]:
    safe = act.safe_contact or ways.safe_contact
    found: dict[str, Mistake] = {}
    if safe is None:
        found["safe_contact"] = Mistake.MISSING
    elif safe is SafeContact.NO_CONTACT:
        found["safe_contact"] = Mistake.UNSERVED
    if act.number is None and not known:
        found["telephone"] = Mistake.MISSING
    return found


def ended(reason: str, outcome: Outcome | None, act: Act, unit: str, at: datetime | None) -> Matter:
    """A reason with its end, and what that outcome says more; open without an outcome."""
    if outcome is None:
        return Matter(reason=reason)
    return Matter(
        reason=reason,
        outcome=outcome,
        at=at,
        owner=act.owner if outcome is Outcome.REDIRECTED else None,
        care_unit=unit if outcome is Outcome.SAME_DAY_CARE else None,
        on_paper=True,
    )

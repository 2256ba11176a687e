"""The figures of what was done: levels, reasons, outcomes, interpreters, calls, visits."""

from collections.abc import Mapping
from dataclasses import dataclass

MINUTE = 60_000_000

Tallied = Mapping[str, Mapping[str, tuple[int, int, int | None]]]
"""By figure and code: number, sum and median; durations in whole microseconds."""


@dataclass(frozen=True, slots=True)
class Interpreters:
    """Contacts for which an interpreter was asked."""

    contacts: int
    wait_minutes: float
    """From asking to arriving, summed over those that arrived."""
    minutes: float
    """From arriving to leaving or to the contact's end, summed over those that have ended."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Promises to call back that were decided in the interval."""

    opened: int
    """Pending calls whose first call lies in the interval."""
    kept: int
    """Reached by the promised time."""
    due: int
    """Kept, or not ended by the promised time, or given up before."""
    share: float | None


@dataclass(frozen=True, slots=True)
class Visits:
    """Appointments that begin in the interval."""

    by_state: Mapping[str, int]
    first: int
    """First visits that were attended."""
    days_mean: float | None
    """Civil days from the first request to the attended first visit."""
    days_median: int | None


@dataclass(frozen=True, slots=True)
class WaitsAsTold:
    """Contacts that were told an interval for their wait when they came."""

    told: int
    served: int
    """Of them, those whose wait ended in service."""
    inside: int
    """Of these, those who waited no shorter and no longer than they had been told."""
    share: float | None


@dataclass(frozen=True, slots=True)
class Work:
    """What was done for the contacts that came; none is unknown, or not of the asked door."""

    by_level: Mapping[str, int]
    by_outcome: Mapping[str, int]
    """Of contacts: the outcome of the main reason."""
    by_reason: Mapping[str, int] | None
    """Of reasons: a contact with two counts in both."""
    reasons_by_outcome: Mapping[str, int] | None
    reasons_unknown: int
    """Contacts that came before their reasons were kept."""
    ended: int
    """Contacts with a recorded outcome, without those who came to an appointment and kept it."""
    solved: int
    """Of these, those that needed nobody else: each reason informed or resolved."""
    solved_share: float | None
    entered_later: int
    waits_as_told: WaitsAsTold
    interpreters: Interpreters | None
    callbacks: Callbacks | None
    visits: Visits | None


def work(tallied: Tallied, *, doors: bool) -> Work:
    """The figures from what was tallied; ``doors``: of contacts of one door only."""
    kept = _number(tallied, "kept", "yes")
    unknown = _number(tallied, "kept", "no")
    said = bool(kept) or not unknown
    ended, solved = _number(tallied, "ended", "all"), _number(tallied, "ended", "solved")
    return Work(
        by_level=_by(tallied, "level"),
        by_outcome=_by(tallied, "outcome"),
        by_reason=_by(tallied, "reason") if said else None,
        reasons_by_outcome=_by(tallied, "reason_outcome") if said else None,
        reasons_unknown=unknown,
        ended=ended,
        solved=solved,
        solved_share=_share(solved, ended),
        entered_later=_number(tallied, "entered", "later"),
        waits_as_told=_waits_as_told(tallied),
        interpreters=_interpreters(tallied) if said else None,
        callbacks=None if doors else _callbacks(tallied),
        visits=None if doors else _visits(tallied),
    )


def _waits_as_told(tallied: Tallied) -> WaitsAsTold:
    told, served, inside = (_number(tallied, "wait", code) for code in ("told", "served", "inside"))
    return WaitsAsTold(told, served, inside, _share(inside, served))


def _interpreters(tallied: Tallied) -> Interpreters:
    return Interpreters(
        contacts=_number(tallied, "interpreter", "asked"),
        wait_minutes=_sum(tallied, "interpreter", "waited") / MINUTE,
        minutes=_sum(tallied, "interpreter", "there") / MINUTE,
    )


def _callbacks(tallied: Tallied) -> Callbacks:
    kept, broken = (_number(tallied, "callback", code) for code in ("kept", "broken"))
    opened = _number(tallied, "pending", "opened")
    return Callbacks(opened, kept, kept + broken, _share(kept, kept + broken))


def _visits(tallied: Tallied) -> Visits:
    number, days, median = tallied.get("days", {}).get("first_visit", (0, 0, None))
    return Visits(_by(tallied, "appointment"), number, _share(days, number), median)


def _by(tallied: Tallied, figure: str) -> dict[str, int]:
    return {code: told[0] for code, told in sorted(tallied.get(figure, {}).items())}


def _number(tallied: Tallied, figure: str, code: str) -> int:
    return tallied.get(figure, {}).get(code, (0, 0, None))[0]


def _sum(tallied: Tallied, figure: str, code: str) -> int:
    return tallied.get(figure, {}).get(code, (0, 0, None))[1]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

"""The catalogue's formulas, and time released: what each gives, of figures that are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.indicators.domain.figures import Figures
from services.indicators.domain.handed import Handed
from services.indicators.domain.work import Work
from shared.city import Direction, Formula, IndicatorVersion, ReleasedBy, Route

GATEWAY, REFERRALS, GROUPS = "gateway", "referrals", "groups"


@dataclass(frozen=True, slots=True)
class Sources:
    """The figures of a time that formulas use."""

    calls: Figures
    """Of the telephone door."""
    work: Work
    handed: Handed


@dataclass(frozen=True, slots=True)
class Value:
    """What a formula gives: no value where there is nothing to measure."""

    value: float | None
    numerator: float
    denominator: int | None
    """None of a plain number."""


def _share(part: float, whole: int) -> Value:
    return Value(part / whole if whole else None, part, whole)


def _in_time(of: Sources) -> Value:
    level, offered = of.calls.service_level.answered_of_offered, of.calls.offered
    return Value(level, round((level or 0) * offered), offered)


def _callbacks(of: Sources) -> Value:
    calls = of.work.callbacks
    return _share(calls.kept, calls.due) if calls else _share(0, 0)


def _first_visits(of: Sources) -> Value:
    visits = of.work.visits
    if visits is None or visits.days_median is None:
        return Value(None, 0, 0)
    return Value(visits.days_median, visits.days_median, visits.first)


def _missed(of: Sources) -> Value:
    states = of.work.visits.by_state if of.work.visits else {}
    missed = states.get("missed", 0)
    return _share(missed, missed + states.get("attended", 0))


FORMULAS: Mapping[Formula, tuple[str, Callable[[Sources], Value]]] = {
    Formula.ANSWERED_IN_TIME: (GATEWAY, _in_time),
    Formula.CALLBACKS_KEPT: (GATEWAY, _callbacks),
    Formula.SOLVED_AT_GATEWAY: (GATEWAY, lambda of: _share(of.work.solved, of.work.ended)),
    Formula.OTHERS_MATTERS: (
        GATEWAY,
        lambda of: _share(of.work.by_outcome.get("redirected", 0), of.work.ended),
    ),
    Formula.FIRST_VISIT_DAYS: (GATEWAY, _first_visits),
    Formula.MISSED_APPOINTMENTS: (GATEWAY, _missed),
    Formula.REFERRALS_ACKNOWLEDGED: (
        REFERRALS,
        lambda of: _share(of.handed.referrals.acknowledged, of.handed.referrals.to_acknowledge),
    ),
    Formula.REFERRALS_INAPPROPRIATE: (
        REFERRALS,
        lambda of: _share(of.handed.referrals.noes, of.handed.referrals.answered),
    ),
    Formula.GROUP_ATTENDANCE: (
        GROUPS,
        lambda of: _share(
            of.handed.groups.attended, of.handed.groups.attended + of.handed.groups.absent
        ),
    ),
    Formula.GROUP_MINUTES_PER_PERSON: (
        GROUPS,
        lambda of: _share(of.handed.groups.told_minutes, of.handed.groups.present),
    ),
}
"""The closed set: of each formula the service whose events it needs, and how it is worked out."""


def source_of(formula: Formula) -> str:
    """The service whose events a formula needs."""
    return FORMULAS[formula][0]


def measure(version: IndicatorVersion, of: Sources) -> Value:
    """What an indicator's version gives of these figures."""
    return FORMULAS[version.formula][1](of)


def met(version: IndicatorVersion, value: float | None) -> bool | None:
    """Whether the target is met; none without one, or without a value."""
    if version.target is None or value is None:
        return None
    if version.target.direction is Direction.AT_LEAST:
        return value >= version.target.value
    return value <= version.target.value


@dataclass(frozen=True, slots=True)
class Released:
    """One route's estimate; no number where its service is unknown."""

    route: Route
    number: int | None
    """Contacts, people or referrals that took it."""
    spent: int
    """Minutes that the route itself took, and that are taken away."""

    @property
    def estimate(self) -> float | None:
        """Minutes: number × the minutes assumed, less what the route took."""
        return None if self.number is None else self.number * self.route.minutes - self.spent


@dataclass(frozen=True, slots=True)
class Used:
    """Minutes really used; none is unknown."""

    visits: float | None
    sessions: int | None

    @property
    def total(self) -> float | None:
        """Both together; none where either is unknown."""
        if self.visits is None or self.sessions is None:
            return None
        return self.visits + self.sessions


@dataclass(frozen=True, slots=True)
class TimeUse:
    """Time released, an estimate, beside time really used."""

    routes: Sequence[Released]
    used: Used

    @property
    def estimate(self) -> float | None:
        """All routes together, in minutes; none where any is unknown, or there is none."""
        minutes = [each.estimate for each in self.routes]
        known = [each for each in minutes if each is not None]
        return sum(known) if known and len(known) == len(minutes) else None


ROUTES: Mapping[ReleasedBy, tuple[str, Callable[[Sources], tuple[int, int]]]] = {
    ReleasedBy.SOLVED_AT_GATEWAY: (GATEWAY, lambda of: (of.work.solved, 0)),
    ReleasedBy.REDIRECTED_AT_GATEWAY: (
        GATEWAY,
        lambda of: (of.work.by_outcome.get("redirected", 0), 0),
    ),
    ReleasedBy.INFORMED_IN_GROUP: (
        GROUPS,
        lambda of: (of.handed.groups.present, of.handed.groups.told_minutes),
    ),
    ReleasedBy.RECOGNISED: (REFERRALS, lambda of: (of.handed.referrals.recognised, 0)),
    ReleasedBy.REDIRECTED_REFERRALS: (
        REFERRALS,
        lambda of: (of.handed.referrals.by_answer.get("redirected", 0), 0),
    ),
}
"""Of each route the service whose events it needs, who took it, and the minutes it took itself."""


def time_use(routes: Sequence[Route], of: Sources, known: Mapping[str, bool]) -> TimeUse:
    """Time released by these routes and really used; ``known``: by service."""
    told = []
    for route in routes:
        service, count = ROUTES[route.code]
        number, spent = count(of)
        told.append(Released(route, number, spent) if known[service] else Released(route, None, 0))
    visits = of.handed.visits.minutes if known[GATEWAY] else None
    return TimeUse(told, Used(visits, of.handed.groups.minutes if known[GROUPS] else None))

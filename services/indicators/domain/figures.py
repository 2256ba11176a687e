"""The figures of some contacts, from their counts and exact sums."""

from dataclasses import dataclass

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over the contacts that came in during a stretch of time.

    Durations are sums or ranks in whole microseconds, so the order of adding changes nothing;
    none where there is nothing to measure.
    """

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    answered_within: int = 0
    abandoned_within: int = 0
    waits: int = 0
    wait_sum: int = 0
    wait_p50: int | None = None
    wait_p90: int | None = None
    wait_p95: int | None = None
    wait_max: int | None = None
    handled: int = 0
    handling_sum: int = 0
    abandoned_waits: int = 0
    abandoned_wait_sum: int = 0


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of answered contacts in seconds; percentiles by nearest rank."""

    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None
    max: float | None


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """One question, four customary answers: shares from 0 to 1, none without a denominator.

    A = answered within the time, B = abandoned within it.
    """

    within_seconds: float
    answered_of_answered: float | None
    """A / answered."""
    answered_or_abandoned_of_offered: float | None
    """(A + B) / offered."""
    answered_of_offered: float | None
    """A / offered."""
    answered_of_offered_less_short: float | None
    """A / (offered − B)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Offered, answered and abandoned, how long it took, and how well it was kept."""

    offered: int
    answered: int
    abandoned: int
    wait_seconds: Waits
    handling_mean: float | None
    abandoned_wait_mean: float | None
    service_level: ServiceLevel


def figures(counts: Counts, within: float) -> Figures:
    """Figures from counts; the counts must have been taken with the same ``within``."""
    return Figures(
        offered=counts.offered,
        answered=counts.answered,
        abandoned=counts.abandoned,
        wait_seconds=Waits(
            mean=_mean(counts.wait_sum, counts.waits),
            p50=_seconds(counts.wait_p50),
            p90=_seconds(counts.wait_p90),
            p95=_seconds(counts.wait_p95),
            max=_seconds(counts.wait_max),
        ),
        handling_mean=_mean(counts.handling_sum, counts.handled),
        abandoned_wait_mean=_mean(counts.abandoned_wait_sum, counts.abandoned_waits),
        service_level=_service_level(counts, within),
    )


def _service_level(counts: Counts, within: float) -> ServiceLevel:
    answered, abandoned = counts.answered_within, counts.abandoned_within
    return ServiceLevel(
        within_seconds=within,
        answered_of_answered=_share(answered, counts.answered),
        answered_or_abandoned_of_offered=_share(answered + abandoned, counts.offered),
        answered_of_offered=_share(answered, counts.offered),
        answered_of_offered_less_short=_share(answered, counts.offered - abandoned),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(microseconds: int, number: int) -> float | None:
    return microseconds / (SECOND * number) if number else None


def _seconds(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / SECOND

"""Calls that stood open at the end of an interval, and until when that can be said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.indicators.domain.gaps import Gap
from services.indicators.domain.staleness import Freshness

AN_INSTANT = timedelta(microseconds=1)
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """How far what is told reaches at ``now``; ``as_of`` is none where nothing was ever heard."""

    now: datetime
    as_of: datetime | None
    freshness: Freshness

    @property
    def until(self) -> datetime:
        """The last instant of which anything may be said."""
        if self.freshness is Freshness.LIVE and self.as_of:
            return min(self.as_of, self.now)
        return self.now

    def silent(self, at: datetime) -> bool:
        """Whether the feed had fallen silent by then, and has told nothing since."""
        return self.freshness is Freshness.STALE and self.as_of is not None and at > self.as_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Pending calls at the last instant of an interval, or the newest one heard of."""

    at: datetime
    open: int
    """Begun and not ended."""
    overdue: int
    """Of these, those whose promised time has passed."""
    most: int
    """So many were open at once at some instant of the interval up to then."""


def unknown_times(
    units: Collection[str], since: dict[str, datetime | None], gaps: Sequence[Gap]
) -> list[Gap]:
    """When nothing is known of each unit: before anything was heard of it, and on paper."""
    before = [Gap(unit, EVER, since.get(unit)) for unit in units]
    return [*before, *gaps]


def all_unknown(units: Collection[str], unknown: Sequence[Gap], at: datetime) -> bool:
    """Whether nothing is known of any of the units at an instant."""
    return {gap.unit for gap in unknown if gap.touches(at, at + AN_INSTANT)} >= set(units)

"""What paper leaves unknown: a figure of a time in which a unit worked on paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.moments import Grain


class Known(StrEnum):
    """How much of an interval's figures is known."""

    WHOLE = "whole"
    PART = "part"
    """Some unit was on paper: what is counted is what the others told, and what was entered."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit on paper."""

    unit: str
    since: datetime
    until: datetime | None
    """Excluded; none while it lasts."""

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether any of it lies in a stretch of time; ``end`` is excluded."""
        return self.since < end and (self.until is None or self.until > start)

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether nothing of the stretch lies outside of it."""
        return self.since <= start and (self.until is None or self.until >= end)


def known(
    gaps: Sequence[Gap], units: Collection[str], stretch: tuple[datetime, datetime], grain: Grain
) -> Known:
    """How much is known of the units' figures of an interval.

    A quarter or an hour of units that all were on paper for any of it is unknown; so is a day
    for all of it. Else what is known is a part, as soon as any unit was on paper.
    """
    touching = [gap for gap in gaps if gap.touches(*stretch)]
    if not touching:
        return Known.WHOLE
    fatal = [gap for gap in touching if grain is not Grain.DAY or gap.covers(*stretch)]
    return Known.UNKNOWN if {gap.unit for gap in fatal} >= set(units) else Known.PART

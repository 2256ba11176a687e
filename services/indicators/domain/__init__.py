"""What figures mean: pure, without a database or a clock."""

from services.indicators.domain.figures import Counts, Figures, ServiceLevel, Waits, figures
from services.indicators.domain.moments import MADRID, day_bounds, instant
from services.indicators.domain.staleness import STALE_AFTER, Feed, Freshness, freshness

__all__ = [
    "MADRID",
    "STALE_AFTER",
    "Counts",
    "Feed",
    "Figures",
    "Freshness",
    "ServiceLevel",
    "Waits",
    "day_bounds",
    "figures",
    "freshness",
    "instant",
]

"""What figures mean: pure, without a database or a clock."""

from services.indicators.domain.areas import CITY, DISTRICT, Area, area_of
from services.indicators.domain.board import WAITS, DeskNow, Load, Present, load, strain
from services.indicators.domain.figures import Counts, Figures, ServiceLevel, Waits, figures
from services.indicators.domain.moments import MADRID, Grain, day_bounds, instant, steps
from services.indicators.domain.staleness import STALE_AFTER, Feed, Freshness, Place, freshness

__all__ = [
    "CITY",
    "DISTRICT",
    "MADRID",
    "STALE_AFTER",
    "WAITS",
    "Area",
    "Counts",
    "DeskNow",
    "Feed",
    "Figures",
    "Freshness",
    "Grain",
    "Load",
    "Place",
    "Present",
    "ServiceLevel",
    "Waits",
    "area_of",
    "day_bounds",
    "figures",
    "freshness",
    "instant",
    "load",
    "steps",
    "strain",
]

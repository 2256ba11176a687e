"""What figures mean: pure, without a database or a clock."""

from services.indicators.domain.areas import CITY, DISTRICT, Area, area_of, works_at_the_door
from services.indicators.domain.board import (
    DeskNow,
    Group,
    Load,
    Present,
    load,
    served_by_place,
    strain,
    waiting_by_level,
)
from services.indicators.domain.figures import Counts, Figures, ServiceLevel, Waits, figures
from services.indicators.domain.moments import MADRID, Grain, day_bounds, instant, steps
from services.indicators.domain.staleness import STALE_AFTER, Feed, Freshness, Place, freshness

__all__ = [
    "CITY",
    "DISTRICT",
    "MADRID",
    "STALE_AFTER",
    "Area",
    "Counts",
    "DeskNow",
    "Feed",
    "Figures",
    "Freshness",
    "Grain",
    "Group",
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
    "served_by_place",
    "steps",
    "strain",
    "waiting_by_level",
    "works_at_the_door",
]

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
from services.indicators.domain.doors import AHEAD, Doors, GroupsNow, ReferralsNow, Trusted, trusted
from services.indicators.domain.figures import Counts, Figures, ServiceLevel, Waits, figures
from services.indicators.domain.gaps import Gap, Known, known
from services.indicators.domain.hands import NEAR, Act, Desks, Hand, Owed, hands
from services.indicators.domain.moments import MADRID, Grain, day_bounds, instant, midnight, steps
from services.indicators.domain.staleness import STALE_AFTER, Feed, Freshness, Place, freshness
from services.indicators.domain.standing import Heard, Standing, all_unknown, unknown_times
from services.indicators.domain.work import Callbacks, Interpreters, Visits, Work, work

__all__ = [
    "AHEAD",
    "CITY",
    "DISTRICT",
    "MADRID",
    "NEAR",
    "STALE_AFTER",
    "Act",
    "Area",
    "Callbacks",
    "Counts",
    "DeskNow",
    "Desks",
    "Doors",
    "Feed",
    "Figures",
    "Freshness",
    "Gap",
    "Grain",
    "Group",
    "GroupsNow",
    "Hand",
    "Heard",
    "Interpreters",
    "Known",
    "Load",
    "Owed",
    "Place",
    "Present",
    "ReferralsNow",
    "ServiceLevel",
    "Standing",
    "Trusted",
    "Visits",
    "Waits",
    "Work",
    "all_unknown",
    "area_of",
    "day_bounds",
    "figures",
    "freshness",
    "hands",
    "instant",
    "known",
    "load",
    "midnight",
    "served_by_place",
    "steps",
    "strain",
    "trusted",
    "unknown_times",
    "waiting_by_level",
    "work",
    "works_at_the_door",
]

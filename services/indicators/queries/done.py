"""What was done of a civil day up to an instant, for its board."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.indicators.domain import MADRID, Area, Work, day_bounds
from services.indicators.queries.figures import Asked
from services.indicators.queries.work import works
from shared.db import Tx

AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done so far, and the time until which everything told is counted."""

    work: Work
    as_of: datetime | None


async def done(tx: Tx, at: datetime, area: Area, as_of: datetime | None) -> Done:
    """What was done at an area so far on the civil day of ``at``.

    As on all boards, who only leads hears of no restricted contact, whatever day it is of.
    """
    start, _ = day_bounds(at.astimezone(MADRID).date())
    asked = Asked(start, at + AN_INSTANT, 0, units=area.units, restricted=area.restricted)
    total, _ = await works(tx, asked, [start], at)
    return Done(total, as_of)

"""Definitions, and figures by quarter, hour or day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query

from services.indicators import queries
from services.indicators.api.asking import AskedArea, Hears
from services.indicators.api.shapes import IndicatorList
from services.indicators.api.stretches import FiguresOfArea, handed_shown, stretch_shown
from services.indicators.domain import Grain, Handed, day_bounds, known, midnight, steps
from services.indicators.policy import POLICY
from services.indicators.queries import Asked
from shared.city.store import current
from shared.contracts.gateway import Door
from shared.errors import Refused
from shared.web import Now, Tx, router
from shared.web.civil import Day
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["figures"])
MOST_DAYS = 366
Within = Annotated[float, Query(ge=0, le=86_400, description="Seconds, for the service level.")]


class BadPeriod(Refused):
    """The days asked for do not make a period."""

    code = "bad-period"
    title = "The last day must not lie before the first, nor more than a year after it."


@api.get("/indicators", response_model=IndicatorList)
async def indicator_list(tx: Tx, now: Now, page: Page, link: NextLink) -> Any:
    """What each figure means, and what the city aims at."""
    everything = (await current(tx, now)).indicators
    link(page.end if len(everything) > page.end else None)
    told = [
        {
            **each.model_dump(mode="json", exclude={"target"}),
            "target": each.target.value if each.target else None,
            "direction": each.target.direction if each.target else None,
        }
        for each in everything[page.after : page.end]
    ]
    return {"indicators": told}


@dataclass(frozen=True, slots=True)
class _Period:
    """Whole days from ``start`` to before ``end``, and how finely they are cut."""

    start: datetime
    end: datetime
    grain: Grain
    within: float
    door: Door | None


async def _period(
    first: Annotated[Day, Query(alias="from", description="The first civil day.")],
    to: Annotated[Day | None, Query(description="The last civil day; else the first.")] = None,
    grain: Grain = Grain.HOUR,
    within: Within = 20.0,
    door: Door | None = None,
) -> _Period:
    last = to or first
    if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
        raise BadPeriod
    return _Period(day_bounds(first)[0], day_bounds(last)[1], grain, within, door)


Period = Annotated[_Period, Depends(_period)]


@api.get("/areas/{area}/figures", response_model=FiguresOfArea)
async def figures_of_area(
    tx: Tx, heard: Hears, area: AskedArea, period: Period, page: Page, link: NextLink
) -> Any:
    """The figures of whole days and of their intervals, in civil time."""
    so_far = heard.so_far
    everything = steps(period.start, period.end, period.grain)
    starts = everything[page.after : page.end]
    link(page.end if len(everything) > page.end else None)
    asked = Asked(
        period.start, period.end, period.within, period.door, area.units, area.restricted,
        midnight(so_far.now),
    )  # fmt: skip
    total, stretches = await queries.stretches(tx, asked, everything)
    done, works = await queries.works(tx, asked, everything, so_far.now)
    gaps = await queries.gaps(tx, area.units, period.start, period.end)
    at_end, stood = await queries.standing(tx, asked, everything, so_far, gaps)
    all_handed, handed = await queries.handeds(tx, asked, everything, so_far.now)
    told = heard.others

    def passed(of: Handed, bounds: tuple[datetime, datetime]) -> dict[str, Any]:
        return handed_shown(of, queries.handed_known(told, bounds, so_far.now, period.door))

    shown = []
    for each, what, calls, of in list(zip(stretches, works, stood, handed, strict=True))[
        page.after : page.after + len(starts)
    ]:
        bounds = (each.start, each.end)
        sure = known(gaps, area.units, bounds, period.grain)
        row = stretch_shown(bounds, (each.figures, what, calls), sure, gaps)
        shown.append(row | passed(of, bounds))
    whole = (period.start, period.end)
    sure = known(gaps, area.units, whole, Grain.DAY)
    total_shown = stretch_shown(whole, (total, done, at_end), sure, gaps)
    return {
        "area": area.code,
        "total": total_shown | passed(all_handed, whole),
        "intervals": shown,
    }

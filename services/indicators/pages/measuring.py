"""The catalogue's indicators, and time released beside time really used."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel

from services.indicators import queries
from services.indicators.api.asking import AskedArea
from services.indicators.api.figures import MOST_DAYS, BadPeriod
from services.indicators.domain import met
from services.indicators.policy import POLICY
from services.indicators.queries import Days, Moment, Reading, Time
from shared.city.store import current
from shared.pages import render
from shared.web import Now, Tx, around, router
from shared.web.civil import Day

pages = router(POLICY, include_in_schema=False, prefix="/areas/{area}")


class Search(BaseModel):
    """Which civil days, both ends included."""

    first: Day | None = None
    last: Day | None = None

    def days(self, today: date) -> Days:
        """The days meant: of one alone only that, of none today.

        Raises ``BadPeriod`` where the last lies before the first, or a year after it.
        """
        first = self.first or self.last or today
        last = self.last or first
        if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
            raise BadPeriod
        return Days(first, last)


class Row:
    """An indicator's version on the page: what it gives, and how far its bar reaches."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.value = reading.value.value if reading.value else None
        self.met = met(reading.version, self.value)

    @property
    def bar(self) -> int | None:
        """Of a share, in hundredths; none where there is nothing to draw."""
        if self.reading.version.unit != "share" or self.value is None:
            return None
        return round(100 * self.value)


@pages.get("/indicators")
async def indicators_page(
    request: Request, tx: Tx, now: Now, area: AskedArea, search: Annotated[Search, Query()]
) -> Response:
    """The city's indicators of some days, as a picture and a table."""
    here = await current(tx, now)
    days = search.days(queries.today(now))
    at = Moment(now, around(request).clock.real_now())
    told = await queries.readings(tx, area, here.measured, days, at)
    rows = [Row(each) for each in told]
    return render(
        request,
        "indicators.html",
        here=here,
        area=area,
        unit=here.unit(area.code),
        days=days,
        rows=rows,
        drawn=[row for row in rows if row.bar is not None],
    )


@pages.get("/time")
async def time_page(
    request: Request, tx: Tx, now: Now, area: AskedArea, search: Annotated[Search, Query()]
) -> Response:
    """Time released, an estimate with its formula, beside time really used."""
    here = await current(tx, now)
    days = search.days(queries.today(now))
    at = Moment(now, around(request).clock.real_now())
    told = await queries.time_used(tx, area, here.released, days, at)
    return render(
        request,
        "time.html",
        here=here,
        area=area,
        unit=here.unit(area.code),
        days=days,
        told=told,
        top=_longest(told),
    )


def _longest(told: Time) -> float:
    """The minutes of the longest bar, at least one: estimate and time used have one scale."""
    used = (told.use.used.visits or 0, told.use.used.sessions or 0)
    return max(1.0, *used, *(each.estimate or 0 for each in told.use.routes))

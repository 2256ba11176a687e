"""The catalogue's indicators and time released of whole days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from services.indicators import queries
from services.indicators.api import examples
from services.indicators.api.asking import AskedArea
from services.indicators.api.figures import MOST_DAYS, BadPeriod
from services.indicators.api.shapes import example
from services.indicators.domain import Freshness, TimeUse, Trusted, met
from services.indicators.policy import POLICY
from services.indicators.queries import Days, Moment, Reading
from shared.city.store import current
from shared.web import Now, Tx, around, router
from shared.web.civil import Day
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["indicators"])


class ReadingShown(BaseModel):
    """What a version of an indicator gives of the days of which it measures."""

    code: str
    version: int
    first: date = Field(description="Of the days asked for, the first that it measures.")
    last: date
    freshness: Freshness
    as_of: datetime | None
    value: float | None = Field(description="null is unknown, or nothing to measure.")
    numerator: float | None = Field(description="null is unknown.")
    denominator: int | None = Field(description="null is unknown, or of a plain number.")
    target: float | None
    direction: str | None
    met: bool | None = Field(description="null without target or value.")
    unit: str
    additive: bool
    formula: str
    paper: bool = Field(description="A unit was on paper: a part is known.")
    name: dict[str, str]
    definition: dict[str, str]
    owner: dict[str, str]
    objectives: list[str]


class Readings(BaseModel):
    """The city's indicators, in the catalogue's order."""

    model_config = example(examples.READINGS)

    area: str
    indicators: list[ReadingShown]


class RouteShown(BaseModel):
    """One route by which time is released: an estimate."""

    route: str
    number: int | None = Field(description="Who took it; null is unknown.")
    minutes_assumed: float = Field(description="For each of them, from the city folder.")
    minutes_spent: int = Field(description="That the route itself took: taken away.")
    estimated_minutes: float | None
    formula: str


class TimeReleased(BaseModel):
    """Time released: an estimate, never a measure."""

    estimate: bool = Field(description="Always true.")
    estimated_minutes: float | None = Field(description="null where a route is unknown.")
    routes: list[RouteShown]


class TimeUsed(BaseModel):
    """Minutes really used; null is unknown."""

    minutes: float | None
    visit_minutes: float | None = Field(description="Of attended appointments with both times.")
    visits_timed: int | None
    visits: int | None
    session_minutes: int | None = Field(description="Of group sessions held.")


class TimeShown(BaseModel):
    """Time released beside time really used."""

    model_config = example(examples.TIME)

    area: str
    first: date
    last: date
    released: TimeReleased
    used: TimeUsed


@dataclass(frozen=True, slots=True)
class _Period:
    days: Days
    at: Moment


async def _period(
    request: Request,
    now: Now,
    first: Annotated[Day | None, Query(alias="from", description="Else today.")] = None,
    to: Annotated[Day | None, Query(description="The last civil day; else the first.")] = None,
) -> _Period:
    start = first or to or queries.today(now)
    last = to or start
    if not timedelta(0) <= last - start <= timedelta(days=MOST_DAYS):
        raise BadPeriod
    return _Period(Days(start, last), Moment(now, around(request).clock.real_now()))


Period = Annotated[_Period, Depends(_period)]
"""Whole civil days, and now."""


@api.get("/areas/{area}/indicators", response_model=Readings)
async def indicators_of_area(
    tx: Tx, now: Now, area: AskedArea, period: Period, page: Page, link: NextLink
) -> Any:
    """Each indicator of the catalogue by the versions that hold on these days."""
    everything = (await current(tx, now)).measured
    link(page.end if len(everything) > page.end else None)
    asked = everything[page.after : page.end]
    told = await queries.readings(tx, area, asked, period.days, period.at)
    return {"area": area.code, "indicators": [_reading(each) for each in told]}


def _reading(each: Reading) -> dict[str, Any]:
    version, value = each.version, each.value
    return {
        "code": each.indicator.code,
        "version": version.number,
        "first": each.days.first,
        "last": each.days.last,
        **_trust(each.trust),
        "value": value and value.value,
        "numerator": value and value.numerator,
        "denominator": value and value.denominator,
        "target": version.target and version.target.value,
        "direction": version.target and version.target.direction,
        "met": met(version, value.value if value else None),
        "unit": version.unit,
        "additive": version.additive,
        "formula": version.formula,
        "paper": each.paper,
        "name": each.indicator.name.model_dump(),
        "definition": version.definition.model_dump(),
        "owner": each.indicator.owner.model_dump(),
        "objectives": list(each.indicator.objectives),
    }


@api.get("/areas/{area}/time", response_model=TimeShown)
async def time_of_area(tx: Tx, now: Now, area: AskedArea, period: Period) -> Any:
    """Time released, an estimate with its formula, beside the time really used."""
    here = await current(tx, now)
    told = await queries.time_used(tx, area, here.released, period.days, period.at)
    used, known = told.use.used, told.trust["gateway"].known
    return {
        "area": area.code,
        "first": period.days.first,
        "last": period.days.last,
        "released": _released(told.use),
        "used": {
            "minutes": used.total,
            "visit_minutes": used.visits,
            "visits_timed": told.timed[0] if known else None,
            "visits": told.timed[1] if known else None,
            "session_minutes": used.sessions,
        },
    }


def _released(use: TimeUse) -> dict[str, Any]:
    routes = [
        {
            "route": each.route.code,
            "number": each.number,
            "minutes_assumed": each.route.minutes,
            "minutes_spent": each.spent,
            "estimated_minutes": each.estimate,
            "formula": "number * minutes_assumed - minutes_spent",
        }
        for each in use.routes
    ]
    return {"estimate": True, "estimated_minutes": use.estimate, "routes": routes}


def _trust(trust: Trusted) -> Mapping[str, Any]:
    return {"freshness": trust.freshness, "as_of": trust.as_of}

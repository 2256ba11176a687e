"""The shapes of answers; durations are seconds, shares 0 to 1, null where nothing can be said."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.indicators.api import examples
from services.indicators.domain import Figures
from services.indicators.queries import CallsOfDay


def example(of: dict[str, Any]) -> ConfigDict:
    """The settings of a shape with an example."""
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [of]})


class Shown(BaseModel):
    """Something read from our own values."""

    model_config = ConfigDict(from_attributes=True)


class WaitsShown(Shown):
    """Waits of answered contacts, in seconds; percentiles by nearest rank."""

    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None
    max: float | None


class MeanShown(Shown):
    """A mean in seconds."""

    mean: float | None


class ServiceLevelShown(Shown):
    """Four customary service levels: A answered within the time, B abandoned within it."""

    within_seconds: float
    answered_of_answered: float | None = Field(description="A / answered")
    answered_or_abandoned_of_offered: float | None = Field(description="(A + B) / offered")
    answered_of_offered: float | None = Field(description="A / offered")
    answered_of_offered_less_short: float | None = Field(description="A / (offered - B)")


class FiguresShown(Shown):
    """Figures of the contacts that came in during a time."""

    offered: int
    answered: int
    abandoned: int
    wait_seconds: WaitsShown
    handling_seconds: MeanShown
    abandoned_wait_seconds: MeanShown
    service_level: ServiceLevelShown


class PaperShown(Shown):
    """A unit on paper; ``until`` is excluded, null while it lasts."""

    unit: str
    since: datetime
    until: datetime | None


class HourShown(Shown):
    """An hour of the clock, in civil time."""

    hour: int
    offered: int
    answered: int
    abandoned: int


class OfDay(Shown):
    """Of a civil day."""

    day: date


class CallsReport(FiguresShown, OfDay):
    """A day's calls: the telephone door, all units."""

    model_config = example(examples.CALLS)

    by_hour: list[HourShown]


class LoadReport(BaseModel):
    """Calls waiting and being served at an instant: the telephone door, all units."""

    model_config = example(examples.LOAD_AT)

    at: datetime
    waiting: int
    serving: int


class IndicatorShown(BaseModel):
    """What a figure means."""

    code: str
    unit: str
    source: str
    formula: str
    strategy: list[str]
    name: dict[str, str]
    definition: dict[str, str]
    target: float | None
    direction: str | None


class IndicatorList(BaseModel):
    """Definitions, in the city folder's order."""

    model_config = example(examples.INDICATORS)

    indicators: list[IndicatorShown]


class TallyShown(Shown):
    """How much has arrived: equal sums at the gateway mean that all of it did."""

    model_config = example(examples.TALLY)

    contacts: int
    versions: int


def figures_shown(of: Figures) -> dict[str, Any]:
    """Figures in the shape of answers."""
    return {
        "offered": of.offered,
        "answered": of.answered,
        "abandoned": of.abandoned,
        "wait_seconds": asdict(of.wait_seconds),
        "handling_seconds": {"mean": of.handling_mean},
        "abandoned_wait_seconds": {"mean": of.abandoned_wait_mean},
        "service_level": asdict(of.service_level),
    }


def calls_shown(report: CallsOfDay) -> dict[str, Any]:
    """A day's calls in the shape of the report."""
    hours = [asdict(hour) for hour in report.by_hour]
    return {"day": report.day, **figures_shown(report.figures), "by_hour": hours}

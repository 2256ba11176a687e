"""The catalogue's indicators and the time released of some days, with what they can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.indicators.domain import (
    MADRID,
    Area,
    Freshness,
    Gap,
    Grain,
    Known,
    Sources,
    TimeUse,
    Trusted,
    Value,
    day_bounds,
    known,
    measure,
    midnight,
    source_of,
    time_use,
)
from services.indicators.queries.figures import Asked, stretches
from services.indicators.queries.gaps import gaps
from services.indicators.queries.handed import handeds
from services.indicators.queries.hearing import AN_INSTANT, NEVER, SERVICES, hearing
from services.indicators.queries.present import known_units
from services.indicators.queries.work import works
from shared.city import IndicatorVersion, Measured, Route
from shared.db import Tx

PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, on the business's clock and in real time."""

    now: datetime
    real: datetime


@dataclass(frozen=True, slots=True)
class Days:
    """Whole civil days, both ends included."""

    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the start of the first to before the end of the last."""
        return day_bounds(self.first)[0], day_bounds(self.last)[1]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of an indicator gives of the days of which it measures."""

    indicator: Measured
    version: IndicatorVersion
    days: Days
    value: Value | None
    """None: unknown."""
    trust: Trusted
    paper: bool
    """Whether a unit was on paper: what is known is a part."""


@dataclass(frozen=True, slots=True)
class Time:
    """Time released and really used of some days."""

    use: TimeUse
    timed: tuple[int, int]
    """Of how many attended visits it is known how long they lasted, and how many there were."""
    told: tuple[int, int]
    """Of how many sessions held it is said who came, and how many there were."""
    trust: Mapping[str, Trusted]
    paper: bool


def versions_of(indicator: Measured, days: Days) -> list[tuple[IndicatorVersion, Days]]:
    """The versions that measure some of the days, each with those days."""
    found = []
    ends = [each.since - timedelta(days=1) for each in indicator.versions[1:]]
    for version, end in zip(indicator.versions, [*ends, date.max], strict=True):
        first, last = max(version.since, days.first), min(end, days.last)
        if first <= last:
            found.append((version, Days(first, last)))
    return found


async def readings(
    tx: Tx, area: Area, indicators: Sequence[Measured], days: Days, at: Moment
) -> list[Reading]:
    """Each indicator by the versions that hold on these days."""
    told: dict[tuple[Days, int], tuple[Sources, Mapping[str, Trusted], bool]] = {}
    found = []
    for indicator in indicators:
        for version, mine in versions_of(indicator, days):
            key = (mine, version.within)
            if key not in told:
                told[key] = await _sources(tx, area, mine, at, version.within)
            of, trust, paper = told[key]
            source = source_of(version.formula)
            sure = trust[source]
            value = measure(version, of) if sure.known else None
            on_paper = paper and source == "gateway"
            found.append(Reading(indicator, version, mine, value, sure, on_paper))
    return found


async def time_used(tx: Tx, area: Area, routes: Sequence[Route], days: Days, at: Moment) -> Time:
    """Time released by these routes, an estimate, beside time really used."""
    of, trust, paper = await _sources(tx, area, days, at, 0)
    use = time_use(routes, of, {service: sure.known for service, sure in trust.items()})
    visits, groups = of.handed.visits, of.handed.groups
    told = (groups.told, groups.held)
    return Time(use, (visits.timed, visits.attended), told, trust, paper)


async def _sources(
    tx: Tx, area: Area, days: Days, at: Moment, within: float
) -> tuple[Sources, Mapping[str, Trusted], bool]:
    start, end = days.bounds
    units, restricted, over = area.units, area.restricted, midnight(at.now)
    calls = Asked(start, end, within, PHONE, units, restricted, over)
    everything = Asked(start, end, within, None, units, restricted, over)
    figures, _ = await stretches(tx, calls, [start])
    work, _ = await works(tx, everything, [start], at.now)
    handed, _ = await handeds(tx, everything, [start], at.now)
    paper = await gaps(tx, units, start, end)
    trust = await _trust(tx, area, (start, end), at, paper)
    return Sources(figures, work, handed), trust, bool(paper)


async def _trust(
    tx: Tx, area: Area, bounds: tuple[datetime, datetime], at: Moment, paper: Sequence[Gap]
) -> Mapping[str, Trusted]:
    """What is known of each service at the end of the days, or now where they are not over."""
    start, end = bounds
    if start > at.now:
        return dict.fromkeys(SERVICES, NEVER)
    moment = min(end - AN_INSTANT, at.now)
    told = await hearing(tx, at.real)
    trust = {service: told.at(service, moment) for service in SERVICES}
    heard = await known_units(tx, moment, area)
    if known(paper, area.units, bounds, Grain.DAY) is Known.UNKNOWN or not heard:
        trust["gateway"] = NEVER
    elif not trust["gateway"].known and trust["gateway"].as_of is None:
        trust["gateway"] = Trusted(Freshness.LIVE, moment)  # a history that was replayed
    return trust


def today(now: datetime) -> date:
    """The civil day of an instant."""
    return now.astimezone(MADRID).date()

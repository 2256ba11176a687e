"""Deadlines in working time: what counts is only when a unit is open."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from shared.city.model import City
from shared.city.territory import Unit

DAYS = 15
"""So many days from the first are looked at."""


def worked(here: City, unit: Unit, since: datetime, much: timedelta) -> datetime | None:
    """When the unit has been open for so long since then; none within two weeks.

    Breaks, nights and holidays do not count, and an hour is an hour also where the clock changes.
    """
    left = much
    for opens, closes in _stretches(here, unit, since.astimezone(UTC)):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return None


def open_for(here: City, unit: Unit, since: datetime, until: datetime) -> timedelta:
    """How long the unit is open between two instants, at most two weeks apart."""
    within = stretches(here, unit, since, until)
    return sum((closes - opens for opens, closes in within), timedelta(0))


def stretches(
    here: City, unit: Unit, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When the unit is open between two instants, at most two weeks apart, in order."""
    for opens, closes in _stretches(here, unit, since.astimezone(UTC)):
        if opens < until:
            yield opens, min(closes, until)


def _stretches(here: City, unit: Unit, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the unit is open from then on, in UTC, in order."""
    today = here.day(since)
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS)):
        for hours in here.hours(unit, day):
            opens, closes = here.instant(day, hours.opens), here.instant(day, hours.closes)
            if closes > since:
                yield max(opens, since), closes

"""Until when a message is to be answered, where whoever takes it down says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.gateway.domain.pending_refusals import DuePast, DueWhileClosed
from shared.city import City, Unit

HOUR = timedelta(hours=1)
DAYS = 15
"""So many days from today are looked at."""
OFFERED = 2
"""Of so many of the next days that are open the hours are offered."""
Day = tuple[datetime, ...]


def require(here: City, unit: Unit, due: datetime, at: datetime) -> None:
    """Raises ``DuePast``, ``DueWhileClosed``; the minute at which the unit closes is open."""
    if due <= at:
        raise DuePast
    if not (here.is_open(unit, due) or here.is_open(unit, due - timedelta(microseconds=1))):
        raise DueWhileClosed


def to_choose(here: City, unit: Unit, at: datetime) -> tuple[Day, ...]:
    """The full hours still to come, and those at which the unit closes, by day."""
    today = here.day(at)
    days = (today + timedelta(days=ahead) for ahead in range(DAYS))
    stretches = (
        [(here.instant(day, each.opens), here.instant(day, each.closes)) for each in hours]
        for day in days
        if (hours := here.hours(unit, day))
    )
    offered = (
        tuple(hour for opens, closes in day for hour in _hours(opens, closes) if hour > at)
        for day in stretches
    )
    return tuple(day for day, _ in zip(filter(None, offered), range(OFFERED), strict=False))


def _hours(opens: datetime, closes: datetime) -> Iterator[datetime]:
    """Full hours of civil time after the unit opens, then when it closes."""
    hour = opens.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
    while hour < closes:
        yield hour
        hour += HOUR
    yield closes

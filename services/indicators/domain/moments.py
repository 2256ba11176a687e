"""Civil time: figures belong to the days, hours and quarters of Barcelona's clocks."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
UTC = ZoneInfo("UTC")


class Grain(StrEnum):
    """How finely figures are cut."""

    QUARTER = "quarter"
    HOUR = "hour"
    DAY = "day"


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """A civil day's start, included, and end, excluded, in UTC: 23, 24 or 25 hours apart."""
    start = datetime.combine(day, time(), MADRID)
    end = datetime.combine(day + timedelta(days=1), time(), MADRID)
    return start.astimezone(UTC), end.astimezone(UTC)


def midnight(at: datetime) -> datetime:
    """When the civil day of an instant began: every day before it is over."""
    return day_bounds(at.astimezone(MADRID).date())[0]


def instant(at: datetime) -> datetime:
    """The moment meant, in UTC: a time without an offset is Barcelona's.

    Of an hour that occurs twice the first is meant, as Python's ``fold`` 0 says.
    """
    return (at if at.tzinfo else at.replace(tzinfo=MADRID)).astimezone(UTC)


def steps(start: datetime, end: datetime, grain: Grain) -> list[datetime]:
    """The starts of all intervals from ``start`` to before ``end``, in UTC.

    ``start`` must begin an interval. Quarters and hours last equally long on every day, since
    Madrid's offset is whole hours; days follow the civil calendar.
    """
    if grain is Grain.DAY:
        first = start.astimezone(MADRID).date()
        days = ((end - start) + timedelta(hours=2)) // timedelta(days=1)
        return [day_bounds(first + timedelta(days=n))[0] for n in range(days)]
    long = timedelta(minutes=15) if grain is Grain.QUARTER else timedelta(hours=1)
    return [start + long * n for n in range(-(-(end - start) // long))]

"""Deadlines in working time, by worked examples of other systems and their bugs."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.city import Calendar, City, Holiday, Hours, Season, Texts, Unit
from shared.city.working_time import open_for, worked
from tests.fixtures.cities import a_city

MONDAY = date(2026, 3, 2)
WHOLE_DAYS = (8, 18)
SPLIT = (9, 13, 16, 19)
NINE_TO_FIVE = (9, 17)
CLOCK_CHANGES = date(2026, 3, 29)
"""A Sunday on which two in the morning becomes three."""


def open_at(*clocks: int, days: str = "MTWTF--", holidays: tuple[date, ...] = ()) -> City:
    """A city whose centres are open at these hours, from one to the next."""
    hours = tuple(
        Hours(opens=time(opens), closes=time(closes) if closes < 24 else time(23, 59))
        for opens, closes in zip(clocks[::2], clocks[1::2], strict=True)
    )
    week = tuple(hours if day != "-" else () for day in days)
    all_year = Season(starts=(1, 1), ends=(12, 31), weekdays=week)
    free = tuple(
        Holiday(day=day, district=None, name=Texts(ca="x", es="x", en="x")) for day in holidays
    )
    city = a_city()
    calendars = tuple(
        Calendar(code=each.code, name=each.name, seasons=(all_year,)) for each in city.calendars
    )
    return city.model_copy(update={"calendars": calendars, "holidays": free})


def centre(here: City) -> Unit:
    return here.centres[0]


def local(here: City, day: int, clock: str) -> datetime:
    """So many days after the Monday, at that time of the city."""
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), here.zone)


@pytest.mark.parametrize(
    ("here", "since", "hours", "due"),
    [
        (open_at(*WHOLE_DAYS), (0, "10:00"), 4, (0, "14:00")),
        (open_at(*WHOLE_DAYS), (0, "17:00"), 4, (1, "11:00")),
        (open_at(*WHOLE_DAYS), (0, "17:00"), 3, (1, "10:00")),
        (open_at(*WHOLE_DAYS), (4, "17:00"), 4, (7, "11:00")),
        (open_at(*NINE_TO_FIVE), (4, "16:00"), 8, (7, "16:00")),
        (open_at(*NINE_TO_FIVE), (4, "16:00"), 2, (7, "10:00")),
        (open_at(*SPLIT), (0, "12:00"), 2, (0, "17:00")),
        (open_at(*SPLIT), (0, "14:30"), 1, (0, "17:00")),
        (open_at(8, 17, days="-T-----"), (2, "10:00"), 1, (8, "09:00")),
        (open_at(*WHOLE_DAYS, holidays=(date(2026, 3, 3),)), (0, "17:00"), 4, (2, "11:00")),
        (open_at(*WHOLE_DAYS), (0, "20:00"), 0, (1, "08:00")),
    ],
    ids=[
        "within a day",
        "over a night",
        "a warning an hour before is in working time too",
        "over a weekend",
        "a whole day from Friday",
        "less than a day from Friday",
        "over a break",
        "from within a break",
        "of a unit that opens on Tuesdays alone",
        "over a holiday",
        "nothing is due before it opens",
    ],
)
def test_what_counts_is_only_when_a_unit_is_open(
    here: City, since: tuple[int, str], hours: float, due: tuple[int, str]
) -> None:
    found = worked(here, centre(here), local(here, *since), timedelta(hours=hours))
    assert found == local(here, *due)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ((0, "12:00"), (0, "17:00"), 2),
        ((0, "14:00"), (0, "15:00"), 0),
        ((4, "18:00"), (7, "10:00"), 2),
        ((0, "10:00"), (0, "09:00"), 0),
    ],
)
def test_between_two_instants_only_hours_in_which_it_is_open_count(
    since: tuple[int, str], until: tuple[int, str], hours: int
) -> None:
    here = open_at(*SPLIT)
    found = open_for(here, centre(here), local(here, *since), local(here, *until))
    assert found == timedelta(hours=hours)


def test_an_hour_is_an_hour_where_the_clock_changes() -> None:
    here = open_at(0, 12, days="MTWTFSS")
    since = datetime.combine(CLOCK_CHANGES, time(1), here.zone)
    due = worked(here, centre(here), since, timedelta(hours=2))
    assert due == datetime(2026, 3, 29, 2, tzinfo=UTC)
    assert due.astimezone(here.zone).time() == time(4)


def test_a_unit_that_does_not_open_has_no_deadline() -> None:
    here = open_at(8, 18, days="-------")
    assert worked(here, centre(here), local(here, 0, "10:00"), timedelta(hours=1)) is None


@given(
    minutes=st.integers(0, 60 * 24 * 5),
    more=st.integers(0, 600),
    much=st.integers(1, 60 * 20),
)
def test_who_comes_later_is_never_due_earlier_and_nobody_while_it_is_closed(
    minutes: int, more: int, much: int
) -> None:
    here = open_at(*SPLIT)
    since = local(here, 0, "00:00") + timedelta(minutes=minutes)
    first = worked(here, centre(here), since, timedelta(minutes=much))
    later = worked(here, centre(here), since + timedelta(minutes=more), timedelta(minutes=much))
    assert first is not None
    assert later is not None
    assert first <= later
    assert here.is_open(centre(here), first - timedelta(seconds=1))

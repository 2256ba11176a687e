"""When the sessions of a series take place, and that nobody and no room is in two at once."""

from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.groups import commands
from services.groups.domain.refusals import (
    FacilitatorBusy,
    NothingToCome,
    RoomTaken,
    TooManySessions,
    UnknownLanguage,
    UnknownProgramme,
)
from services.groups.domain.series import STEPS, Every, Recurrence
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.groups.scene import FIRST, TEN, Facilitator, once

MADRID = ZoneInfo("Europe/Madrid")
HERE = a_city()
CENTRE = HERE.centres[0]
LONG_AGO = datetime(2020, 1, 1, tzinfo=MADRID)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


@given(
    st.sampled_from([Every.WEEKLY, Every.FORTNIGHTLY]),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.times(time(9), time(13)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(1, 30),
)
def test_a_series_keeps_its_weekday_and_its_hour_of_the_clock_on_open_days_alone(
    every: Every, first: date, clock: time, times: int
) -> None:
    try:
        starts, shut = Recurrence(every, first, clock, times).starts(HERE, CENTRE, LONG_AGO)
    except NothingToCome:
        assert first.weekday() >= 5
        return
    local = [at.astimezone(MADRID) for at in starts]
    assert len(starts) == times
    assert {at.time() for at in local} == {clock}
    assert {at.weekday() for at in local} == {first.weekday()}
    assert all(HERE.hours(CENTRE, at.date()) for at in local)
    assert not any(HERE.hours(CENTRE, day) for day in shut)
    days = sorted([at.date() for at in local] + list(shut))
    assert all((b - a) == STEPS[every] for a, b in pairwise(days))


def test_christmas_is_left_out_and_the_series_goes_on_beyond_it() -> None:
    fridays = Recurrence(Every.WEEKLY, date(2026, 12, 18), TEN, 3)
    starts, shut = fridays.starts(HERE, CENTRE, LONG_AGO)
    assert [at.day for at in starts] == [18, 1, 8]
    assert shut == [date(2026, 12, 25)]


def test_the_clock_changes_and_the_session_does_not() -> None:
    starts, _ = Recurrence(Every.WEEKLY, date(2026, 3, 23), TEN, 2).starts(HERE, CENTRE, LONG_AGO)
    assert [at.hour for at in starts] == [9, 8]


@pytest.mark.parametrize(
    ("recurrence", "why"),
    [
        (Recurrence(Every.ONCE, date(2026, 3, 15), TEN, 1), NothingToCome),
        (Recurrence(Every.ONCE, date(2026, 2, 27), TEN, 1), NothingToCome),
        (Recurrence(Every.WEEKLY, FIRST, TEN, 61), TooManySessions),
    ],
)
async def test_a_series_of_shut_or_past_days_is_refused(
    tx: Tx, recurrence: Recurrence, why: type[Exception]
) -> None:
    with pytest.raises(why):
        await commands.open_series(tx, NORD, once(recurrence=recurrence), Facilitator().by())


async def test_what_is_left_out_is_as_the_programme_has_it(tx: Tx) -> None:
    laia = Facilitator()
    [made], _ = await commands.open_series(tx, NORD, once(programme="carers"), laia.by())
    assert (made.capacity, made.minutes, made.language) == (12, 90, "ca")
    assert (made.restricted, made.facilitators) == (True, (laia.id,))
    for wrong, why in (
        ({"programme": "x"}, UnknownProgramme),
        ({"language": "x"}, UnknownLanguage),
    ):
        with pytest.raises(why):
            await commands.open_series(tx, NORD, once(**wrong), laia.by())


async def test_a_room_and_a_facilitator_are_in_one_session_at_once(tx: Tx) -> None:
    laia, pau = Facilitator(), Facilitator()
    [made], _ = await commands.open_series(tx, NORD, once(), laia.by())
    touching = Recurrence(Every.ONCE, FIRST, time(11, 29), 1)
    after = Recurrence(Every.ONCE, FIRST, time(11, 30), 1)
    with pytest.raises(RoomTaken):
        await commands.open_series(tx, NORD, once(recurrence=touching), pau.by())
    with pytest.raises(FacilitatorBusy):
        await commands.open_series(tx, SUD, once(recurrence=touching, room="x"), laia.by())
    await commands.open_series(tx, NORD, once(recurrence=after), laia.by())
    await commands.open_series(tx, SUD, once(), pau.by())
    await commands.cancel(tx, made.id, laia.by())
    await commands.open_series(tx, NORD, once(), Facilitator().by())

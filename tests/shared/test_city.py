"""The city in dated versions, and when its units are open."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.city import Calendar, store
from shared.db import Change, Pool, Tx
from tests.fixtures.cities import WINTER, a_city, same

MADRID = ZoneInfo("Europe/Madrid")
START = datetime(2026, 11, 1, 23, tzinfo=UTC)


def madrid(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MADRID)


async def test_loading_the_same_city_twice_changes_nothing(tx: Tx) -> None:
    first = await store.put(tx, a_city(), START)
    again = await store.put(tx, a_city(), START + timedelta(days=3))
    assert (first.version, first.changed) == (1, True)
    assert (again.version, again.changed) == (1, False)


async def test_each_instant_has_the_rules_that_held_then(tx: Tx) -> None:
    await store.put(tx, a_city("old"), START)
    await store.put(tx, a_city("new"), START + timedelta(days=10))
    names = [
        (await store.current(tx, START + timedelta(days=days))).name for days in (0, 9, 10, 300)
    ]
    assert names == ["old", "old", "new", "new"]


async def test_a_command_asks_anew_for_what_held_at_another_instant_than_its_own(tx: Tx) -> None:
    await store.put(tx, a_city("old"), START)
    await store.put(tx, a_city("new"), START + timedelta(days=10))
    at = START + timedelta(days=20)
    change = Change(tx, await tx.fetchrow(store.HOLDING, at))
    assert [(await store.current(change, each)).name for each in (at, START)] == ["new", "old"]


async def test_what_is_older_than_the_first_version_uses_the_first(tx: Tx) -> None:
    await store.put(tx, a_city("first"), START)
    await store.put(tx, a_city("second"), START + timedelta(days=1))
    city = await store.current(tx, datetime(1999, 2, 8, tzinfo=UTC))
    assert (city.name, city.version) == ("first", 1)


async def test_a_contact_finds_the_version_that_it_keeps(tx: Tx) -> None:
    await store.put(tx, a_city("old"), START)
    await store.put(tx, a_city("new"), START)
    kept, absent = await store.of_version(tx, 1), await store.of_version(tx, 9)
    assert kept is not None
    assert (kept.name, kept.valid_from, absent) == ("old", START, None)
    assert (await store.current(tx, START)).version == 2


async def test_a_city_can_return_to_what_it_was(tx: Tx) -> None:
    for name in ("one", "other", "one"):
        await store.put(tx, a_city(name), START)
    assert [city.name for city in await store.versions(tx)] == ["one", "other", "one"]
    assert (await store.current(tx, START)).version == 3


async def test_without_a_city_the_refusal_says_so(pool: Pool) -> None:
    with pytest.raises(store.NoCity):
        await store.current(pool, START)


def test_opening_hours_follow_weekday_season_and_holidays() -> None:
    city = a_city()
    unit = city.units[0]
    assert city.closes(unit, madrid(2026, 11, 26, 16)) == madrid(2026, 11, 26, 19, 30)
    assert city.is_open(unit, madrid(2026, 11, 25, 9))
    assert not city.is_open(unit, madrid(2026, 11, 25, 13, 30))
    assert not city.is_open(unit, madrid(2026, 11, 24, 10))  # the district's feast
    assert city.is_open(unit, madrid(2026, 11, 23, 10))  # another district's


def test_a_day_in_no_season_is_closed() -> None:
    winter_only = Calendar(code="css", name=same("CSS"), seasons=(WINTER,))
    assert winter_only.hours(date(2026, 4, 30))
    assert winter_only.hours(date(2026, 5, 1)) == ()


def test_a_season_may_run_over_new_year_and_the_clock_change() -> None:
    city = a_city()
    unit = city.units[0]
    assert city.is_open(unit, madrid(2027, 1, 4, 10))
    assert city.opens(unit, madrid(2026, 11, 23, 20)) == madrid(2026, 11, 25, 9)
    summer, winter = madrid(2027, 3, 26, 8), madrid(2027, 3, 26, 20)
    opens = [city.opens(unit, at) for at in (summer, winter)]
    assert [at.astimezone(UTC).hour for at in opens if at] == [8, 7]


def test_civil_times_are_instants_of_which_each_is_before_the_next() -> None:
    here, unit = a_city(), a_city().centres[0]
    day = date(2026, 10, 25)
    assert here.midnight(day + timedelta(days=1)) - here.midnight(day) == timedelta(hours=25)
    for found in (here.midnight(day), here.opens(unit, here.midnight(day))):
        assert found
        assert found.tzinfo is UTC

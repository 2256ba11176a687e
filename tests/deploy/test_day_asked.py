"""Which day is played for what the command line asks."""

from datetime import date, datetime

import pytest

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day.command import Asked, wishes_of
from deploy.cli.day.numbers import read
from deploy.local.command import Problem

HERE = checked(BARCELONA)
TEN = {
    "tuesday",
    "monday-after-holidays",
    "thursday",
    "two-absent",
    "fire",
    "eviction-day",
    "wrong-sender",
    "silent-feed",
    "backlog",
}
"""The scenarios of the city, but for groups at first, which is two: on and off."""


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=HERE.zone)


def test_all_scenarios_of_the_city_can_be_asked_for_by_name() -> None:
    assert set(read().scenarios) == TEN | {"vine-on", "vine-off"}


@pytest.mark.parametrize(
    ("scenario", "day"),
    [
        (None, date(2026, 3, 4)),
        ("tuesday", date(2026, 3, 10)),
        ("thursday", date(2026, 3, 5)),
        ("monday-after-holidays", date(2026, 3, 9)),
        ("fire", date(2026, 3, 4)),
    ],
)
def test_a_scenario_of_a_weekday_is_played_on_the_next_one_of_these(
    scenario: str | None, day: date
) -> None:
    wishes = wishes_of(Asked(1, scenario), HERE, local("2026-03-04T07:00"))
    assert (wishes.day, wishes.scenario) == (day, read().scenario(scenario))


def test_a_weekday_on_which_nothing_is_open_is_passed_over() -> None:
    # Tuesday the eighth of December is a holiday
    wishes = wishes_of(Asked(1, "tuesday"), HERE, local("2026-12-02T07:00"))
    assert wishes.day == date(2026, 12, 15)


def test_a_day_that_is_over_is_not_played_again() -> None:
    asked = Asked(1, day=date(2026, 3, 4))
    with pytest.raises(Problem, match="never goes back"):
        wishes_of(asked, HERE, local("2026-03-04T09:00"))


def test_the_feed_falls_silent_for_three_minutes_at_eleven_and_on_no_other_day() -> None:
    silent, ordinary = read().scenario("silent-feed"), read().scenario(None)
    assert (silent.silent_minutes, silent.silent_hour) == (3, 11)
    assert ordinary.silent_minutes == 0

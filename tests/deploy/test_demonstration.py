"""When the demonstration's day begins, that every screen lives."""

from datetime import datetime

import pytest

from deploy.cli.cities import BARCELONA, checked
from deploy.cli.demonstration import begins

HERE = checked(BARCELONA)


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=HERE.zone)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        pytest.param("2026-03-02T06:30", "2026-03-02T10:15", id="before opening"),
        pytest.param("2026-03-02T22:00", "2026-03-03T10:15", id="at night"),
        pytest.param("2026-03-03T00:10", "2026-03-03T10:15", id="after midnight"),
        pytest.param("2026-03-06T14:00", "2026-03-09T10:15", id="after the week's last closing"),
        pytest.param("2026-03-07T11:00", "2026-03-09T10:15", id="on a Saturday"),
        pytest.param("2026-03-04T20:00", "2026-03-06T10:15", id="before an afternoon's opening"),
        pytest.param("2026-12-25T11:00", "2026-12-28T10:15", id="on a public holiday"),
        pytest.param("2026-05-01T11:00", "2026-05-04T10:15", id="on a holiday before a weekend"),
        pytest.param("2026-03-28T23:30", "2026-03-30T10:15", id="when summer time begins"),
    ],
)
def test_while_centres_are_shut_the_day_begins_mid_morning_of_the_next_working_day(
    now: str, start: str
) -> None:
    assert begins(HERE, local(now)) == local(start)


@pytest.mark.parametrize("now", ["2026-03-02T09:05", "2026-03-05T16:40"])
def test_while_a_centre_is_open_the_time_stays_as_it_is(now: str) -> None:
    assert begins(HERE, local(now)) == local(now)

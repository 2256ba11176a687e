"""When the demonstration's day begins, that every screen lives."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.demonstration import begins, days_before, morning_after
from shared.city.working_time import worked

HERE = checked(BARCELONA)
MID_MORNING, STILL = time(10, 40), time(10, 55)
YEAR = (datetime(2026, 9, 1), datetime(2027, 9, 1))  # noqa: DTZ001
INSTANTS = st.datetimes(*YEAR, timezones=st.just(UTC))
"""Over a year with both changes of the clock, summer hours, Christmas and holidays."""


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=HERE.zone)


def is_mid_morning(at: datetime) -> bool:
    """Of a working day: every centre has been open for an hour and is for two hours more."""
    around = (at - timedelta(hours=1), at, at + timedelta(hours=2))
    clock = at.astimezone(HERE.zone).time()
    return MID_MORNING <= clock < STILL and all(
        HERE.is_open(unit, each) for unit in HERE.centres for each in around
    )


@given(INSTANTS)
@settings(deadline=None)
def test_whenever_it_is_started_it_is_mid_morning_of_a_working_day(now: datetime) -> None:
    assert is_mid_morning(begins(HERE, now))


@given(INSTANTS)
@settings(deadline=None)
def test_the_time_never_goes_back_and_no_working_morning_is_passed_over(now: datetime) -> None:
    start = begins(HERE, now)
    assert start >= now
    minutes = (start - now) // timedelta(minutes=10)
    between = (now + timedelta(minutes=10 * each) for each in range(minutes))
    assert not any(is_mid_morning(each) for each in between)


@given(INSTANTS)
@settings(deadline=None)
def test_mid_morning_of_a_working_day_the_time_stays_as_it_is(now: datetime) -> None:
    start = begins(HERE, now)
    assert begins(HERE, start) == start
    assert (start == now) == is_mid_morning(now)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        pytest.param("2026-03-02T06:30", "2026-03-02T10:40", id="before opening"),
        pytest.param("2026-03-02T09:05", "2026-03-02T10:40", id="while hardly anybody has come"),
        pytest.param("2026-03-02T10:45", "2026-03-02T10:45", id="mid-morning"),
        pytest.param("2026-03-02T13:00", "2026-03-03T10:40", id="before the day's closing"),
        pytest.param("2026-03-02T22:00", "2026-03-03T10:40", id="at night"),
        pytest.param("2026-03-03T00:10", "2026-03-03T10:40", id="after midnight"),
        pytest.param("2026-03-06T14:00", "2026-03-09T10:40", id="after the week's last closing"),
        pytest.param("2026-03-07T11:00", "2026-03-09T10:40", id="on a Saturday"),
        pytest.param("2026-03-04T20:00", "2026-03-06T10:40", id="before an afternoon's opening"),
        pytest.param("2026-03-05T16:40", "2026-03-06T10:40", id="in that afternoon"),
        pytest.param("2026-12-25T11:00", "2026-12-28T10:40", id="on a public holiday"),
        pytest.param("2026-05-01T11:00", "2026-05-04T10:40", id="on a holiday before a weekend"),
        pytest.param("2026-03-28T23:30", "2026-03-30T10:40", id="when summer time begins"),
    ],
)
def test_the_day_begins_mid_morning_of_the_next_working_day(now: str, start: str) -> None:
    assert begins(HERE, local(now)) == local(start)


@given(INSTANTS)
@settings(deadline=None)
def test_of_what_was_sent_some_days_before_the_answer_is_due_soon_in_the_morning(
    now: datetime,
) -> None:
    morning = begins(HERE, now)
    sent = days_before(HERE, morning)
    terms, unit = HERE.rules.referrals, HERE.centres[0]
    answer_by = worked(HERE, unit, sent, timedelta(minutes=terms.answer_minutes))
    warned = timedelta(minutes=terms.answer_minutes - terms.warn_minutes)
    warn_at = worked(HERE, unit, sent, warned)
    assert answer_by is not None
    assert warn_at is not None
    assert warn_at <= morning < answer_by - timedelta(hours=2)


@given(INSTANTS)
@settings(deadline=None)
def test_from_there_the_time_goes_on_to_the_middle_of_that_morning(now: datetime) -> None:
    morning = begins(HERE, now)
    sent = days_before(HERE, morning)
    assert morning_after(HERE, sent) == HERE.instant(HERE.day(morning), MID_MORNING)
    assert HERE.is_open(HERE.centres[0], sent)
    assert not is_mid_morning(sent)

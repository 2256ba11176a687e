"""When an answer is late: in working time, warned of in working time, and only while it is owed."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.domain import Referral, State, acts
from services.referrals.domain.deadlines import Deadlines, Terms, deadlines
from tests.fixtures.cities import NORD, SUD, a_city
from tests.referrals.test_referral import draft
from tests.shared.test_working_time import WHOLE_DAYS, local, open_at

HERE = open_at(*WHOLE_DAYS)
TERMS = Terms(timedelta(hours=2), timedelta(hours=4), timedelta(hours=1))


def sent(day: int, clock: str) -> tuple[Referral, Deadlines]:
    """One that was sent then, with its deadlines."""
    referral = acts.send(draft(), at=local(HERE, day, clock))
    found = deadlines(HERE, referral, TERMS)
    assert found
    return replace(referral, **asdict(found)), found


def test_late_and_warned_in_working_time() -> None:
    _, due = sent(0, "17:00")
    assert due.acknowledge_warn_at == local(HERE, 1, "08:30")
    assert due.acknowledge_by == local(HERE, 1, "09:00")
    assert due.warn_at == local(HERE, 1, "10:00")
    assert due.answer_by == local(HERE, 1, "11:00")


def test_what_is_owed_first_is_that_it_has_arrived() -> None:
    referral, _ = sent(0, "09:00")
    noon = local(HERE, 0, "12:00")
    assert referral.late(noon)
    known = acts.acknowledge(referral, at=local(HERE, 0, "10:00"))
    assert not known.late(noon)
    assert known.near(local(HERE, 0, "12:30"))
    assert known.late(local(HERE, 0, "13:01"))
    assert not known.near(local(HERE, 0, "13:01"))


def test_of_each_that_is_owed_somebody_is_warned_in_its_last_quarter_and_of_the_first_first() -> (
    None
):
    referral, _ = sent(0, "09:00")
    clocks = ("10:29", "10:30", "11:00", "11:01", "12:30")
    assert [referral.near(local(HERE, 0, each)) for each in clocks] == [0, 1, 1, 0, 0]
    known = acts.acknowledge(referral, at=local(HERE, 0, "10:00"))
    assert [known.near(local(HERE, 0, each)) for each in clocks] == [0, 0, 0, 0, 1]


def test_nothing_is_late_that_was_answered_or_taken_back() -> None:
    referral, due = sent(0, "09:00")
    tomorrow = local(HERE, 1, "09:00")
    for after in (
        acts.accept(referral, at=tomorrow),
        acts.refuse(referral, "no-capacity", at=tomorrow),
        acts.take_back(referral, at=tomorrow),
    ):
        assert not after.late(tomorrow + timedelta(days=9))
        assert not after.near(due.warn_at)
        assert not after.near(due.acknowledge_warn_at)


def test_a_draft_has_no_deadline() -> None:
    assert deadlines(HERE, draft(State.DRAFT), TERMS) is None


def test_a_unit_that_does_not_open_answers_by_the_clock() -> None:
    shut = open_at(8, 18, days="-------")
    referral = acts.send(draft(), at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    found = deadlines(shut, referral, TERMS)
    assert found
    assert found.answer_by.time() == time(13)


CITY = a_city()
"""With seasons, split hours on Thursdays in winter, and holidays of the city and of districts."""


def there(said: str) -> datetime:
    """A time of the city."""
    return datetime.fromisoformat(said).replace(tzinfo=CITY.zone)


@pytest.mark.parametrize(
    ("unit", "sent_at", "acknowledge_by", "warn_at", "answer_by"),
    [
        (NORD, "2026-11-23T12:00", "2026-11-25T09:30", "2026-11-25T10:30", "2026-11-25T11:30"),
        (SUD, "2026-11-23T12:00", "2026-11-24T11:00", "2026-11-24T12:00", "2026-11-24T13:00"),
        (NORD, "2026-12-24T18:00", "2026-12-28T09:30", "2026-12-28T10:30", "2026-12-28T11:30"),
        (NORD, "2026-12-31T18:00", "2027-01-01T09:30", "2027-01-01T10:30", "2027-01-01T11:30"),
        (NORD, "2026-09-24T12:00", "2026-09-25T09:30", "2026-09-25T10:30", "2026-09-25T11:30"),
        (NORD, "2026-10-01T12:00", "2026-10-01T15:30", "2026-10-01T16:30", "2026-10-01T17:30"),
        (NORD, "2026-04-30T17:00", "2026-04-30T19:00", "2026-05-01T09:30", "2026-05-01T10:30"),
        (NORD, "2026-10-23T12:00", "2026-10-26T09:30", "2026-10-26T10:30", "2026-10-26T11:30"),
        (NORD, "2026-03-27T12:00", "2026-03-30T09:30", "2026-03-30T10:30", "2026-03-30T11:30"),
    ],
    ids=[
        "over a holiday of the district",
        "on a holiday of another district",
        "over Christmas and a weekend",
        "over New Year, which parts no season",
        "a Thursday in summer",
        "a Thursday in winter, with an afternoon",
        "from one season into the next",
        "over the end of summer time",
        "over its beginning",
    ],
)
def test_holidays_and_seasons_of_the_centre_count(
    unit: str, sent_at: str, acknowledge_by: str, warn_at: str, answer_by: str
) -> None:
    referral = acts.send(replace(draft(), unit=unit), at=there(sent_at))
    due = deadlines(CITY, referral, TERMS)
    assert due
    said = (there(acknowledge_by), there(warn_at), there(answer_by))
    assert (due.acknowledge_by, due.warn_at, due.answer_by) == said
    known = acts.acknowledge(replace(referral, **asdict(due)), at=there(sent_at))
    assert not known.late(there(answer_by))
    assert known.late(there(answer_by) + timedelta(seconds=1))


MINUTES = st.integers(0, 14 * 24 * 60)


@given(MINUTES, MINUTES, st.booleans(), st.booleans())
def test_what_is_owed_is_never_late_and_due_soon_at_once(
    minutes: int, later: int, known: bool, told_early: bool
) -> None:
    at = local(HERE, 0, "00:00") + timedelta(minutes=minutes)
    referral = acts.send(draft(), at=at)
    due = deadlines(HERE, referral, TERMS)
    assert due
    stands = replace(referral, **asdict(due))
    if told_early:  # before there was a warning of the confirmation
        stands = replace(stands, acknowledge_warn_at=None)
    if known:
        stands = acts.acknowledge(stands, at=at)
    now = at + timedelta(minutes=later)
    assert not (stands.late(now) and stands.near(now))


@given(st.integers(0, 7 * 24 * 60))
def test_a_warning_comes_before_it_is_late_and_while_the_unit_is_open(minutes: int) -> None:
    referral = acts.send(draft(), at=local(HERE, 0, "00:00") + timedelta(minutes=minutes))
    due = deadlines(HERE, referral, TERMS)
    unit = HERE.unit(NORD)
    assert due
    assert unit
    assert due.acknowledge_warn_at < due.acknowledge_by
    assert due.warn_at < due.answer_by
    assert HERE.is_open(unit, due.warn_at - timedelta(seconds=1))

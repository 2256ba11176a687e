"""What may be done with a pending call, in which state, and until when it is promised."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain import attempts, joining, pending, pending_acts
from services.gateway.domain.pending import PendingCall, Tried
from services.gateway.domain.pending_refusals import ColleagueCalls, NoContactWanted, PendingOver
from services.gateway.domain.reaching import Begin, cautious
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import (
    AttemptResult,
    GivenUp,
    Level,
    PendingOrigin,
    PendingState,
    Settled,
)
from tests.fixtures.cities import DATC, NORD, a_city

CITY = a_city()
ANNA, POL = UUID(int=1), UUID(int=2)
NO_ANSWER, ENGAGED = AttemptResult.NO_ANSWER, AttemptResult.ENGAGED
WRONG, REACHED = AttemptResult.WRONG_NUMBER, AttemptResult.REACHED
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.integers(0, 334 * 24 * 3600).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds))
"""From January to December, over both changes of the clock."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026, an hour before that of the city."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


def an_entry(**said: Any) -> PendingCall:
    entry = PendingCall(
        id=uuid4(),
        version=1,
        unit=DATC,
        centre=None,
        origin=PendingOrigin.ABANDONED,
        contact=uuid4(),
        person=None,
        level=Level.ORDINARY,
        reason=None,
        state=PendingState.OPEN,
        first_at=at(2, 9),
        due_at=at(2, 17),
    )
    return replace(entry, **said)


def tried(entry: PendingCall, *times: datetime, result: AttemptResult = NO_ANSWER) -> PendingCall:
    for time in times:
        entry, event = pending_acts.tried(CITY, entry, Tried(time, result, ANNA))
        assert event == pending.tell(entry, time)
    return entry


@pytest.mark.parametrize(
    ("unit", "level", "since", "due"),
    [
        (DATC, Level.ORDINARY, at(2, 9), at(2, 17)),
        (DATC, Level.URGENT, at(2, 9), at(2, 9, 30)),
        (DATC, Level.PREFERENTIAL, at(2, 19), at(3, 9)),
        (DATC, None, at(2, 9), at(2, 17)),
        (DATC, Level.URGENT, at(2, 6), at(2, 8, 30)),
        (DATC, Level.URGENT, at(2, 20), at(3, 8, 30)),
        (DATC, Level.URGENT, at(6, 19, 45), at(9, 8, 15)),
        (NORD, Level.ORDINARY, at(2, 12), at(4, 11)),
        (NORD, Level.URGENT, at(5, 13, 15), at(5, 15, 15)),
        ("gone", Level.URGENT, at(2, 9), at(2, 9, 30)),
    ],
)
def test_a_call_is_promised_within_the_units_opening_time(
    unit: str, level: Level | None, since: datetime, due: datetime
) -> None:
    assert pending.due(CITY, unit, level, since) == due


def test_opening_time_is_counted_rightly_over_the_change_of_the_clock() -> None:
    friday = datetime(2026, 3, 27, 18, 50, tzinfo=UTC)
    assert pending.due(CITY, DATC, Level.URGENT, friday) == datetime(2026, 3, 30, 6, 20, tzinfo=UTC)


@given(TIMES, st.sampled_from(Level))
def test_what_is_due_is_later_by_the_promise_at_least_and_while_somebody_is_there(
    since: datetime, level: Level
) -> None:
    promised = timedelta(minutes=CITY.rules.pending_calls.due_minutes[level])
    due = pending.due(CITY, DATC, level, since)
    assert due >= since + promised
    telephone = CITY.unit(DATC)
    assert telephone is not None
    assert CITY.is_open(telephone, due - timedelta(microseconds=1))


IN_VAIN = [
    ([at(2, 10), at(2, 16), at(3, 10)], (0, False, None)),
    ([at(2, 10), at(3, 16), at(4, 10)], (0, False, None)),
    ([at(2, 10), at(2, 16), at(2, 17)], (0, True, None)),
    ([at(2, 10), at(3, 10), at(4, 10)], (0, False, "afternoon")),
    ([at(2, 14), at(3, 14), at(4, 19)], (0, False, "morning")),
    ([at(2, 13, 59), at(3, 14)], (1, False, None)),
    ([at(2, 10)], (2, True, "afternoon")),
    ([], (3, True, None)),
]


@pytest.mark.parametrize(("times", "left"), IN_VAIN)
def test_giving_up_takes_three_attempts_on_two_days_in_both_halves_of_the_day(
    times: list[datetime], left: tuple[int, bool, str | None]
) -> None:
    assert attempts.missing(CITY, tried(an_entry(), *times)) == attempts.Missing(*left)


def test_a_half_of_the_day_in_which_nobody_is_there_soon_is_not_asked_for() -> None:
    """Centres open in the mornings, and on one afternoon a week outside the summer."""
    july = [datetime(2026, 7, day, hour, tzinfo=UTC) for day, hour in ((6, 8), (6, 9), (7, 8))]
    assert not attempts.missing(CITY, tried(an_entry(unit=NORD), *july))
    monday = tried(an_entry(unit=NORD), at(9, 10), at(9, 11), at(10, 10))
    assert attempts.missing(CITY, monday) == attempts.Missing(0, False, "afternoon")
    friday = tried(an_entry(unit=NORD), at(6, 10), at(6, 11), at(9, 10))
    assert not attempts.missing(CITY, friday)


@given(TIMES, st.sampled_from([NORD, DATC]))
def test_whoever_is_tried_each_time_the_unit_opens_and_closes_may_be_given_up_within_a_week(
    since: datetime, unit: str
) -> None:
    found, entry = CITY.unit(unit), an_entry(unit=unit)
    assert found
    for ahead in range(7):
        day = CITY.day(since) + timedelta(days=ahead)
        for hours in CITY.hours(found, day):
            opens, closes = CITY.instant(day, hours.opens), CITY.instant(day, hours.closes)
            entry = tried(entry, opens, closes - timedelta(minutes=1))
    assert attempts.may_give_up(CITY, entry, cares=False)


def test_an_engaged_line_does_not_count_and_at_a_wrong_number_nothing_is_left_to_try() -> None:
    entry = tried(an_entry(), at(2, 10), at(2, 16), at(3, 10), result=ENGAGED)
    assert attempts.missing(CITY, entry) == attempts.missing(CITY, an_entry())
    assert not attempts.missing(CITY, tried(an_entry(), at(2, 10), result=WRONG))


@given(
    st.lists(
        st.tuples(st.integers(2, 6), st.integers(8, 19), st.sampled_from([NO_ANSWER, ENGAGED])),
        max_size=8,
    )
)
def test_nobody_is_given_up_for_fewer_attempts_days_or_times_of_day(
    made: list[tuple[int, int, AttemptResult]],
) -> None:
    entry = an_entry()
    for day, hour, result in sorted(made):
        entry = tried(entry, at(day, hour), result=result)
    heard = [(day, hour) for day, hour, result in made if result is NO_ANSWER]
    enough = (
        len(heard) >= 3
        and len({day for day, _ in heard}) >= 2
        and len({hour >= 14 for _, hour in heard}) == 2
    )
    assert bool(attempts.missing(CITY, entry)) is not enough
    assert entry.state is PendingState.OPEN


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        ({"level": Level.URGENT}, True),
        ({"level": Level.PREFERENTIAL}, True),
        ({"reason": "VIO"}, True),
        ({"reason": "a reason that is gone"}, True),
        ({"reason": "ECO-ALIM"}, False),
        ({"level": None}, False),
        ({}, False),
    ],
)
def test_tried_in_vain_a_grave_one_passes_to_a_professional_and_others_wait_for_a_decision(
    said: dict[str, object], passed: bool
) -> None:
    before = tried(an_entry(**said), at(2, 10), at(2, 11))
    assert before.state is PendingState.OPEN
    after = tried(before, at(2, 12))
    assert after.state is (PendingState.PASSED if passed else PendingState.OPEN)
    assert after.owner == (None if passed else ANNA)
    assert after.ended_at is None


def test_a_grave_one_is_tried_anew_at_a_number_that_was_put_right_before_it_passes() -> None:
    entry = tried(an_entry(level=Level.PREFERENTIAL), at(2, 10), at(2, 11))
    entry, _ = pending_acts.number_corrected(entry, at=at(2, 12))
    assert tried(entry, at(2, 13), at(2, 14)).state is PendingState.OPEN
    assert tried(entry, at(2, 13), at(2, 14), at(2, 15)).state is PendingState.PASSED


Act = Callable[[PendingCall], object]
ACTS: dict[str, Act] = {
    "call": lambda e: pending_acts.call(e, ANNA, at=at(3, 9)),
    "try": lambda e: pending_acts.tried(CITY, e, Tried(at(3, 9), NO_ANSWER, ANNA)),
    "reach": lambda e: pending_acts.reached(e, Tried(at(3, 9), REACHED, ANNA), uuid4()),
    **{
        f"settle as {how}": lambda e, how=how: pending_acts.settle(e, how, at=at(3, 9))
        for how in Settled
    },
    "give up": lambda e: pending_acts.give_up(e, GivenUp.NOT_REACHED, at=at(3, 9)),
}


@pytest.mark.parametrize("state", PendingState)
@pytest.mark.parametrize("act", ACTS)
def test_an_open_or_passed_one_may_be_acted_on_and_one_that_ended_may_not(
    state: PendingState, act: str
) -> None:
    entry = an_entry(state=state)
    if state in pending.OPEN:
        assert ACTS[act](entry)
        return
    with pytest.raises(PendingOver):
        ACTS[act](entry)


def test_the_end_says_how_and_when_and_by_which_contact() -> None:
    contact = uuid4()
    entry = pending_acts.call(tried(an_entry(), at(2, 10)), ANNA, at=at(2, 15, 55))
    after, event = pending_acts.reached(entry, Tried(at(2, 16), REACHED, ANNA), contact)
    assert (after.state, after.settled) == (PendingState.SETTLED, Settled.REACHED)
    assert (after.ended_at, after.answered_by, after.caller) == (at(2, 16), contact, None)
    assert [each.result for each in event.attempts] == [NO_ANSWER, REACHED]
    assert after.due_at == entry.due_at
    again, _ = pending_acts.reopen(CITY, after, at=at(2, 17))
    assert (again.state, again.settled, again.ended_at) == (PendingState.OPEN, None, None)
    assert [each.result for each in again.attempts] == [NO_ANSWER]
    grave = tried(an_entry(level=Level.URGENT), at(2, 10), at(2, 16), at(3, 10))
    assert grave.state is PendingState.PASSED
    settled, _ = pending_acts.settle(grave, Settled.ARRIVED, contact, at=at(4, 9))
    with_whom, _ = pending_acts.reopen(CITY, settled, at=at(4, 10))
    assert with_whom.state is PendingState.PASSED, "it stays with the professional"
    closed, told = pending_acts.give_up(entry, GivenUp.OTHER_CHANNEL, at=at(3, 9))
    assert (closed.state, closed.settled) == (PendingState.CLOSED, Settled.IN_VAIN)
    assert closed.given_up is told.given_up is GivenUp.OTHER_CHANNEL


def test_two_do_not_call_one_person_at_once_and_a_call_that_is_forgotten_ends() -> None:
    entry = pending_acts.call(an_entry(), ANNA, at=at(2, 10))
    assert pending.is_calling(entry, at(2, 10, 9)) == ANNA
    with pytest.raises(ColleagueCalls):
        pending_acts.call(entry, POL, at=at(2, 10, 9))
    with pytest.raises(ColleagueCalls):
        pending_acts.tried(CITY, entry, Tried(at(2, 10, 9), NO_ANSWER, POL))
    assert pending_acts.call(entry, ANNA, at=at(2, 10, 5)).caller == ANNA
    assert pending_acts.call(entry, POL, at=at(2, 10, 10)).caller == POL
    assert pending.is_calling(tried(entry, at(2, 10, 1)), at(2, 10, 2)) is None


def test_whoever_may_be_neither_called_nor_written_to_is_not_and_nobody_asked_is_no_yes() -> None:
    with pytest.raises(NoContactWanted):
        pending_acts.require_reachable(an_entry(), Begin.NEITHER)
    for begins in (Begin.CALL, Begin.WRITE, Begin.VIDEO):
        pending_acts.require_reachable(an_entry(), begins)
        with pytest.raises(PendingOver):
            pending_acts.require_reachable(an_entry(state=PendingState.SETTLED), begins)
    said = (SafeContact.YES, SafeContact.NO_MESSAGE)
    assert cautious(said) is SafeContact.NO_MESSAGE
    assert cautious((*said, SafeContact.NO_CONTACT)) is SafeContact.NO_CONTACT
    assert cautious((None,)) is None


def test_two_of_one_person_become_one_with_the_earlier_clock_and_both_histories() -> None:
    person = uuid4()
    first = tried(an_entry(person=person), at(2, 10))
    later = an_entry(
        person=person, first_at=at(2, 11), due_at=at(2, 11, 30), level=Level.URGENT, owner=POL
    )
    later = tried(later, at(2, 12))
    (gone, told_gone), (on, told_on) = joining.join(CITY, first, later, at=at(2, 13))
    assert (on.first_at, on.due_at, on.level) == (at(2, 9), at(2, 11, 30), Level.URGENT)
    assert [each.at for each in on.attempts] == [at(2, 10), at(2, 12)]
    assert (gone.settled, gone.joined_into) == (Settled.JOINED, on.id)
    assert [each.at for each in gone.attempts] == [at(2, 12)]
    assert (told_on, told_gone) == (pending.tell(on, at(2, 13)), pending.tell(gone, at(2, 13)))


def test_that_the_others_number_is_wrong_says_nothing_of_the_one_that_is_dialled() -> None:
    grave = {"person": uuid4(), "level": Level.URGENT}
    first = an_entry(**grave)
    later = tried(an_entry(first_at=at(2, 11), person=grave["person"]), at(2, 12), result=WRONG)
    (gone, _), (on, _) = joining.join(CITY, first, later, at=at(2, 13))
    assert (on.attempts, on.state, len(gone.attempts)) == ((), PendingState.OPEN, 1)
    own = tried(an_entry(person=grave["person"]), at(2, 10), result=WRONG)
    _, (on, _) = joining.join(CITY, own, later, at=at(2, 13))
    assert not attempts.missing(CITY, on)


def test_what_was_tried_at_a_number_that_is_put_right_counts_in_no_other_call() -> None:
    tried_before = tried(an_entry(first_at=at(2, 11)), at(2, 12), at(2, 13))
    later = replace(tried_before, number_corrected_at=at(2, 14))
    _, (on, _) = joining.join(CITY, an_entry(), later, at=at(2, 15))
    assert on.attempts == ()


@pytest.mark.parametrize(
    ("own", "joined", "goes_on"),
    [
        (None, "VIO", "VIO"),
        ("VIO", None, "VIO"),
        ("ECO-ALIM", "VIO", "VIO"),
        ("VIO", "ECO-ALIM", "VIO"),
        ("DEP", "ECO-ALIM", "DEP"),
        (None, "DEP", "DEP"),
        (None, None, None),
    ],
)
def test_of_two_reasons_the_restricted_one_goes_on_then_that_of_the_first(
    own: str | None, joined: str | None, goes_on: str | None
) -> None:
    first, later = an_entry(reason=own), an_entry(reason=joined, first_at=at(2, 11))
    (gone, _), (on, _) = joining.join(CITY, first, later, at=at(2, 13))
    assert (on.id, on.reason, gone.reason) == (first.id, goes_on, joined)


def test_two_that_join_pass_to_a_professional_if_either_is_about_something_restricted() -> None:
    first = tried(an_entry(), at(2, 10), at(2, 16), at(3, 10))
    later = an_entry(reason="VIO", first_at=at(2, 11))
    assert first.state is PendingState.OPEN
    _, (on, _) = joining.join(CITY, first, later, at=at(3, 13))
    assert (on.id, on.state) == (first.id, PendingState.PASSED)


def test_an_event_says_neither_whose_it_is_nor_about_what_nor_who_called() -> None:
    entry = tried(an_entry(person=uuid4(), reason="VIO", owner=POL), at(2, 10))
    told = pending.tell(entry, at(2, 10)).model_dump_json()
    for word in ("VIO", str(entry.person), str(POL), str(ANNA), "reason", "person"):
        assert word not in told

"""How much of the time to answer is left, and the bar that shows it."""

from dataclasses import replace
from datetime import timedelta

from services.referrals.domain import State, acts
from services.referrals.pages.answer_time import answer_time
from tests.referrals.test_referral import draft
from tests.shared.test_working_time import SPLIT, local, open_at

HERE = open_at(*SPLIT)
SENT = replace(
    draft(State.REQUESTED),
    unit=HERE.centres[0].code,
    sent_at=local(HERE, 0, "12:00"),
    answer_by=local(HERE, 1, "10:00"),
)
"""Sent an hour before the break, to be answered an hour after opening the next day: five hours."""


def test_only_open_time_is_left() -> None:
    told = [
        (found.left, found.spent)
        for clock in ("12:00", "12:30", "14:00", "16:00", "17:32")
        if (found := answer_time(HERE, SENT, local(HERE, 0, clock))) is not None
    ]
    assert told == [
        (timedelta(hours=5), 0),
        (timedelta(hours=4, minutes=30), 10),
        (timedelta(hours=4), 20),
        (timedelta(hours=4), 20),
        (timedelta(hours=2, minutes=28), 51),
    ]


def test_the_bar_has_open_hours_by_their_length_and_closed_ones_narrow_between_them() -> None:
    found = answer_time(HERE, SENT, local(HERE, 1, "09:30"))
    assert found is not None
    drawn = [(each.open, each.x, each.width) for each in found.pieces]
    assert drawn == [
        (True, 0, 18.4),
        (False, 18.4, 4),
        (True, 22.4, 55.2),
        (False, 77.6, 4),
        (True, 81.6, 9.2),
    ]
    assert found.now == 90.8


def test_once_it_is_over_nothing_is_left_and_once_answered_there_is_no_bar() -> None:
    late = local(HERE, 1, "10:01")
    found = answer_time(HERE, SENT, late)
    assert found is not None
    assert (found.left, found.spent, found.now) == (None, 100, 100)
    assert answer_time(HERE, acts.accept(SENT, at=late), late) is None

"""A referral's moves: the whole matrix, one responsible party at every instant, nothing unseen."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.domain import No, Party, Referral, State, acts, who_may
from services.referrals.domain.refusals import (
    MovedOn,
    NoOtherDoor,
    NothingMissing,
    ReasonMissing,
)
from tests.fixtures.cities import NORD

NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
MATRIX = """
             dr rq ac rj ca ip oh co fa er
draft         .  S  .  .  .  .  .  .  .  S
requested     .  .  R  R  S  .  .  .  .  S
accepted      .  .  .  .  S  R  R  R  R  S
rejected      .  .  .  .  .  .  .  .  .  S
cancelled     .  .  .  .  .  .  .  .  .  S
in_progress   .  .  .  .  S  .  R  R  R  S
on_hold       .  .  .  .  S  R  .  R  R  S
completed     .  .  .  .  .  .  .  .  .  S
failed        .  .  .  .  .  .  .  .  .  S
entered_in_error .  .  .  .  .  .  .  .  .  .
"""
"""From (a row) to (a column): who may, the sender or the receiver."""
MAY = {"S": Party.SENDER, "R": Party.RECEIVER, ".": None}
Act = Callable[[Referral, datetime], Referral]
ACTS: dict[str, Act] = {
    "send": lambda each, at: acts.send(each, at=at),
    "open": lambda each, at: acts.opened(each, at=at),
    "acknowledge": lambda each, at: acts.acknowledge(each, at=at),
    "accept": lambda each, at: acts.accept(each, at=at),
    "give back": lambda each, at: acts.give_back(each, ("date",), at=at),
    "redirect": lambda each, at: acts.redirect(each, "nord", "territory", at=at),
    "refuse": lambda each, at: acts.refuse(each, "no-capacity", at=at),
    "work on": lambda each, _: acts.work_on(each),
    "hold": lambda each, _: acts.hold(each, "waits-for-sender"),
    "complete": lambda each, at: acts.complete(each, at=at),
    "fail": lambda each, at: acts.fail(each, "not-found", at=at),
    "take back": lambda each, at: acts.take_back(each, "changed", at=at),
    "call error": lambda each, at: acts.call_error(each, at=at),
}


def draft(state: State = State.DRAFT) -> Referral:
    """One that stands like this, sent unless it is a draft."""
    sent = None if state is State.DRAFT else NINE
    return Referral(UUID(int=1), 1, "housing", NORD, "ECO", state, NINE, sent)


def told(rows: str) -> list[tuple[State, State, Party | None]]:
    """The moves as the table above tells them."""
    lines = [line.split() for line in rows.strip().splitlines()[1:]]
    return [
        (State(before), after, MAY[may])
        for before, *cells in lines
        for after, may in zip(State, cells, strict=True)
    ]


@pytest.mark.parametrize(("before", "after", "may"), told(MATRIX))
def test_each_of_a_hundred_moves_is_one_sides_or_nobodys(
    before: State, after: State, may: Party | None
) -> None:
    assert who_may(before, after) is may


@pytest.mark.parametrize(("state", "name"), list(product(State, ACTS)))
def test_an_act_moves_as_the_matrix_says_or_is_refused_and_changes_nothing(
    state: State, name: str
) -> None:
    before = draft(state)
    try:
        after = ACTS[name](before, NINE)
    except MovedOn:
        assert before == draft(state)
        return
    assert after.version in (before.version, before.version + 1)
    if after.state is not state:
        assert who_may(state, after.state) is not None
        assert after.version == before.version + 1


def test_until_somebody_takes_it_on_the_sender_answers_for_the_person() -> None:
    sent = acts.send(draft(), at=NINE)
    assert sent.responsible is Party.SENDER
    assert acts.acknowledge(sent, at=NINE).responsible is Party.SENDER
    assert acts.accept(sent, at=NINE).responsible is Party.RECEIVER
    assert acts.refuse(sent, "no-capacity", at=NINE).responsible is Party.SENDER


def test_withdrawn_unseen_it_never_was_there_for_the_receiver() -> None:
    sent = acts.send(draft(), at=NINE)
    assert sent.known_to_receiver
    assert not acts.take_back(sent, at=NINE).known_to_receiver
    seen = acts.opened(sent, at=NINE)
    assert acts.take_back(seen, "changed", at=NINE).known_to_receiver


def test_of_an_error_the_envelope_stays_and_who_opened_it_but_nothing_to_read() -> None:
    seen = acts.opened(acts.send(draft(), at=NINE), at=NINE)
    wrong = acts.call_error(acts.accept(seen, at=NINE), at=NINE)
    assert wrong.known_to_receiver
    assert wrong.opened_at == NINE
    assert not wrong.readable_by_receiver
    with pytest.raises(MovedOn):
        acts.opened(wrong, at=NINE)


def test_a_draft_is_nobody_elses() -> None:
    assert not draft().known_to_receiver
    with pytest.raises(MovedOn):
        acts.opened(draft(), at=NINE)


def test_a_no_says_why_what_is_missing_or_where_instead() -> None:
    sent = acts.send(draft(), at=NINE)
    returned = acts.give_back(sent, ("date", "consent"), at=NINE)
    assert (returned.no, returned.missing) == (No.RETURNED, ("date", "consent"))
    elsewhere = acts.redirect(sent, "sud", "territory", at=NINE)
    assert (elsewhere.no, elsewhere.elsewhere, elsewhere.why) == (No.REDIRECTED, "sud", "territory")
    for mistaken, refusal in (
        (lambda: acts.give_back(sent, (), at=NINE), NothingMissing),
        (lambda: acts.redirect(sent, "", "territory", at=NINE), NoOtherDoor),
        (lambda: acts.redirect(sent, "sud", "", at=NINE), ReasonMissing),
        (lambda: acts.refuse(sent, "", at=NINE), ReasonMissing),
    ):
        with pytest.raises(refusal):
            mistaken()


def test_opening_and_acknowledging_again_change_nothing() -> None:
    sent = acts.send(draft(), at=NINE)
    for act in (acts.opened, acts.acknowledge):
        once = act(sent, at=NINE)
        assert act(once, at=NINE + timedelta(hours=1)) == once


def story_of(names: list[str]) -> list[Referral]:
    """A referral as it stood after each of these acts that was not refused."""
    story = [draft()]
    for minute, name in enumerate(names):
        with suppress(MovedOn):
            story.append(ACTS[name](story[-1], NINE + timedelta(minutes=minute)))
    return story


def handed_over_rightly(before: Referral, after: Referral) -> bool:
    """Who answers for the person changes by taking on or taking back, and by nothing else."""
    if before.responsible is after.responsible:
        return True
    back = (State.CANCELLED, State.ENTERED_IN_ERROR)
    given_on = after.responsible is Party.RECEIVER
    return after.state in ((State.ACCEPTED,) if given_on else back)


def is_over_for_good(before: Referral, after: Referral) -> bool:
    """What is over stays as it is, unless it was an error; it may still be read."""
    if before.ended_at is None or after.state is State.ENTERED_IN_ERROR:
        return True
    unread = {"version": 0, "opened_at": None}
    return replace(after, **unread) == replace(before, **unread)


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_whatever_both_sides_do_its_story_holds_together(names: list[str]) -> None:
    story = story_of(names)
    for before, after in pairwise(story):
        assert after == before or after.version == before.version + 1
        assert handed_over_rightly(before, after)
        assert is_over_for_good(before, after)
    last = story[-1]
    assert (last.sent_at is not None) == any(each.state is State.REQUESTED for each in story)
    assert last.answered_at is None or last.answered_at >= (
        last.acknowledged_at or last.answered_at
    )

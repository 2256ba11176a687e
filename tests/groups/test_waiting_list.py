"""Places in a session: never more than there are, by order of entry, and nobody blocks for ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.groups.domain.refusals import NoPlaceLeft, OfferOver
from services.groups.domain.waiting_list import (
    MOST_SKIPS,
    Entry,
    Offering,
    Places,
    Waiting,
    accept,
    decline,
    expired,
    order,
    pass_on,
    revoke,
    wait_again,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
OFFERING = Offering(NOON + A_DAY)
LATE = Offering(NOON + timedelta(hours=2), late=True)


def entry(number: int, places: int = 1, first: str | None = None) -> Entry:
    """Who came on the list as the so many-th."""
    return Entry(UUID(int=number), NOON - A_DAY + timedelta(minutes=number), places, first)


def offered(entries: Sequence[Entry], free: int, offering: Offering = OFFERING) -> list[int]:
    """Who is offered places, by number, when so many are free."""
    changed = pass_on(entries, Places(8, 8 - free), offering)
    return [each.id.int for each in changed if each.state is Waiting.OFFERED]


def test_places_are_offered_in_the_order_of_entry_within_priority() -> None:
    line = [entry(1), entry(2), entry(3, first="deadline"), entry(4, first="transfer")]
    assert offered(line, 3) == [3, 4, 1]
    assert [each.id.int for each in order(line)] == [3, 4, 1, 2]


def test_an_offer_keeps_its_places_until_its_last_instant() -> None:
    [kept] = pass_on([entry(1, 2)], Places(3, 0), OFFERING)
    places = Places(3, 0)
    just_before = OFFERING.until - timedelta(microseconds=1)
    assert places.free([kept]) == 1
    assert expired([kept], just_before) == []
    [over] = expired([kept], OFFERING.until)
    assert (over.state, places.free([over])) == (Waiting.EXPIRED, 3)
    with pytest.raises(OfferOver):
        accept(kept, [kept], places, OFFERING.until)


def test_a_household_gets_all_its_places_or_none_and_is_passed_over_only_so_often() -> None:
    household, line = entry(1, 4), [entry(number) for number in range(2, 9)]
    for round_ in range(MOST_SKIPS):
        changed = {each.id: each for each in pass_on([household, *line], Places(8, 7), OFFERING)}
        household = changed.get(household.id, household)
        assert household.skipped == round_ + 1
        line = [each for each in line if each.id not in changed]
    assert offered([household, *line], 1) == [], "now everybody waits until it can go"
    assert offered([household, *line], 4) == [1]


def test_a_household_for_which_the_session_is_too_small_blocks_nobody() -> None:
    too_many = replace(entry(1, 9), skipped=MOST_SKIPS)
    assert offered([too_many, entry(2)], 4) == [2]


def test_who_cannot_be_passed_over_for_anybody_was_not() -> None:
    assert pass_on([entry(1, 4)], Places(8, 7), OFFERING) == []


def test_shortly_before_everybody_is_asked_and_whoever_is_faster_has_it() -> None:
    line = pass_on([entry(1), entry(2), entry(3, 5)], Places(1, 0), LATE)
    assert [each.id.int for each in line] == [1, 2]
    places = Places(1, 0)
    assert places.free(line) == 1, "a late offer keeps nothing"
    accept(line[1], line, places, NOON)
    with pytest.raises(NoPlaceLeft):
        accept(line[0], line, Places(1, 1), NOON)


def test_what_was_taken_back_or_declined_does_not_come_back_and_what_expired_goes_behind() -> None:
    one, other = pass_on([entry(1), entry(2)], Places(2, 0), OFFERING)
    for over in (revoke(one), decline(other, NOON), replace(one, state=Waiting.ACCEPTED)):
        for again in (lambda o=over: wait_again(o, NOON), lambda o=over: revoke(o)):
            with pytest.raises(OfferOver):
                again()
    [late] = expired([one], OFFERING.until)
    again = wait_again(late, OFFERING.until)
    assert [each.id.int for each in order([again, entry(9)])] == [9, 1]


class Session(RuleBasedStateMachine):
    """A session whose list is worked on by many, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.numbers = NOON, count(1)
        self.list: dict[UUID, Entry] = {}
        self.taken = 0

    @initialize(capacity=st.integers(1, 6))
    def opens(self, capacity: int) -> None:
        self.capacity = capacity

    @property
    def places(self) -> Places:
        return Places(self.capacity, self.taken)

    def keep(self, *entries: Entry) -> None:
        self.list |= {each.id: each for each in entries}

    def one_of(self, data: st.DataObject, state: Waiting) -> Entry | None:
        there = [each for each in self.list.values() if each.state is state]
        return data.draw(st.sampled_from(there)) if there else None

    @rule(places=st.integers(1, 4), first=st.sampled_from([None, None, "deadline"]))
    def somebody_comes(self, places: int, first: str | None) -> None:
        new = Entry(UUID(int=next(self.numbers)), self.at, places, first)
        self.keep(new)

    @rule(late=st.booleans())
    def places_are_offered(self, late: bool) -> None:
        before = self.places.free(self.list.values())
        changed = pass_on(list(self.list.values()), self.places, Offering(self.at + A_DAY, late))
        self.keep(*changed)
        if before == 0:
            assert changed == []

    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        if found := self.one_of(data, Waiting.OFFERED):
            try:
                self.keep(accept(found, list(self.list.values()), self.places, self.at))
            except (OfferOver, NoPlaceLeft):
                return
            self.taken += found.places

    @rule(data=st.data())
    def somebody_declines(self, data: st.DataObject) -> None:
        found = self.one_of(data, Waiting.OFFERED)
        if found and found.is_offered(self.at):
            self.keep(decline(found, self.at))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        self.keep(*expired(self.list.values(), self.at))

    @rule()
    def somebody_enrolled_leaves(self) -> None:
        self.taken = max(0, self.taken - 1)

    @invariant()
    def what_is_taken_and_kept_is_never_more_than_there_is(self) -> None:
        kept = sum(each.kept for each in self.list.values())
        assert self.taken + kept <= getattr(self, "capacity", 0)

    @invariant()
    def nobody_is_passed_over_too_often(self) -> None:
        assert all(each.skipped <= MOST_SKIPS for each in self.list.values())


TestSession = Session.TestCase

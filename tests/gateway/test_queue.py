"""In what order people are called, for any queue, and why this one is next."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain import Contact, QueueOrder, Why, queue
from shared.contracts.gateway import ContactState, Door, Level, Span
from tests.fixtures.cities import NORD
from tests.gateway.scene import NINE, after

BOUNDS = {
    Level.URGENT: timedelta(minutes=5),
    Level.PREFERENTIAL: timedelta(minutes=20),
    Level.ORDINARY: timedelta(minutes=30),
}
ORDER = QueueOrder(BOUNDS, Level.ORDINARY)
NOW = after(300)


def waiting(
    number: int,
    minutes_ago: float = 0,
    level: Level | None = None,
    desk: int | None = None,
    appointment: float | None = None,
) -> Contact:
    """Somebody who has waited so long until now; their appointment began so many minutes ago."""
    since = NOW - timedelta(minutes=minutes_ago)
    return Contact(
        id=UUID(int=number),
        version=1,
        code=f"N {number:03d}",
        door=Door.DESK,
        unit=NORD,
        centre=NORD,
        level=level,
        reason=None,
        state=ContactState.WAITING,
        city_version=1,
        opened_at=since,
        waiting_from=since,
        started_at=None,
        ended_at=None,
        outcome=None,
        left_from=None,
        desk=desk,
        calls=0,
        spans=(Span(state=ContactState.WAITING, at=since, unit=NORD),),
        appointment_at=None if appointment is None else NOW - timedelta(minutes=appointment),
    )


LEVELS = st.sampled_from([*Level, None])


def queues(longest: int = 240) -> st.SearchStrategy[list[Contact]]:
    """Any queue in which nobody has waited longer than so many minutes."""
    person = st.builds(
        waiting,
        st.integers(1, 2**64),
        st.integers(0, longest * 60).map(lambda seconds: seconds / 60),
        LEVELS,
        st.none(),
    )
    return st.lists(person, max_size=12, unique_by=lambda contact: contact.id)


def ids(contacts: list[Contact]) -> list[int]:
    return [contact.id.int for contact in contacts]


@given(queues(longest=4))
def test_before_any_bound_has_passed_the_level_decides_and_then_arrival(
    people: list[Contact],
) -> None:
    place: Callable[[Contact], tuple[int, datetime]] = lambda c: (  # noqa: E731
        [Level.URGENT, Level.PREFERENTIAL, Level.ORDINARY].index(c.level or Level.ORDINARY),
        c.opened_at,
    )
    places = [place(contact) for contact in queue.ordered(people, ORDER, NOW)]
    assert places == sorted(places)


def test_urgent_goes_before_preferential_and_that_before_ordinary() -> None:
    people = [waiting(1, 3, Level.ORDINARY), waiting(2, 2, Level.PREFERENTIAL)]
    people += [waiting(3, 1, Level.URGENT), waiting(4, 4)]
    assert ids(queue.ordered(people, ORDER, NOW)) == [3, 2, 4, 1]


@given(queues(longest=600), st.randoms())
def test_the_order_is_the_same_however_the_queue_was_read(people: list[Contact], rng) -> None:
    shuffled = rng.sample(people, len(people))
    assert queue.ordered(shuffled, ORDER, NOW) == queue.ordered(people, ORDER, NOW)
    assert sorted(ids(people)) == sorted(ids(queue.ordered(people, ORDER, NOW)))


@given(queues(longest=600))
def test_of_one_level_whoever_came_first_is_first(people: list[Contact]) -> None:
    for level in (*Level, None):
        same = [c.opened_at for c in queue.ordered(people, ORDER, NOW) if c.level is level]
        assert same == sorted(same)


@given(queues(longest=600))
def test_whoever_waited_through_their_bounds_waits_for_nobody_who_came_later(
    people: list[Contact],
) -> None:
    line = queue.ordered(people, ORDER, NOW)
    for place, contact in enumerate(line):
        level = contact.level or Level.ORDINARY
        if NOW - contact.opened_at >= BOUNDS[level] * queue.RANK[level]:
            assert all(before.opened_at <= contact.opened_at for before in line[:place])


@given(st.sampled_from([*Level, None]))
def test_nobody_starves_behind_a_stream_of_urgent_people(level: Level | None) -> None:
    person = waiting(1, minutes_ago=0, level=level)
    at, calls, longest = NOW, 0, timedelta(minutes=60)
    while at <= NOW + longest:
        fresh = waiting(2 + calls, (NOW - at).total_seconds() / 60, Level.URGENT)
        if queue.ordered([person, fresh], ORDER, at)[0] == person:
            return
        at, calls = at + timedelta(minutes=1), calls + 1
    raise AssertionError("an urgent newcomer went before this person for an hour")


def test_whose_appointments_time_has_come_goes_before_the_others_of_their_level() -> None:
    people = [waiting(1, 29), waiting(2, 40, appointment=0), waiting(3, 1, Level.PREFERENTIAL)]
    people += [waiting(4, 5, Level.PREFERENTIAL, appointment=2)]
    assert ids(queue.ordered(people, ORDER, NOW)) == [4, 3, 2, 1]


def test_before_its_time_an_appointment_waits_behind_everybody_unless_it_is_urgent() -> None:
    early = waiting(1, 200, Level.PREFERENTIAL, appointment=-10)
    urgent = waiting(3, 0, Level.URGENT, appointment=-10)
    assert ids(queue.ordered([early, waiting(2, 0), urgent], ORDER, NOW)) == [3, 2, 1]
    assert not ORDER.raised(early, NOW)
    assert queue.why(early, [early], ORDER, NOW) is Why.APPOINTMENT


@given(queues(longest=600), LEVELS, st.integers(0, 240))
def test_nobody_waits_behind_appointments_for_longer_than_one_more_bound(
    people: list[Contact], level: Level | None, ago: int
) -> None:
    one = waiting(1, ago, level, appointment=ago)
    bound = BOUNDS[level or Level.ORDINARY]
    line = queue.ordered([*people, one], ORDER, NOW)
    for behind in line[line.index(one) + 1 :]:
        own = BOUNDS[behind.level or Level.ORDINARY] * queue.RANK[behind.level or Level.ORDINARY]
        if NOW - behind.opened_at >= own:
            assert one.opened_at - bound <= behind.opened_at


@given(queues(longest=600), st.integers(0, 300))
def test_waiting_never_makes_anybodys_rank_worse(people: list[Contact], minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    for contact in people:
        assert 0 <= ORDER.rank(contact, later) <= ORDER.rank(contact, NOW)


def test_the_bound_counts_from_the_minute_it_is_reached() -> None:
    almost, reached = waiting(1, 29.99), waiting(2, 30)
    assert [ORDER.raised(contact, NOW) for contact in (almost, reached)] == [False, True]


def test_a_clock_that_runs_behind_worsens_nobodys_rank() -> None:
    assert ORDER.rank(waiting(1, 0, Level.PREFERENTIAL), NINE) == 1


def test_a_desk_calls_those_passed_to_it_first_and_never_those_of_another() -> None:
    line = [waiting(1), waiting(2, desk=2), waiting(3), waiting(4, desk=1), waiting(5, desk=2)]
    assert ids(queue.for_desk(line, 2)) == [2, 5, 1, 3]
    assert ids(queue.for_desk(line, 3)) == [1, 3]


def test_one_is_told_why_somebody_is_next() -> None:
    plain, early = waiting(1, 1), waiting(2, 2)
    urgent, long, passed = waiting(3, 0, Level.URGENT), waiting(4, 31), waiting(5, desk=1)

    def why(contact: Contact, *others: Contact) -> Why:
        return queue.why(contact, [contact, *others], ORDER, NOW)

    assert why(passed, urgent, long) is Why.PASSED
    assert why(long, plain) is Why.RAISED
    assert why(urgent, plain, early) is Why.LEVEL
    assert why(early, plain) is Why.ARRIVAL
    assert why(urgent, waiting(6, 0, Level.URGENT)) is Why.ARRIVAL
    assert why(urgent) is Why.ARRIVAL
    two_urgents = [waiting(7, 1, Level.URGENT), waiting(8, 0, Level.URGENT)]
    assert [why(each, *two_urgents, early) for each in two_urgents] == [Why.LEVEL, Why.LEVEL]

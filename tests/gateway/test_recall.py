"""Called and not there: by the centre's rules they wait again or are missed; both are undone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands
from services.gateway.domain import Contact, QueueOrder, queue
from services.gateway.domain.refusals import CallAgain, CalledEnough, GraceRuns
from shared.city import City, RecallRules, Reentry
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Door, Level, Span
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.gateway.scene import Staff, after, arrive, at_work, in_front_of, last_told, stored

RULE = RecallRules(calls=2, grace_minutes=1, returns=1, place=Reentry.AFTER, behind=2)


def by_rule(rule: RecallRules, unit: str = NORD) -> City:
    """The test city, where that unit has a rule."""
    city = a_city()
    queue_rules = city.rules.queue.model_copy(update={"recall_at": {unit: rule}})
    return city.model_copy(update={"rules": city.rules.model_copy(update={"queue": queue_rules})})


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway whose first centre has the rule."""
    await load_city(tx, by_rule(RULE))
    return tx


async def called_twice(tx: Tx, anna: Staff, minute: float = 10) -> UUID:
    """Whoever is next, called as often as the centre calls."""
    called = (await commands.call_next(tx, NORD, 1, anna.by(minute))).contact
    await commands.recall(tx, called.id, anna.by(minute + 1))
    return called.id


async def line(tx: Tx, at: float) -> list[UUID]:
    from services.gateway import queries

    here = await queries.reception(tx, NORD, Staff().by().who, after(at))
    return [each.id for each in here.waiting]


async def test_nobody_is_given_up_before_the_centres_calls_and_its_grace(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, 0)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    with pytest.raises(CallAgain):
        await commands.miss(tx, contact.id, anna.by(30))
    await commands.recall(tx, contact.id, anna.by(31))
    with pytest.raises(GraceRuns):
        await commands.miss(tx, contact.id, anna.at(after(32) - timedelta(seconds=1)))
    assert await in_front_of(tx) == contact.id
    await commands.miss(tx, contact.id, anna.by(32))
    assert await in_front_of(tx) is None


async def test_a_code_is_called_no_oftener_than_the_centre_calls(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, 0)
    assert await called_twice(tx, anna, 1) == contact.id
    with pytest.raises(CalledEnough):
        await commands.recall(tx, contact.id, anna.by(3))
    assert (await stored(tx, contact.id)).calls == 2
    assert (await commands.start(tx, contact.id, anna.by(4))).state is ContactState.SERVING


async def test_who_did_not_come_waits_again_with_its_arrival_behind_those_who_are_next(
    tx: Tx,
) -> None:
    anna = await at_work(tx)
    first, second, third, fourth = [(await arrive(tx, minute)).id for minute in range(4)]
    assert await called_twice(tx, anna) == first
    back = await commands.miss(tx, first, anna.by(12))
    assert (back.state, back.desk, back.calls, back.returns) == (ContactState.WAITING, None, 0, 1)
    assert back.waiting_from == after(0)
    assert await last_told(tx, back) is gateway.ContactReturned
    assert await line(tx, 12) == [second, third, first, fourth]
    late = (await arrive(tx, 12)).id
    assert await line(tx, 13) == [second, third, first, fourth, late]
    await commands.abandon(tx, second, anna.by(13))
    await commands.abandon(tx, third, anna.by(13))
    assert await line(tx, 14) == [first, fourth, late]


async def test_who_did_not_come_for_the_second_time_is_missed(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, 0)
    for minute in (10, 20):
        assert await called_twice(tx, anna, minute) == contact.id
        await commands.miss(tx, contact.id, anna.by(minute + 5))
    gone = await stored(tx, contact.id)
    assert (gone.state, gone.left_from) == (ContactState.MISSED, ContactState.CALLED)


async def test_waiting_again_and_being_missed_are_undone(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, 0)
    for minute, again in ((10, True), (20, False)):
        await called_twice(tx, anna, minute)
        before = await stored(tx, contact.id)
        done = await commands.miss(tx, contact.id, anna.by(minute + 3))
        assert (done.state is ContactState.WAITING) is again
        restored = await commands.undo(tx, contact.id, anna.by(minute + 4))
        assert restored == replace(before, version=restored.version)
        assert await in_front_of(tx) == contact.id
        await commands.miss(tx, contact.id, anna.by(minute + 5))


async def test_a_centre_without_the_rule_records_them_as_missed_at_once(tx: Tx) -> None:
    anna = Staff()
    await commands.open_desk(tx, SUD, 1, anna.by())
    contact = await arrive(tx, 0, SUD)
    await commands.call_next(tx, SUD, 1, anna.by(1))
    assert (await commands.miss(tx, contact.id, anna.by(1))).state is ContactState.MISSED


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (RecallRules(grace_minutes=0, returns=1, place=Reentry.ITS_OWN), [0, 1, 2]),
        (RecallRules(grace_minutes=0, returns=1, place=Reentry.AFTER, behind=1), [1, 0, 2]),
        (RecallRules(grace_minutes=0, returns=1, place=Reentry.END), [1, 2, 0]),
    ],
)
async def test_the_place_is_the_centres(tx: Tx, rule: RecallRules, expected: list[int]) -> None:
    await load_city(tx, by_rule(rule), after(-30))
    anna = await at_work(tx)
    people = [(await arrive(tx, minute)).id for minute in range(3)]
    await commands.call_next(tx, NORD, 1, anna.by(5))
    for again in (6, 7):
        await commands.recall(tx, people[0], anna.by(again))
    await commands.miss(tx, people[0], anna.by(8))
    assert await line(tx, 9) == [people[each] for each in expected]


async def test_somebody_urgent_never_waits_behind_a_lesser_level(tx: Tx) -> None:
    anna, urgent = await at_work(tx), await arrive(tx, 0, level=Level.URGENT)
    ordinary = await arrive(tx, 9, level=Level.ORDINARY)
    await called_twice(tx, anna)
    await commands.miss(tx, urgent.id, anna.by(12))
    assert await line(tx, 12) == [urgent.id, ordinary.id]


def waiting(number: int, minute: int, goes_after: tuple[int, ...], back: int) -> Contact:
    """Somebody who waits, came back at a minute, and lets others go first."""
    return Contact(
        id=UUID(int=number), version=1, code=None, door=Door.DESK, unit=NORD, centre=NORD,
        level=None, reason=None, state=ContactState.WAITING, city_version=1,
        opened_at=after(minute), waiting_from=after(minute), started_at=None, ended_at=None,
        outcome=None, left_from=None, desk=None, calls=0,
        spans=(Span(state=ContactState.WAITING, at=after(back), unit=NORD),),
        goes_after=tuple(UUID(int=each) for each in goes_after),
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.lists(st.integers(0, 12), max_size=6).map(tuple),
            st.integers(200, 400),
        ),
        max_size=12,
    )
)
def test_everybody_stands_in_the_queue_once_and_behind_whom_they_let_pass(
    people: list[tuple[int, tuple[int, ...], int]],
) -> None:
    order = QueueOrder({level: timedelta(minutes=30) for level in Level}, Level.ORDINARY)
    contacts = [waiting(n, *each) for n, each in enumerate(people)]
    line = queue.ordered(contacts, order, after(400))
    assert sorted(c.id for c in line) == sorted(c.id for c in contacts)
    place = {c.id: index for index, c in enumerate(line)}
    for each in contacts:
        for other in each.goes_after:
            # whoever came back later itself is let pass no more
            if other in place and not contacts[other.int].goes_after:
                assert place[other] < place[each.id]

"""Calls of an exchange at a desk: the exchange says when, staff say what; none moves the other."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway import commands, queries
from services.gateway.commands import Booking, Told
from services.gateway.domain import (
    CallEvent,
    Contact,
    Ending,
    Known,
    Origin,
    acts,
    learn,
    matters,
    on_the_line,
    people,
)
from services.gateway.domain.matters import said
from services.gateway.domain.refusals import CallTaken, DeskNotOpen, NothingToUndo, NotInThisState
from services.gateway.domain.ways import SafeContact
from services.gateway.queries import Reception
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, DeskState, Outcome, contact_id
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import Refused
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, load_city
from tests.gateway.appointing import KEYS
from tests.gateway.appointing import times as free_times
from tests.gateway.scene import (
    VIOLENCE,
    Staff,
    after,
    at_work,
    hear,
    in_front_of,
    last_told,
    stored,
)

RANG, QUEUED, ANSWERED, HUNG_UP = CallEvent
WHEN = {RANG: 0, QUEUED: 1, ANSWERED: 4, HUNG_UP: 9}
TIMES = ("opened_at", "waiting_from", "started_at", "ended_at", "spans", "state", "left_from")
FOOD, CARE = "ECO-ALIM", "DEP"


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def say(call: str, *events: CallEvent, unit: str = DATC) -> list[Told]:
    return [Told(call, event, Known(after(WHEN[event]), unit)) for event in events]


async def answered(tx: Tx, unit: str = DATC) -> tuple[str, UUID]:
    """A call that the exchange says is answered: its name, and its contact."""
    call = f"c-{uuid4()}"
    await hear(tx, say(call, RANG, QUEUED, ANSWERED, unit=unit))
    return call, contact_id(call)


async def on_a_call(tx: Tx, unit: str = DATC) -> tuple[str, UUID, Staff]:
    """Somebody at desk 1 who has said that they are on an answered call."""
    staff = await at_work(tx, 1, unit)
    call, contact = await answered(tx, unit)
    await commands.take_up(tx, contact, staff.by(5))
    return call, contact, staff


async def seen(tx: Tx, staff: Staff, minutes: float = 6, unit: str = DATC) -> Reception:
    return await queries.reception(tx, unit, staff.by().who, after(minutes))


def times(contact: Contact) -> list[object]:
    return [getattr(contact, name) for name in TIMES]


@pytest.mark.parametrize("unit", [DATC, NORD])
async def test_an_answered_call_is_on_the_line_until_somebody_is_on_it(tx: Tx, unit: str) -> None:
    staff = await at_work(tx, 1, unit)
    _, contact = await answered(tx, unit)
    [shown] = (await seen(tx, staff, unit=unit)).answered
    assert (shown.id, shown.code, shown.started_at) == (contact, None, after(4))
    assert shown.shown_code == f"P-{contact.hex[:4].upper()}"
    taken = await commands.take_up(tx, contact, staff.by(5))
    here = await seen(tx, staff, unit=unit)
    assert here.answered == []
    assert here.find(await in_front_of(tx, 1, unit)) == taken
    assert await last_told(tx, taken) is gateway.ContactTriaged


async def test_calls_that_are_not_answered_are_nobodys(tx: Tx) -> None:
    staff, call = await at_work(tx, 1, DATC), f"c-{uuid4()}"
    await hear(tx, say(call, RANG, QUEUED))
    assert (await seen(tx, staff)).answered == []
    with pytest.raises(NotInThisState):
        await commands.take_up(tx, contact_id(call), staff.by(5))
    with pytest.raises(NotInThisState):
        await commands.put_down(tx, contact_id(call), staff.by(5))


async def test_a_call_is_taken_at_a_desk_of_its_own_unit(tx: Tx) -> None:
    _, contact = await answered(tx)
    with pytest.raises(DeskNotOpen):
        await commands.take_up(tx, contact, (await at_work(tx, 1, NORD)).by(5))


async def test_saying_again_that_one_is_on_a_call_changes_nothing(tx: Tx) -> None:
    _, contact, staff = await on_a_call(tx)
    before = await stored(tx, contact)
    assert await commands.take_up(tx, contact, staff.by(6)) == before
    assert (await stored(tx, contact)).version == before.version


async def test_hung_up_first_it_stays_at_the_desk_until_its_outcome_is_said(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.add_reason(tx, contact, FOOD, staff.by(6))
    await hear(tx, say(call, HUNG_UP))
    closed = await stored(tx, contact)
    assert (closed.state, closed.outcome) == (ContactState.CLOSED, Outcome.NOT_RECORDED)
    assert (await in_front_of(tx, 1, DATC), closed.service_seconds) == (contact, 300)
    assert (await seen(tx, staff, 30)).find(contact) == closed
    await commands.end_reason(tx, contact, FOOD, Outcome.INFORMED, staff.by(30))
    ended = await stored(tx, contact)
    assert (ended.outcome, ended.matters[0].outcome) == (Outcome.INFORMED, Outcome.INFORMED)
    assert times(ended) == times(closed)
    assert await in_front_of(tx, 1, DATC) is None
    assert await last_told(tx, ended) is gateway.ContactClosed
    assert (await seen(tx, staff, 31)).present == ()
    with pytest.raises(NotInThisState):
        await commands.add_reason(tx, contact, CARE, staff.by(32))


async def test_said_first_it_ends_when_the_exchange_says_so(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.close(tx, contact, Outcome.RESOLVED, staff.by(6))
    waits = await stored(tx, contact)
    assert (waits.state, waits.outcome, waits.ended_at) == (
        ContactState.SERVING,
        Outcome.RESOLVED,
        None,
    )
    assert await in_front_of(tx, 1, DATC) == contact
    with pytest.raises(NotInThisState):
        await commands.close(tx, contact, Outcome.INFORMED, staff.by(7))
    await hear(tx, say(call, HUNG_UP))
    ended = await stored(tx, contact)
    assert (ended.state, ended.outcome, ended.ended_at) == (
        ContactState.CLOSED,
        Outcome.RESOLVED,
        after(9),
    )
    assert await in_front_of(tx, 1, DATC) is None
    assert await last_told(tx, ended) is gateway.ContactClosed


async def test_another_reason_after_all_was_said_is_to_be_resolved_first(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.close(tx, contact, Outcome.RESOLVED, staff.by(6))
    await commands.add_reason(tx, contact, FOOD, staff.by(7))
    assert (await stored(tx, contact)).outcome is None
    await hear(tx, say(call, HUNG_UP))
    assert await in_front_of(tx, 1, DATC) == contact
    await commands.redirect(tx, contact, FOOD, "housing", staff.by(10))
    ended = await stored(tx, contact)
    assert (ended.outcome, ended.matters[0].owner) == (Outcome.REDIRECTED, "housing")


async def test_a_call_that_nobody_took_is_not_recorded(tx: Tx) -> None:
    call, contact = await answered(tx)
    await hear(tx, say(call, HUNG_UP))
    ended = await stored(tx, contact)
    assert (ended.outcome, ended.desk, ended.is_over) == (Outcome.NOT_RECORDED, None, True)
    with pytest.raises(NotInThisState):
        await commands.close(tx, contact, Outcome.INFORMED, Staff().by(10))


async def test_nobody_says_how_a_call_ends_that_they_are_not_on(tx: Tx) -> None:
    _, contact = await answered(tx)
    await commands.add_reason(tx, contact, FOOD, Staff().by(5))
    with pytest.raises(NotInThisState):
        await commands.end_reason(tx, contact, FOOD, Outcome.INFORMED, Staff().by(6))


async def test_a_call_that_is_left_is_there_for_a_colleague_with_what_was_said(tx: Tx) -> None:
    _, contact, anna = await on_a_call(tx)
    berta = await at_work(tx, 2, DATC)
    await commands.add_reason(tx, contact, FOOD, anna.by(6))
    with pytest.raises(CallTaken):
        await commands.take_up(tx, contact, berta.by(6))
    await commands.put_down(tx, contact, anna.by(7))
    assert await in_front_of(tx, 1, DATC) is None
    taken = await commands.take_up(tx, contact, berta.by(8))
    assert (taken.desk, taken.reason) == (2, FOOD)


async def test_what_was_said_of_a_call_can_be_undone_and_its_times_stay(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.close(tx, contact, Outcome.LEFT, staff.by(6))
    await hear(tx, say(call, HUNG_UP))
    last = await queries.last_act(tx, DATC, staff.by().who, after(10))
    assert last is not None
    assert last.contact == contact
    undone = await commands.undo(tx, contact, staff.by(10))
    assert (undone.state, undone.outcome, undone.desk) == (
        ContactState.CLOSED,
        Outcome.NOT_RECORDED,
        1,
    )
    assert undone.ended_at == after(9)
    assert await in_front_of(tx, 1, DATC) == contact
    assert await last_told(tx, undone) is gateway.ContactUndone
    left = await commands.undo(tx, contact, staff.by(11))  # that they were on it at all
    assert (left.desk, left.outcome) == (None, Outcome.NOT_RECORDED)
    with pytest.raises(NothingToUndo):
        await commands.undo(tx, contact, staff.by(12))


async def test_a_call_back_that_was_asked_for_on_the_line_is_to_be_made(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.say_ways(tx, contact, {"safe_contact": SafeContact.YES}, staff.by(6))
    await commands.close(tx, contact, Outcome.CALL_BACK, staff.by(7))
    await hear(tx, say(call, HUNG_UP))
    assert await tx.fetchval("SELECT count(*) FROM pending_call WHERE contact = $1", contact) == 1


async def test_a_restricted_call_stays_before_the_desk_that_serves_it(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.add_reason(tx, contact, VIOLENCE, staff.by(6))
    await hear(tx, say(call, HUNG_UP))
    assert (await seen(tx, staff, 60)).find(contact) is not None
    await commands.end_reason(tx, contact, VIOLENCE, Outcome.NOT_RECORDED, staff.by(60))
    assert await in_front_of(tx, 1, DATC) is None


async def test_a_call_all_is_said_of_once_its_last_open_reason_was_not_meant(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx)
    await commands.add_reason(tx, contact, FOOD, staff.by(6))
    await commands.add_reason(tx, contact, VIOLENCE, staff.by(6))
    await commands.end_reason(tx, contact, FOOD, Outcome.RESOLVED, staff.by(7))
    now = await commands.drop_reason(tx, contact, VIOLENCE, staff.by(8))
    assert (now.state, now.outcome) == (ContactState.SERVING, Outcome.RESOLVED)
    await hear(tx, say(call, HUNG_UP))
    now = await stored(tx, contact)
    assert (now.state, now.outcome) == (ContactState.CLOSED, Outcome.RESOLVED)
    assert await in_front_of(tx, 1, DATC) is None


async def test_an_appointment_is_given_on_the_line_and_freed_when_that_is_undone(tx: Tx) -> None:
    call, contact, staff = await on_a_call(tx, NORD)
    await commands.add_reason(tx, contact, FOOD, staff.by(6))
    slot, *_ = await free_times(tx)
    await commands.book(tx, contact, Booking(NORD, slot.id, FOOD), KEYS, staff.by(7))
    await hear(tx, say(call, HUNG_UP, unit=NORD))
    assert (await stored(tx, contact)).outcome is Outcome.APPOINTMENT
    await commands.undo(tx, contact, staff.by(10))
    assert await tx.fetchval("SELECT state FROM appointment") == "cancelled"
    assert await in_front_of(tx, 1, NORD) == contact


async def test_whoever_must_not_serve_them_is_off_the_call_at_once(tx: Tx) -> None:
    _, contact, anna = await on_a_call(tx)
    maria = people.identity(MARIA.name, MARIA.telephone, None, None)
    person = await commands.write_down(tx, contact, maria, DATC, anna.by(6), KEYS.ring())
    await commands.not_by_me(tx, contact, anna.by(7))
    assert await in_front_of(tx, 1, DATC) is None
    assert [each.id for each in (await seen(tx, await at_work(tx, 2, DATC))).answered] == [contact]
    assert person.id == (await stored(tx, contact)).person


async def test_two_desks_at_once_one_is_on_the_call(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        anna, berta = await at_work(tx, 1, DATC), await at_work(tx, 2, DATC)
        _, contact = await answered(tx)

    async def take(staff: Staff) -> bool:
        try:
            async with transaction(pool, Scope.SYSTEM) as tx:
                await commands.take_up(tx, contact, staff.by(5))
        except CallTaken:
            return False
        return True

    assert sorted(await asyncio.gather(take(anna), take(berta))) == [False, True]
    async with transaction(pool, Scope.SYSTEM) as tx:
        desks = [await in_front_of(tx, number, DATC) for number in (1, 2)]
        assert sorted(desks, key=str) == sorted([contact, None], key=str)
        assert desks[((await stored(tx, contact)).desk or 0) - 1] == contact


Step = Callable[[Contact, int], Contact]


def _said(reason: str) -> Step:
    def step(contact: Contact, at: int) -> Contact:
        added = said(contact, matters.add(contact.matters, reason))
        return matters.change(contact, added, at=after(at))[0]

    return step


def _ends(reason: str, outcome: Outcome) -> Step:
    return lambda contact, at: matters.end(contact, reason, Ending(outcome), at=after(at))[0]


STEPS: dict[str, Step] = {
    "taken up": lambda contact, at: on_the_line.take_up(contact, 3, at=after(at))[0],
    "put down": lambda contact, at: on_the_line.put_down(contact, at=after(at))[0],
    "food": _said(FOOD),
    "care": _said(CARE),
    "food ends": _ends(FOOD, Outcome.NOT_RECORDED),
    "care ends": _ends(CARE, Outcome.INFORMED),
    "all ends": lambda contact, at: acts.close(contact, Outcome.RESOLVED, at=after(at))[0],
    "no danger": lambda contact, at: matters.change(
        contact, replace(contact, danger_asked=True), at=after(at)
    )[0],
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.permutations([QUEUED, ANSWERED, HUNG_UP]),
    st.lists(st.sampled_from(sorted(STEPS)), max_size=10),
    st.data(),
)
def test_however_news_and_acts_come_the_times_are_the_exchanges_and_the_rest_is_staffs(
    news: list[CallEvent], names: list[str], data: st.DataObject
) -> None:
    order: list[CallEvent | str] = list(names)
    for place, event in zip(
        sorted(data.draw(st.integers(0, len(names))) for _ in news), news, strict=True
    ):
        order.insert(place, event)
    known = {RANG: Known(after(0), DATC)}
    [(contact, _)] = learn({}, known, Origin("c", 1, None), 0)
    version = contact.version
    for at, each in enumerate(order):
        before = contact
        if isinstance(each, CallEvent):
            fresh = {each: Known(after(WHEN[each]), DATC)}
            origin = Origin("c", 1, None, contact)
            [(contact, event)] = learn(known, fresh, origin, contact.version)
            known = known | fresh
            assert [getattr(contact, name) for name in on_the_line.SAID] == [
                getattr(before, name) for name in on_the_line.SAID
            ]
            assert (event.outcome, event.matters) == (contact.outcome, contact.matters)
        else:
            try:
                contact = STEPS[each](contact, at)
            except Refused:
                continue
            assert times(contact) == times(before)
        version += 1
        assert contact.version == version
        _holds(contact)
    [*_, (plain, _)] = learn({}, known, Origin("c", 1, None), 0)
    assert times(contact) == times(plain)


def _holds(contact: Contact) -> None:
    """At a desk until it is hung up and all is said; then it ended as its main reason did."""
    open_reasons = [each for each in contact.matters if each.outcome is None]
    if contact.state is ContactState.CLOSED:
        assert contact.outcome is not None
        if contact.desk is not None:
            assert contact.outcome is Outcome.NOT_RECORDED
        elif contact.outcome is not Outcome.NOT_RECORDED:
            assert open_reasons == []
    if contact.outcome not in (None, Outcome.NOT_RECORDED) and contact.matters:
        assert contact.outcome is contact.matters[0].outcome


async def test_a_desk_with_a_call_before_it_calls_nobody_and_is_not_closed(tx: Tx) -> None:
    call, _, staff = await on_a_call(tx)
    await hear(tx, say(call, HUNG_UP))
    with pytest.raises(Refused):
        await commands.close_desk(tx, DATC, 1, staff.by(10))
    assert (await seen(tx, staff)).desks.all[0].state is DeskState.OPEN

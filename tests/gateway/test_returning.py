"""Lost calls and requests become one pending call each, in whatever order they were told."""

from itertools import permutations
from uuid import uuid4

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, Heard
from services.gateway.domain import CallEvent, Contact, Identity, Person, pending
from services.gateway.domain.pending import pending_id
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import (
    ContactState,
    Door,
    Level,
    Outcome,
    PendingOrigin,
    PendingState,
    Settled,
    contact_id,
)
from shared.db import Tx
from shared.encryption import KeySource
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, a_city, load_city
from tests.gateway.returning import (
    ANSWERED,
    HUNG_UP,
    QUEUED,
    RANG,
    RING,
    SOURCE,
    changes,
    entries,
    kept,
    lost,
    of_call,
    said,
)
from tests.gateway.scene import EXCHANGE, VIOLENCE, Staff, after, arrive, at_work, hear, stored

NUMBER = MARIA.telephone


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def served(tx: Tx, unit: str = NORD) -> tuple[Staff, Contact]:
    """Somebody at a desk with a contact in service."""
    staff = await at_work(tx, unit=unit)
    await arrive(tx, unit=unit)
    called = await commands.call_next(tx, unit, 1, staff.by(1))
    await commands.start(tx, called.contact.id, staff.by(2))
    safe = {"safe_contact": SafeContact.YES}
    return staff, await commands.say_ways(tx, called.contact.id, safe, staff.by(2.5))


@pytest.mark.parametrize(
    ("events", "origin"),
    [
        ((RANG, QUEUED, HUNG_UP), PendingOrigin.ABANDONED),
        ((RANG, HUNG_UP), PendingOrigin.MISSED),
    ],
)
async def test_a_lost_call_is_pending_once_whatever_the_order_and_however_often_it_is_told(
    tx: Tx, events: tuple[CallEvent, ...], origin: PendingOrigin
) -> None:
    for order in permutations(events):
        call = f"c-{uuid4()}"
        for event in (*order, *order):
            await hear(tx, said(call, event))
        entry = await of_call(tx, call)
        assert (entry.origin, entry.state) == (origin, PendingState.OPEN)
        assert (entry.unit, entry.contact, entry.person) == (DATC, contact_id(call), None)
        assert (entry.first_at, entry.due_at) == (after(0), after(480))
        assert entry.level is None


@pytest.mark.parametrize("events", [(RANG, QUEUED, ANSWERED, HUNG_UP), (RANG, ANSWERED, HUNG_UP)])
async def test_of_an_answered_call_nothing_is_left_to_return_whatever_the_order(
    tx: Tx, events: tuple[CallEvent, ...]
) -> None:
    for order in permutations(events):
        call = f"c-{uuid4()}"
        for event in order:
            await hear(tx, said(call, event))
        found = [e for e in await entries(tx) if e.contact == contact_id(call)]
        assert not any(entry.is_open for entry in found)
        for entry in found:
            assert (await kept(tx, entry.id)).settled is Settled.MISTAKE
            assert next(event.state for event in await changes(tx, entry.id)) is PendingState.OPEN


async def test_news_that_come_late_after_somebody_called_back_change_no_end(tx: Tx) -> None:
    call = f"c-{uuid4()}"
    await hear(tx, said(call, RANG, HUNG_UP))
    entry = await of_call(tx, call)
    await commands.settle(tx, entry.id, Settled.WITHDRAWN, Staff().by(10))
    await hear(tx, said(call, ANSWERED))
    assert (await of_call(tx, call)).settled is Settled.WITHDRAWN
    assert (await stored(tx, contact_id(call))).state is ContactState.CLOSED


async def test_many_lost_calls_of_one_request_are_each_their_own(tx: Tx) -> None:
    calls = [f"c-{number}" for number in range(30)]
    told = [each for call in calls for each in said(call, RANG, QUEUED, HUNG_UP)]
    assert set(await hear(tx, told)) == {Heard.ACCEPTED}
    assert len(await entries(tx)) == len(calls)
    assert {entry.contact for entry in await entries(tx)} == {contact_id(call) for call in calls}


async def test_a_number_is_kept_sealed_and_told_to_nobody(tx: Tx) -> None:
    call = f"c-{uuid4()}"
    told = said(call, RANG, QUEUED, HUNG_UP, number=NUMBER)
    await commands.hear(tx, told, EXCHANGE, SOURCE)
    await commands.hear(tx, told, EXCHANGE, SOURCE)
    [row] = await tx.fetch("SELECT id, number, number_index FROM caller_number")
    assert row["id"] == contact_id(call)
    assert NUMBER.encode() not in row["number"] + row["number_index"]
    events = await tx.fetch("SELECT data::text AS told FROM outbox_pending")
    assert all(NUMBER[3:] not in event["told"] for event in events)
    assert NUMBER not in repr(told)


async def test_without_keys_a_call_is_heard_all_the_same_and_no_number_kept(tx: Tx) -> None:
    call = f"c-{uuid4()}"
    told = said(call, RANG, HUNG_UP, number=NUMBER)
    assert set(await commands.hear(tx, told, EXCHANGE, KeySource(None, None))) == {"accepted"}
    assert (await of_call(tx, call)).is_open
    assert await tx.fetchval("SELECT count(*) FROM caller_number") == 0


async def test_of_a_refused_event_no_number_is_kept(tx: Tx) -> None:
    call = f"c-{uuid4()}"
    await hear(tx, said(call, RANG))
    conflicting = said(call, RANG, minute=3, number=NUMBER)
    assert await commands.hear(tx, conflicting, EXCHANGE, SOURCE) == [Heard.CONFLICT]
    assert await tx.fetchval("SELECT count(*) FROM caller_number") == 0


async def test_a_reason_that_ends_with_we_call_back_opens_one_as_promised(tx: Tx) -> None:
    staff, contact = await served(tx)
    await commands.add_reason(tx, contact.id, "DEP", staff.by(3))
    await commands.add_reason(tx, contact.id, "ECO-ALIM", staff.by(3))
    await commands.end_reason(tx, contact.id, "DEP", Outcome.CALL_BACK, staff.by(4))
    entry = await kept(tx, pending_id(contact.id))
    assert (entry.origin, entry.unit, entry.reason) == (PendingOrigin.REQUESTED, NORD, "DEP")
    assert (entry.level, entry.first_at) == (Level.PREFERENTIAL, after(4))
    assert entry.due_at == pending.due(a_city(), NORD, Level.PREFERENTIAL, after(4))
    await commands.end_reason(tx, contact.id, "ECO-ALIM", Outcome.CALL_BACK, staff.by(5))
    assert len(await entries(tx)) == 1


async def test_closing_without_a_reason_opens_one_too(tx: Tx) -> None:
    staff, contact = await served(tx)
    await commands.close(tx, contact.id, Outcome.CALL_BACK, staff.by(4))
    assert (await kept(tx, pending_id(contact.id))).origin is PendingOrigin.REQUESTED


@pytest.mark.parametrize("back", ["undone", "reopened"])
async def test_what_is_taken_back_is_not_to_be_called_and_may_be_asked_for_again(
    tx: Tx, back: str
) -> None:
    staff, contact = await served(tx)
    await commands.add_reason(tx, contact.id, "DEP", staff.by(3))
    await commands.add_reason(tx, contact.id, "ECO-ALIM", staff.by(3))
    await commands.end_reason(tx, contact.id, "DEP", Outcome.CALL_BACK, staff.by(4))
    if back == "undone":
        await commands.undo(tx, contact.id, staff.by(5))
    else:
        await commands.reopen_reason(tx, contact.id, "DEP", staff.by(5))
    assert (await kept(tx, pending_id(contact.id))).settled is Settled.MISTAKE
    await commands.end_reason(tx, contact.id, "DEP", Outcome.CALL_BACK, staff.by(6))
    entry = await kept(tx, pending_id(contact.id))
    assert (entry.is_open, entry.first_at, entry.ended_at) == (True, after(6), None)


async def test_who_was_on_a_telephone_of_the_desk_and_gave_up_is_called_back(tx: Tx) -> None:
    for door, there in ((Door.PHONE, 1), (Door.DESK, 0)):
        contact = await commands.open_contact(tx, Arrival(NORD, door), Staff().by())
        await commands.abandon(tx, contact.id, Staff().by(3))
        found = [e for e in await entries(tx) if e.contact == contact.id]
        assert len(found) == there
        assert all((e.origin, e.first_at) == ("abandoned", after(0)) for e in found)


async def test_who_was_on_a_telephone_of_the_desk_and_is_missed_is_called_back(tx: Tx) -> None:
    anna = await at_work(tx)
    for door, there in ((Door.PHONE, 1), (Door.DESK, 0)):
        contact = await commands.open_contact(tx, Arrival(NORD, door), anna.by())
        await commands.call_next(tx, NORD, 1, anna.by(1))
        for minute in (3, 5):
            gone = await commands.miss(tx, contact.id, anna.by(minute))
            assert gone.state is ContactState.MISSED
            found = [e for e in await entries(tx) if e.contact == contact.id and e.is_open]
            assert [(e.origin, e.first_at) for e in found] == [("abandoned", after(0))] * there
            await commands.undo(tx, contact.id, anna.by(minute + 1))
            assert not any(e.is_open for e in await entries(tx)), "they are awaited still"
        await commands.start(tx, contact.id, anna.by(7))
        await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(8))


async def a_person(tx: Tx, unit: str = NORD) -> Person:
    return await commands.new_person(tx, Identity(MARIA.name, NUMBER), unit, Staff().by(), RING)


async def test_whom_a_contact_concerns_is_whose_its_call_is_before_and_after(tx: Tx) -> None:
    staff, contact = await served(tx)
    person = await a_person(tx)
    await commands.add_reason(tx, contact.id, "DEP", staff.by(3))
    await commands.add_reason(tx, contact.id, "ECO-ALIM", staff.by(3))
    await commands.end_reason(tx, contact.id, "DEP", Outcome.CALL_BACK, staff.by(4))
    await commands.name_person(tx, contact.id, person.id, staff.by(5))
    assert (await kept(tx, pending_id(contact.id))).person == person.id
    await commands.name_person(tx, contact.id, None, staff.by(6))
    assert (await kept(tx, pending_id(contact.id))).person is None


async def test_two_of_one_person_at_a_unit_are_one_with_the_earlier_clock(tx: Tx) -> None:
    first, second = await lost(tx, 0), await lost(tx, 20)
    person = await a_person(tx, DATC)
    by = Staff().by(30)
    assert (await commands.name_call(tx, second.id, person.id, by)).id == second.id
    on = await commands.name_call(tx, first.id, person.id, by)
    assert (on.id, on.first_at, on.person) == (first.id, first.first_at, person.id)
    gone = await kept(tx, second.id)
    assert (gone.settled, gone.joined_into, gone.person) == (Settled.JOINED, first.id, person.id)
    assert (await kept(tx, first.id)).is_open
    third = await lost(tx, 40)
    assert (await commands.name_call(tx, third.id, person.id, by)).id == first.id
    assert [e.id for e in await entries(tx) if e.is_open] == [first.id]


async def test_a_request_of_somebody_who_is_to_be_called_already_joins_it(tx: Tx) -> None:
    call, person = await lost(tx, 0), await a_person(tx, DATC)
    await commands.name_call(tx, call.id, person.id, Staff().by(1))
    staff, contact = await served(tx, DATC)
    await commands.name_person(tx, contact.id, person.id, staff.by(3))
    await commands.close(tx, contact.id, Outcome.CALL_BACK, staff.by(4))
    assert (await kept(tx, pending_id(contact.id))).joined_into == call.id
    assert (await kept(tx, call.id)).first_at == after(0)


async def test_a_restricted_request_that_joins_a_call_makes_it_restricted(tx: Tx) -> None:
    call, person = await lost(tx, 0), await a_person(tx, DATC)
    await commands.name_call(tx, call.id, person.id, Staff().by(1))
    staff, contact = await served(tx, DATC)
    await commands.name_person(tx, contact.id, person.id, staff.by(3))
    await commands.add_reason(tx, contact.id, VIOLENCE, staff.by(3))
    await commands.close(tx, contact.id, Outcome.CALL_BACK, staff.by(4))
    rows = await tx.fetch("SELECT reason FROM pending_call WHERE id = $1", call.id)
    assert [row["reason"] for row in rows] == [VIOLENCE]
    told = await changes(tx, call.id)
    assert [event.restricted for event in told] == [False, False, True]


async def test_two_centres_each_call_for_themselves(tx: Tx) -> None:
    call = await lost(tx, 0)
    person = await a_person(tx, DATC)
    await commands.name_call(tx, call.id, person.id, Staff().by(1))
    staff, contact = await served(tx)
    await commands.name_person(tx, contact.id, person.id, staff.by(3))
    await commands.close(tx, contact.id, Outcome.CALL_BACK, staff.by(4))
    assert sorted(e.unit for e in await entries(tx) if e.is_open) == [DATC, NORD]

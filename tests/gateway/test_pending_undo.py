"""Every act on a pending call has its undo: what it noted counts no more, and history stays."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import By, Message
from services.gateway.domain import Identity, Person, attempts
from services.gateway.domain.pending import PendingCall, pending_id
from services.gateway.domain.pending_refusals import ActedSince
from services.gateway.domain.refusals import NothingToUndo
from services.gateway.domain.ways import SafeContact
from services.gateway.queries import Looking
from shared.audit import Reader
from shared.city.store import current
from shared.contracts.gateway import (
    AttemptResult,
    ContactState,
    GivenUp,
    Level,
    Outcome,
    PendingState,
    Settled,
)
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from shared.identity import Principal, Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.gateway.appointing import FOOD, served
from tests.gateway.returning import (
    ANSWERED,
    HUNG_UP,
    QUEUED,
    RANG,
    RING,
    changes,
    entries,
    kept,
    lost,
    of_call,
    said,
)
from tests.gateway.scene import Staff, after, arrive, at_work, hear, in_front_of, of, stored
from tests.journeys import recount_work

DAY = 24 * 60
IN_VAIN = (10, 400, DAY + 10)
NO_ANSWER = AttemptResult.NO_ANSWER
CARE = "DEP"
Acts = Callable[[Tx, PendingCall, By], Awaitable[object]]


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def caring(minutes: float = 0) -> By:
    """A professional, so many minutes after nine."""
    return By(Principal(uuid4(), "Laia", frozenset({Role.PROFESSIONAL}), None), after(minutes))


def same(one: PendingCall, other: PendingCall) -> bool:
    """Whether both stand alike, but for their versions."""
    named = [name for name in PendingCall.__slots__ if name != "version"]
    return all(getattr(one, name) == getattr(other, name) for name in named)


async def somebody(tx: Tx, unit: str) -> Person:
    new = Identity(MARIA.name, MARIA.called)
    return await commands.new_person(tx, new, unit, Staff().by(), RING)


async def tried(tx: Tx, entry: PendingCall, by: Staff, *, until: int = 3) -> None:
    """Somebody called as often as the rules ask for, or less often, in vain."""
    for minutes in IN_VAIN[:until]:
        await commands.note_attempt(tx, entry.id, NO_ANSWER, by.by(minutes))


def noting(result: AttemptResult) -> Acts:
    async def act(tx: Tx, entry: PendingCall, by: By) -> object:
        return await commands.note_attempt(tx, entry.id, result, by)

    return act


def ending(how: Settled) -> Acts:
    async def act(tx: Tx, entry: PendingCall, by: By) -> object:
        return await commands.settle(tx, entry.id, how, by)

    return act


async def calling(tx: Tx, entry: PendingCall, by: By) -> object:
    return await commands.begin_call(tx, entry.id, by)


async def owning(tx: Tx, entry: PendingCall, by: By) -> object:
    return await commands.own(tx, entry.id, by)


async def reaching(tx: Tx, entry: PendingCall, by: By) -> object:
    return await commands.reach(tx, entry.id, by, commands.Ended(Outcome.INFORMED))


ACTS: dict[str, Acts] = {
    "calling": calling,
    "owning": owning,
    "reaching": reaching,
    "no answer": noting(NO_ANSWER),
    "engaged": noting(AttemptResult.ENGAGED),
    "wrong number": noting(AttemptResult.WRONG_NUMBER),
    "withdrawn": ending(Settled.WITHDRAWN),
    "mistake": ending(Settled.MISTAKE),
    "arrived": ending(Settled.ARRIVED),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_whatever_was_done_it_stands_as_before_and_is_told_so(tx: Tx, act: Acts) -> None:
    entry, staff, other = await lost(tx), Staff(), Staff()
    await tried(tx, entry, staff, until=1)
    before = await kept(tx, entry.id)
    await act(tx, entry, (other if act is owning else staff).by(60))
    assert not same(await kept(tx, entry.id), before)
    back = await commands.undo_call(tx, entry.id, staff.by(61))
    assert same(back, before)
    assert await kept(tx, entry.id) == back
    assert [event.undone for event in await changes(tx, entry.id)][-2:] == [False, True]
    history = await tx.fetch(
        "SELECT act, undone_at FROM pending_act WHERE pending_call = $1 ORDER BY version", entry.id
    )
    assert [row["undone_at"] for row in history] == [None, after(61)], "history stays"


async def test_an_attempt_taken_back_is_no_attempt_before_the_rules(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    await tried(tx, entry, staff)
    here = await current(tx, after(DAY + 11))
    assert not attempts.missing(here, await kept(tx, entry.id))
    back = await commands.undo_call(tx, entry.id, staff.by(DAY + 11))
    missing = attempts.missing(here, back)
    assert (missing.attempts, missing.another_day, len(back.attempts)) == (1, True, 2)
    assert len((await changes(tx, entry.id))[-1].attempts) == 2
    assert back.due_at == entry.due_at


async def test_closing_for_a_reason_is_undone_with_its_reason(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    await tried(tx, entry, staff)
    await commands.give_up(tx, entry.id, GivenUp.NOT_REACHED, staff.by(DAY + 20))
    back = await commands.undo_call(tx, entry.id, staff.by(DAY + 21))
    assert (back.state, back.given_up, back.ended_at) == (PendingState.OPEN, None, None)
    await commands.give_up(tx, entry.id, GivenUp.WRONG_NUMBER, staff.by(DAY + 22))
    assert (await kept(tx, entry.id)).given_up is GivenUp.WRONG_NUMBER


async def test_one_act_after_the_other_is_undone_back_to_the_first(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    await commands.begin_call(tx, entry.id, staff.by(60))
    await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(61))
    await commands.settle(tx, entry.id, Settled.WITHDRAWN, staff.by(62))
    for minutes in (63, 64, 65):
        back = await commands.undo_call(tx, entry.id, staff.by(minutes))
    assert same(back, entry)
    with pytest.raises(NothingToUndo):
        await commands.undo_call(tx, entry.id, staff.by(66))


async def test_a_grave_one_handed_to_a_professional_by_mistake_is_with_reception_again(
    tx: Tx,
) -> None:
    entry, staff = await lost(tx), Staff()
    await tx.execute("UPDATE pending_call SET level = $2 WHERE id = $1", entry.id, Level.URGENT)
    await tried(tx, entry, staff)
    assert (await kept(tx, entry.id)).state is PendingState.PASSED
    back = await commands.undo_call(tx, entry.id, staff.by(DAY + 11))
    assert (back.state, back.owner) == (PendingState.OPEN, staff.id)


async def test_whoever_lost_sight_of_a_restricted_one_by_the_last_attempt_takes_that_back(
    tx: Tx,
) -> None:
    entry, staff, other = await lost(tx), Staff(), Staff()
    restricted = next(r.code for r in (await current(tx, after(0))).reasons if r.restricted)
    of_a_centre = "UPDATE pending_call SET reason = $2, centre = $3 WHERE id = $1"
    await tx.execute(of_a_centre, entry.id, restricted, NORD)
    await tried(tx, entry, staff)
    with pytest.raises(NotFound):
        await commands.undo_call(tx, entry.id, other.by(DAY + 11))
    with pytest.raises(NotFound):
        await commands.undo_call(tx, entry.id, staff.by(DAY + 21))
    back = await commands.undo_call(tx, entry.id, staff.by(DAY + 11))
    assert back.state is PendingState.OPEN


async def test_what_they_said_once_reached_is_not_lost_by_undoing_the_call_back(tx: Tx) -> None:
    entry, staff = await lost(tx), await at_work(tx, unit=DATC)
    contact = await commands.reach(tx, entry.id, staff.by(60))
    await commands.park(tx, contact.id, staff.by(61))
    with pytest.raises(ActedSince):
        await commands.undo_call(tx, entry.id, staff.by(62))
    await commands.undo(tx, contact.id, staff.by(63))
    await commands.undo_call(tx, entry.id, staff.by(64))
    assert (await stored(tx, contact.id)).state is ContactState.VOIDED
    assert await in_front_of(tx, 1, DATC) is None


async def test_a_colleague_of_the_unit_may_for_ten_minutes_and_nobody_of_another(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    await commands.settle(tx, entry.id, Settled.WITHDRAWN, staff.by(60))
    with pytest.raises(NotFound):
        await commands.undo_call(tx, entry.id, of(SUD).by(61))
    with pytest.raises(NothingToUndo):
        await commands.undo_call(tx, entry.id, staff.by(70.1))
    seen = By(of(DATC).by(70).who, after(70), seen=1)
    with pytest.raises(PreconditionFailed):
        await commands.undo_call(tx, entry.id, seen)
    assert (await commands.undo_call(tx, entry.id, of(DATC).by(70))).is_open


async def test_whose_it_was_by_mistake_belongs_to_the_unit_no_more(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    maria = await somebody(tx, NORD)
    belongs = "SELECT count(*) FROM person_unit WHERE person = $1 AND unit = $2 AND until IS NULL"
    await commands.name_call(tx, entry.id, maria.id, staff.by(60))
    assert await tx.fetchval(belongs, maria.id, DATC) == 1
    await commands.undo_call(tx, entry.id, staff.by(61))
    assert (await kept(tx, entry.id)).person is None
    assert await tx.fetchval(belongs, maria.id, DATC) == 0


async def test_who_came_to_another_door_by_mistake_is_to_be_called_again(tx: Tx) -> None:
    entry, here = await lost(tx), await at_work(tx)
    maria = await somebody(tx, NORD)
    await commands.name_call(tx, entry.id, maria.id, Staff().by(60))
    contact = await arrive(tx, 61)
    await commands.call_next(tx, NORD, 1, here.by(61))
    await commands.start(tx, contact.id, here.by(61))
    await commands.name_person(tx, contact.id, maria.id, here.by(61))
    await commands.settle(tx, entry.id, Settled.ARRIVED, here.by(62), contact.id)
    back = await commands.undo_call(tx, entry.id, here.by(63))
    assert (back.is_open, back.answered_by, back.person) == (True, None, maria.id)


async def test_a_message_left_or_answered_by_mistake_is_taken_back(tx: Tx) -> None:
    laia, reception = caring(60), Staff()
    said = Message(DATC, laia.who.id, WORDS)
    entry = await commands.leave_message(tx, said, reception.by(50), RING)
    await commands.answer(tx, entry.id, WORDS, laia, RING)
    looking = Looking(Reader(laia.who, "pending_one", None), after(61), RING)
    back = await commands.undo_call(tx, entry.id, laia)
    assert (back.answer_at, (await queries.message(tx, back, looking)).answer) == (None, None)
    await commands.answer(tx, entry.id, WORDS, laia, RING)
    answered = await commands.answer(tx, entry.id, WORDS, laia, RING)
    with pytest.raises(ActedSince):
        await commands.undo_call(tx, entry.id, laia)
    await commands.settle(tx, answered.id, Settled.ANSWERED, reception.by(61))
    assert (await commands.undo_call(tx, answered.id, reception.by(62))).answer_at is not None
    left = await commands.leave_message(tx, said, reception.by(63), RING)
    gone = await commands.undo_call(tx, left.id, reception.by(64))
    assert (gone.is_open, gone.settled) == (False, Settled.MISTAKE)


async def test_from_what_is_told_a_recount_finds_it_open_overdue_and_no_promise_kept(
    tx: Tx,
) -> None:
    entry, staff = await lost(tx), Staff()
    await commands.reach(tx, entry.id, staff.by(60), commands.Ended(Outcome.INFORMED))
    told = [json.loads(each.model_dump_json()) for each in await changes(tx, entry.id)]
    [call] = recount_work.newest(told, "pending_id")
    assert recount_work.decided(call) == (after(60), True)
    await commands.undo_call(tx, entry.id, staff.by(61))
    told = [json.loads(each.model_dump_json()) for each in await changes(tx, entry.id)]
    [call] = recount_work.newest(told, "pending_id")
    assert recount_work.decided(call) == (entry.due_at, False)
    assert recount_work.to_do(told, after(62)) == (1, 0)
    assert recount_work.to_do(told, entry.due_at + timedelta(minutes=1)) == (1, 1)


async def test_two_undos_at_once_take_one_act_back(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(60))
    noted = await kept(tx, entry.id)
    by = By(staff.by(61).who, after(61), seen=noted.version)
    await commands.undo_call(tx, entry.id, by)
    with pytest.raises(PreconditionFailed):
        await commands.undo_call(tx, entry.id, by)
    assert [each.id for each in await entries(tx)] == [entry.id]


async def test_an_act_of_no_pending_call_is_not_found(tx: Tx) -> None:
    with pytest.raises(NotFound):
        await commands.undo_call(tx, UUID(int=1), Staff().by())
    assert await store.pending_acts.last_act(tx, UUID(int=1)) is None


async def two_of_which_one_is_hers(tx: Tx, *, first_is: bool) -> tuple[PendingCall, PendingCall]:
    """One that is named, and the other, both open; which of them came first is asked for."""
    first, second = await lost(tx, 0), await lost(tx, 20)
    person = await somebody(tx, DATC)
    hers, other = (first, second) if first_is else (second, first)
    hers = await commands.name_call(tx, hers.id, person.id, Staff().by(30))
    return hers, other


@pytest.mark.parametrize("first_is", [True, False])
@pytest.mark.parametrize("at_hers", [True, False])
async def test_a_name_by_mistake_that_made_two_one_is_taken_back_at_either(
    tx: Tx, first_is: bool, at_hers: bool
) -> None:
    hers, other = await two_of_which_one_is_hers(tx, first_is=first_is)
    assert hers.person is not None
    staff = Staff()
    await commands.name_call(tx, other.id, hers.person, staff.by(40))
    asked = hers if at_hers else other
    back = await commands.undo_call(tx, asked.id, staff.by(41))
    assert back.id == asked.id
    assert same(await kept(tx, hers.id), hers)
    assert same(await kept(tx, other.id), other)
    assert await belongs_to(tx, hers.person) == [DATC]
    for entry in (hers, other):
        assert (await changes(tx, entry.id))[-1].undone
        await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(60))


async def test_what_became_one_with_a_call_that_was_answered_after_all_is_open_again(
    tx: Tx,
) -> None:
    await hear(tx, said("c-1", RANG, QUEUED, HUNG_UP))
    first, second = await of_call(tx, "c-1"), await lost(tx, 20)
    person = await somebody(tx, DATC)
    for entry in (first, second):
        await commands.name_call(tx, entry.id, person.id, Staff().by(30))
    assert (await kept(tx, second.id)).joined_into == first.id
    await hear(tx, said("c-1", ANSWERED))
    assert (await kept(tx, first.id)).settled is Settled.MISTAKE
    again = await kept(tx, second.id)
    assert (again.is_open, again.joined_into, again.first_at) == (True, None, second.first_at)


async def test_a_request_that_joined_anothers_call_goes_on_alone_once_it_is_known_whose_it_is(
    tx: Tx,
) -> None:
    call, hers = await lost(tx, 0), await somebody(tx, DATC)
    await commands.name_call(tx, call.id, hers.id, Staff().by(1))
    staff, contact = await served(tx, unit=DATC)
    await commands.add_reason(tx, contact, CARE, staff.by(3))
    await commands.name_person(tx, contact, hers.id, staff.by(3))
    await commands.say_ways(tx, contact, {"safe_contact": SafeContact.YES}, staff.by(3))
    await commands.end_reason(tx, contact, FOOD, Outcome.CALL_BACK, staff.by(4))
    asked = pending_id(contact)
    assert (await kept(tx, asked)).joined_into == call.id
    await commands.name_person(tx, contact, None, staff.by(5))
    alone = await kept(tx, asked)
    assert (alone.is_open, alone.person, alone.joined_into) == (True, None, None)
    assert (await kept(tx, call.id)).person == hers.id


async def belongs_to(tx: Tx, person: UUID) -> list[str]:
    """Which units have to do with somebody."""
    rows = await tx.fetch(
        "SELECT unit FROM person_unit WHERE person = $1 AND until IS NULL", person
    )
    return [row["unit"] for row in rows]


async def test_two_that_became_one_and_were_tried_since_are_not_taken_apart(tx: Tx) -> None:
    hers, other = await two_of_which_one_is_hers(tx, first_is=True)
    staff = Staff()
    await commands.name_call(tx, other.id, hers.person, staff.by(40))
    await commands.note_attempt(tx, hers.id, NO_ANSWER, staff.by(42))
    before = await kept(tx, hers.id), await kept(tx, other.id)
    with pytest.raises(ActedSince):
        await commands.undo_call(tx, other.id, staff.by(43))
    assert (await kept(tx, hers.id), await kept(tx, other.id)) == before


async def test_a_colleague_takes_a_name_back_where_it_was_said(tx: Tx) -> None:
    hers, other = await two_of_which_one_is_hers(tx, first_is=True)
    await commands.name_call(tx, other.id, hers.person, Staff().by(40))
    with pytest.raises(NotFound):
        await commands.undo_call(tx, hers.id, Staff().by(41))
    await commands.undo_call(tx, other.id, Staff().by(41))
    assert (await kept(tx, other.id)).is_open


async def test_once_the_one_is_somebody_elses_the_other_that_went_on_with_it_is_open_again(
    tx: Tx,
) -> None:
    hers, other = await two_of_which_one_is_hers(tx, first_is=False)
    assert hers.person is not None
    await commands.name_call(tx, other.id, hers.person, Staff().by(40))
    assert (await kept(tx, hers.id)).joined_into == other.id
    await commands.name_call(tx, other.id, None, Staff().by(90))
    again = await kept(tx, hers.id)
    assert (again.is_open, again.person, again.joined_into) == (True, hers.person, None)
    assert (await kept(tx, other.id)).is_open
    assert await belongs_to(tx, hers.person) == [DATC]

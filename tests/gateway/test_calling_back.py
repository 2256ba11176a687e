"""Calling back: who calls, what came of it, whose it was, and what a message becomes."""

import asyncio
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import Ended
from services.gateway.domain import Contact
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import (
    ColleagueCalls,
    ForAProfessional,
    NoContactWanted,
    NotOfThisKind,
    NotTriedEnough,
    OfSomebodyElse,
    OutcomeMissing,
    PendingOver,
)
from services.gateway.domain.refusals import AppointmentUnbooked, DeskBusy, OutcomeIncomplete
from services.gateway.domain.ways import CalledBy, ReachedBy, SafeContact, Speaker, WaysSaid
from shared.contracts.gateway import (
    AttemptResult,
    ContactState,
    GivenUp,
    Level,
    Outcome,
    PendingState,
    Settled,
    contact_id,
)
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound, PreconditionFailed
from shared.identity import Principal, Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.gateway.returning import (
    ANSWERED,
    HUNG_UP,
    RANG,
    SOURCE,
    caring,
    changes,
    entries,
    kept,
    lost,
    maria,
    of_call,
    said,
)
from tests.gateway.scene import (
    EXCHANGE,
    Staff,
    after,
    arrive,
    at_work,
    hear,
    in_front_of,
    stored,
    told,
)

NO_ANSWER, ENGAGED = AttemptResult.NO_ANSWER, AttemptResult.ENGAGED
DAY = 24 * 60
WHY = GivenUp.NOT_IN_SERVICE
IN_VAIN = (10, 400, DAY + 10)
"""Minutes after nine: two of a Monday, on both halves of the day, and one of the Tuesday."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def grave(tx: Tx, entry: PendingCall, level: Level = Level.URGENT) -> None:
    await tx.execute("UPDATE pending_call SET level = $2 WHERE id = $1", entry.id, level)


async def test_a_call_back_is_served_at_once_with_the_clock_of_the_first_call(tx: Tx) -> None:
    entry, person = await lost(tx), await maria(tx)
    staff = await at_work(tx, unit=DATC)
    await commands.name_call(tx, entry.id, person.id, staff.by(10))
    await commands.begin_call(tx, entry.id, staff.by(60))
    contact = await commands.reach(tx, entry.id, staff.by(61))
    assert (contact.state, contact.door, contact.desk) == (ContactState.SERVING, "phone", 1)
    assert (contact.waiting_from, contact.started_at) == (after(0), after(61))
    assert (contact.wait_seconds, contact.opened_at) == (61 * 60, after(61))
    assert (contact.pending_call, contact.person) == (entry.id, person.id)
    assert await in_front_of(tx, 1, DATC) == contact.id
    assert await stored(tx, contact.id) == contact
    ended = await kept(tx, entry.id)
    assert (ended.settled, ended.answered_by) == (Settled.REACHED, contact.id)
    assert ended.ended_at is not None
    assert ended.ended_at < ended.due_at, "kept"
    call = await stored(tx, entry.contact or uuid4())
    assert (call.state, call.left_from) == (ContactState.ABANDONED, ContactState.WAITING)
    await commands.close(tx, contact.id, Outcome.INFORMED, staff.by(70))
    assert not [e for e in await entries(tx) if e.is_open]


async def test_undoing_a_call_back_leaves_it_to_be_called(tx: Tx) -> None:
    entry, staff = await lost(tx), await at_work(tx, unit=DATC)
    contact = await commands.reach(tx, entry.id, staff.by(61))
    await commands.undo(tx, contact.id, staff.by(62))
    again = await kept(tx, entry.id)
    assert (again.state, again.attempts, again.answered_by) == (PendingState.OPEN, (), None)
    assert await in_front_of(tx, 1, DATC) is None
    assert (await commands.reach(tx, entry.id, staff.by(63))).state is ContactState.SERVING


async def test_who_has_no_desk_says_at_once_how_it_ended_and_a_busy_desk_is_refused(
    tx: Tx,
) -> None:
    one, two = await lost(tx), await lost(tx, 5)
    for outcome in (Outcome.REDIRECTED, Outcome.SAME_DAY_CARE, Outcome.ATTENDED):
        with pytest.raises(OutcomeIncomplete):
            await commands.reach(tx, one.id, caring(60), Ended(outcome))
    with pytest.raises(AppointmentUnbooked):
        await commands.reach(tx, one.id, caring(60), Ended(Outcome.APPOINTMENT))
    with pytest.raises(OutcomeMissing):
        await commands.reach(tx, one.id, caring(60))
    resolved = Ended(Outcome.RESOLVED, "ECO-ALIM")
    contact = await commands.reach(tx, one.id, caring(60), resolved)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.RESOLVED)
    [matter] = (await stored(tx, contact.id)).matters
    assert (matter.reason, matter.outcome) == ("ECO-ALIM", Outcome.RESOLVED)
    assert contact.wait_seconds == 3600
    staff = await at_work(tx, unit=DATC)
    await arrive(tx, unit=DATC)
    await commands.call_next(tx, DATC, 1, staff.by(1))
    with pytest.raises(DeskBusy):
        await commands.reach(tx, two.id, staff.by(61))


async def test_three_in_vain_propose_closing_which_a_person_decides(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    for minutes in IN_VAIN:
        with pytest.raises(NotTriedEnough):
            await commands.give_up(tx, entry.id, WHY, staff.by(minutes))
        await commands.note_attempt(tx, entry.id, ENGAGED, staff.by(minutes))
        await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(minutes + 1))
    there = await kept(tx, entry.id)
    assert (there.state, there.owner) == (PendingState.OPEN, staff.id)
    assert len(there.attempts) == 6
    closed = await commands.give_up(tx, entry.id, WHY, staff.by(DAY + 20))
    assert (closed.state, closed.settled) == (PendingState.CLOSED, Settled.IN_VAIN)
    assert (await kept(tx, entry.id)).given_up is WHY
    assert (await changes(tx, entry.id))[-1].given_up is WHY


@pytest.mark.parametrize("level", [Level.URGENT, Level.PREFERENTIAL])
async def test_a_grave_one_passes_to_a_professional_who_alone_may_give_up(
    tx: Tx, level: Level
) -> None:
    entry, staff = await lost(tx), Staff()
    await grave(tx, entry, level)
    for minutes in IN_VAIN:
        await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(minutes))
    there = await kept(tx, entry.id)
    assert (there.state, there.owner, there.ended_at) == (PendingState.PASSED, None, None)
    with pytest.raises(ForAProfessional):
        await commands.give_up(tx, entry.id, WHY, staff.by(DAY + 20))
    closed = await commands.give_up(tx, entry.id, WHY, caring(DAY + 20))
    assert closed.settled is Settled.IN_VAIN


async def test_a_restricted_one_is_receptions_to_call_then_the_professionals(tx: Tx) -> None:
    entry, staff = await lost(tx), Staff()
    restricted = "UPDATE pending_call SET reason = 'VIO', centre = $2 WHERE id = $1"
    await tx.execute(restricted, entry.id, NORD)
    leading = Principal(uuid4(), "M", frozenset({Role.MANAGER}), None)
    with pytest.raises(NotFound):
        await queries.one_call(tx, entry.id, leading, after(1))
    for minutes in IN_VAIN:
        await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(minutes))
    with pytest.raises(NotFound):
        await commands.own(tx, entry.id, staff.by(DAY + 20))
    assert not (await queries.pending_list(tx, DATC, staff.by().who, after(DAY + 20))).all
    assert (await commands.own(tx, entry.id, caring(DAY + 20))).state is PendingState.PASSED
    assert all("VIO" not in event.model_dump_json() for event in await told(tx, entry.id))


async def test_whoever_asked_not_to_be_called_is_not(tx: Tx) -> None:
    entry, person = await lost(tx), await maria(tx)
    await commands.name_call(tx, entry.id, person.id, Staff().by(1))
    elsewhere = await arrive(tx, unit=SUD)
    await tx.execute(
        "UPDATE contact SET person = $2, ways = $3 WHERE id = $1",
        elsewhere.id, person.id, {"called_by": "screen", "safe_contact": "no_contact"},
    )  # fmt: skip
    with pytest.raises(NoContactWanted):
        await commands.begin_call(tx, entry.id, Staff().by(10))
    one = await queries.one_call(tx, entry.id, Staff().by().who, after(10))
    assert one.safe == "no_contact"


async def test_two_do_not_call_at_once(tx: Tx) -> None:
    entry, anna, pol = await lost(tx), Staff(), Staff()
    calling = await commands.begin_call(tx, entry.id, anna.by(10))
    assert (calling.caller, calling.owner) == (anna.id, anna.id)
    for act in (
        commands.begin_call(tx, entry.id, pol.by(11)),
        commands.note_attempt(tx, entry.id, NO_ANSWER, pol.by(11)),
        commands.reach(tx, entry.id, pol.by(11)),
    ):
        with pytest.raises(ColleagueCalls):
            await act
    await commands.note_attempt(tx, entry.id, ENGAGED, anna.by(12))
    assert (await commands.begin_call(tx, entry.id, pol.by(13))).caller == pol.id
    with pytest.raises(PreconditionFailed):
        await commands.own(tx, entry.id, pol.by(14, seen=1))


async def test_of_two_clerks_who_reach_the_same_person_one_is_told_that_it_is_settled(
    pool: Pool,
) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        entry = await lost(tx)
        clerks = [await at_work(tx, number, DATC) for number in (1, 2)]

    async def reach(clerk: Staff) -> Contact:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await commands.reach(tx, entry.id, clerk.by(10))

    done = await asyncio.gather(*(reach(clerk) for clerk in clerks), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Contact", PendingOver.__name__]
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert await tx.fetchval("SELECT count(*) FROM contact WHERE pending_call = $1", entry.id)
        counted = await tx.fetchval("SELECT count(*) FROM contact WHERE door = 'phone'")
        assert counted == 2, "the lost call, and one call back"


async def test_naming_two_calls_the_same_person_at_once_leaves_one_open(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        calls, person = [await lost(tx, minute) for minute in (0, 1, 2)], await maria(tx)

    async def name(entry: UUID) -> PendingCall:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await commands.name_call(tx, entry, person.id, Staff().by(10))

    await asyncio.gather(*(name(entry.id) for entry in calls))
    async with transaction(pool, Scope.SYSTEM) as tx:
        [one] = [entry for entry in await entries(tx) if entry.is_open]
    assert (one.id, one.person) == (calls[0].id, person.id)


async def test_coming_by_another_door_settles_it_and_both_waits_stay(tx: Tx) -> None:
    entry, person = await lost(tx), await maria(tx)
    staff = await at_work(tx, unit=DATC)
    await arrive(tx, 30, DATC)
    came = (await commands.call_next(tx, DATC, 1, staff.by(40))).contact
    came = await commands.start(tx, came.id, staff.by(41))
    await commands.name_person(tx, came.id, person.id, staff.by(42))
    await commands.settle(tx, entry.id, Settled.ARRIVED, staff.by(43), came.id)
    ended = await kept(tx, entry.id)
    assert (ended.settled, ended.answered_by) == (Settled.ARRIVED, came.id)
    assert ended.person == person.id
    assert (await stored(tx, came.id)).waiting_from == after(30)
    call = await stored(tx, entry.contact or uuid4())
    assert (call.state, call.wait_seconds) == (ContactState.ABANDONED, 240)
    with pytest.raises(PendingOver):
        await commands.settle(tx, entry.id, Settled.ARRIVED, staff.by(44), came.id)


async def test_by_somebody_elses_contact_it_is_not_settled(tx: Tx) -> None:
    entry, person, other = await lost(tx), await maria(tx), await maria(tx)
    staff = await at_work(tx, unit=DATC)
    await commands.name_call(tx, entry.id, person.id, staff.by(10))
    await arrive(tx, 30, DATC)
    came = (await commands.call_next(tx, DATC, 1, staff.by(40))).contact
    came = await commands.start(tx, came.id, staff.by(41))
    await commands.name_person(tx, came.id, other.id, staff.by(42))
    for how in (Settled.ARRIVED, Settled.WITHDRAWN):
        with pytest.raises(OfSomebodyElse):
            await commands.settle(tx, entry.id, how, staff.by(43), came.id)
    assert (await kept(tx, entry.id)).is_open
    await commands.name_person(tx, came.id, None, staff.by(44))
    ended = await commands.settle(tx, entry.id, Settled.ARRIVED, staff.by(45), came.id)
    assert ended.person == person.id, "nobody said who came: it stays theirs"


@pytest.mark.parametrize("how", [Settled.REACHED, Settled.IN_VAIN, Settled.JOINED, "answered"])
async def test_nobody_says_by_hand_what_only_a_call_or_an_answer_makes_true(
    tx: Tx, how: str
) -> None:
    entry = await lost(tx)
    with pytest.raises(NotOfThisKind):
        await commands.settle(tx, entry.id, Settled(how), Staff().by(10))


async def test_whose_it_is_may_only_be_somebody_whom_one_may_name(tx: Tx) -> None:
    entry, person = await lost(tx), await maria(tx, SUD)
    clerk = Principal(uuid4(), "N", frozenset({Role.RECEPTION}), frozenset({DATC}))
    with pytest.raises(NotFound):
        await commands.name_call(tx, entry.id, person.id, commands.By(clerk, after(5)))
    assert (await kept(tx, entry.id)).person is None


async def test_to_a_colleague_kept_from_the_person_there_is_no_such_call(tx: Tx) -> None:
    entry, person = await lost(tx), await maria(tx)
    colleague = Staff(frozenset({DATC}))
    await commands.name_call(tx, entry.id, person.id, Staff().by(1))
    assert len((await queries.pending_list(tx, DATC, colleague.by().who, after(2))).all) == 1
    await commands.exclude(tx, person.id, colleague.id, Staff().by(2))
    assert not (await queries.pending_list(tx, DATC, colleague.by().who, after(3))).all
    for ask in (
        queries.one_call(tx, entry.id, colleague.by().who, after(3)),
        commands.own(tx, entry.id, colleague.by(3)),
    ):
        with pytest.raises(NotFound):
            await ask


async def test_a_units_calls_are_out_of_others_scope(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        entry = await lost(tx)
    async with transaction(pool, Scope.of([NORD])) as tx:
        assert await store.pending.take_pending(tx, entry.id) is None
    async with transaction(pool, Scope.of([DATC])) as tx:
        assert await store.pending.take_pending(tx, entry.id) is not None


async def test_who_is_called_back_is_spoken_with_as_they_said_when_they_asked(tx: Tx) -> None:
    anna = await at_work(tx)
    asked = await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    await commands.start(tx, asked.id, anna.by(2))
    said = WaysSaid(
        speaker=Speaker.RELATIVE,
        called_by=CalledBy.FETCHED,
        reached_by=ReachedBy.VOICE,
        language="ur",
        safe_contact=SafeContact.NO_MESSAGE,
    )
    ways = (await commands.say_ways(tx, asked.id, said, anna.by(3))).ways
    assert (ways.language, ways.safe_contact, ways.speaker) == ("ur", "no_message", "relative")
    await commands.close(tx, asked.id, Outcome.CALL_BACK, anna.by(4))
    [entry] = await entries(tx)
    reached = await commands.reach(tx, entry.id, anna.by(60))
    assert reached.ways == ways
    assert (await stored(tx, reached.id)).ways == ways


async def test_a_later_call_is_spoken_of_only_to_who_may_know_of_it(tx: Tx) -> None:
    for call, events, minute in (("c-1", (RANG, HUNG_UP), 0), ("c-2", (RANG, ANSWERED), 10)):
        news = said(call, *events, minute=minute, number=MARIA.telephone)
        await commands.hear(tx, news, EXCHANGE, SOURCE)
    await hear(tx, said("c-2", HUNG_UP, minute=20))
    entry = await of_call(tx, "c-1")
    later = "UPDATE contact SET reason = 'VIO' WHERE id = $1"
    anna, pau = Staff().by(DAY).who, caring(DAY).who

    async def again(who: Principal) -> int:
        return len((await queries.one_call(tx, entry.id, who, after(DAY))).came_again)

    assert (await again(anna), await again(pau)) == (1, 1)
    await tx.execute(later, contact_id("c-2"))
    assert (await again(anna), await again(pau)) == (0, 1)

"""Calls that became one by a wrong name come apart as if that name had never been said."""

from dataclasses import replace
from random import Random
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands import By
from services.gateway.commands.whose_calls import named
from services.gateway.domain import Identity, pending
from services.gateway.domain.pending import PendingCall, pending_id
from services.gateway.domain.pending_undo import ActOnCall, PendingAct
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import AttemptResult, Level, Outcome, PendingState, Settled
from shared.db import Tx
from shared.identity import Principal, Role
from tests.fixtures import canaries
from tests.fixtures.cities import DATC, NORD, load_city
from tests.gateway.returning import RING, lost
from tests.gateway.scene import NINE, VIOLENCE, Staff, after, arrive, at_work, stored

DAY = 24 * 60
NO_ANSWER = AttemptResult.NO_ANSWER
FOOD, CARE = "ECO-ALIM", "DEP"
NOW = 3 * DAY
SAFE = {"safe_contact": SafeContact.YES}


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def asks(
    tx: Tx, staff: Staff, reason: str, level: Level = Level.ORDINARY, *, minute: float = 0
) -> PendingCall:
    """Somebody calls about this and is to be called back."""
    await arrive(tx, minute, DATC, level=level)
    contact = (await commands.call_next(tx, DATC, 1, staff.by(minute + 1))).contact.id
    number = canaries.telephone(round(minute))
    await store.pending.keep_number(tx, contact, DATC, number, RING, after(minute))
    await commands.start(tx, contact, staff.by(minute + 2))
    await commands.say_ways(tx, contact, SAFE, staff.by(minute + 2))
    await commands.add_reason(tx, contact, reason, staff.by(minute + 3))
    await commands.close(tx, contact, Outcome.CALL_BACK, staff.by(minute + 4))
    return await stands(tx, pending_id(contact))


async def somebody(tx: Tx, number: int) -> UUID:
    new = Identity(canaries.somebody(number).name, canaries.somebody(number).called)
    return (await commands.new_person(tx, new, DATC, Staff().by(), RING)).id


async def stands(tx: Tx, entry: UUID) -> PendingCall:
    return (await store.pending.pending_among(tx, [entry]))[entry]


def facts(entry: PendingCall) -> PendingCall:
    """How it stands, whatever happened to it before."""
    return replace(entry, version=0)


async def test_what_goes_on_forgets_what_was_somebody_elses(tx: Tx) -> None:
    staff, ines, omar = await at_work(tx, unit=DATC), await somebody(tx, 1), await somebody(tx, 2)
    hers = await asks(tx, staff, FOOD)
    other = await asks(tx, staff, VIOLENCE, Level.URGENT, minute=30)
    await commands.note_attempt(tx, other.id, NO_ANSWER, staff.by(50))
    alone = await stands(tx, other.id)
    hers = await commands.name_call(tx, hers.id, ines, staff.by(60))
    on = await commands.name_call(tx, other.id, ines, staff.by(61))
    assert (on.id, on.level, on.reason, on.attempts) == (
        *(hers.id, Level.URGENT, VIOLENCE),
        alone.attempts,
    )
    assert other.contact is not None
    await name_contact(tx, other.contact, omar)
    assert facts(await stands(tx, hers.id)) == facts(hers)
    assert facts(await stands(tx, other.id)) == replace(facts(alone), person=omar)


async def test_the_earlier_one_that_was_somebody_elses_goes_on_with_its_own(tx: Tx) -> None:
    staff, ines, omar = await at_work(tx, unit=DATC), await somebody(tx, 1), await somebody(tx, 2)
    earlier = await asks(tx, staff, FOOD)
    hers = await asks(tx, staff, VIOLENCE, Level.URGENT, minute=30)
    hers = await commands.name_call(tx, hers.id, ines, staff.by(60))
    await commands.name_call(tx, earlier.id, ines, staff.by(61))
    await commands.note_attempt(tx, earlier.id, NO_ANSWER, staff.by(70))
    tried = (await stands(tx, earlier.id)).attempts
    right = await commands.name_call(tx, earlier.id, omar, staff.by(80))
    assert (right.level, right.reason, right.due_at) == (Level.ORDINARY, FOOD, earlier.due_at)
    assert (right.person, right.attempts) == (omar, tried)
    assert facts(await stands(tx, hers.id)) == facts(hers)
    back = await commands.undo_call(tx, earlier.id, staff.by(81))
    assert (back.person, back.level, back.attempts) == (ines, Level.URGENT, tried)
    assert (await stands(tx, hers.id)).joined_into == earlier.id


async def test_what_passed_only_for_somebody_elses_sake_is_to_be_tried_again(tx: Tx) -> None:
    staff, ines, omar = await at_work(tx, unit=DATC), await somebody(tx, 1), await somebody(tx, 2)
    earlier = await asks(tx, staff, FOOD)
    hers = await asks(tx, staff, CARE, Level.URGENT, minute=30)
    await commands.name_call(tx, hers.id, ines, staff.by(60))
    for minute in (70, 400, DAY):
        await commands.note_attempt(tx, hers.id, NO_ANSWER, staff.by(minute))
    passed = await stands(tx, hers.id)
    assert passed.state is PendingState.PASSED
    on = await commands.name_call(tx, earlier.id, ines, staff.by(NOW))
    assert (on.state, len(on.attempts)) == (PendingState.PASSED, 3)
    right = await commands.name_call(tx, earlier.id, omar, staff.by(NOW + 1))
    assert (right.state, right.unit, right.attempts) == (PendingState.OPEN, DATC, ())
    assert (await stands(tx, hers.id)).state is PendingState.PASSED


async def test_a_request_that_is_taken_back_leaves_nothing_in_the_call_that_it_joined(
    tx: Tx,
) -> None:
    staff, ines = await at_work(tx, unit=DATC), await somebody(tx, 1)
    call = await lost(tx, 0)
    call = await commands.name_call(tx, call.id, ines, staff.by(10))
    asked = await asks(tx, staff, VIOLENCE, Level.URGENT, minute=30)
    await commands.name_call(tx, asked.id, ines, staff.by(35))
    assert (await stands(tx, call.id)).reason == VIOLENCE
    assert asked.contact is not None
    await commands.undo(tx, asked.contact, staff.by(36))
    assert facts(await stands(tx, call.id)) == facts(call)
    gone = await stands(tx, asked.id)
    assert (gone.settled, gone.joined_into) == (Settled.MISTAKE, None)
    await commands.name_person(tx, asked.contact, ines, staff.by(37))
    await commands.close(tx, asked.contact, Outcome.CALL_BACK, staff.by(38))
    assert (await stands(tx, call.id)).reason == VIOLENCE
    assert (await stands(tx, asked.id)).joined_into == call.id


async def test_what_joined_it_is_open_again_elsewhere_though_who_says_so_sees_one_centre_alone(
    tx: Tx,
) -> None:
    staff, ines, omar = await at_work(tx, unit=DATC), await somebody(tx, 1), await somebody(tx, 2)
    other = await asks(tx, staff, CARE, Level.URGENT)
    hers = await asks(tx, staff, FOOD, minute=30)
    for entry in (other, hers):
        await commands.name_call(tx, entry.id, ines, staff.by(60))
    for minute in (70, 400, DAY):
        await commands.note_attempt(tx, other.id, NO_ANSWER, staff.by(minute))
    there = await commands.hand_over(tx, other.id, staff.by(NOW), NORD)
    assert there.unit == NORD
    assert (await stands(tx, hers.id)).joined_into == other.id
    laia = By(Principal(uuid4(), "Laia", frozenset({Role.PROFESSIONAL}), frozenset({NORD})), NINE)
    await store.belonging.belongs(tx, omar, NORD, after(NOW))
    await tx.execute("SET LOCAL portes.units = '{css-nord}'")
    await commands.name_call(tx, other.id, omar, replace(laia, at=after(NOW + 1)))
    await tx.execute("SET LOCAL portes.units = '*'")
    again = await stands(tx, hers.id)
    assert (again.is_open, again.person, again.unit) == (True, ines, DATC)


async def test_one_that_is_handed_over_by_hand_stays_so_when_another_leaves(tx: Tx) -> None:
    staff, ines, omar = await at_work(tx, unit=DATC), await somebody(tx, 1), await somebody(tx, 2)
    first, silent, third = [await asks(tx, staff, FOOD, minute=each) for each in (0, 20, 40)]
    done = PendingAct.HANDED_OVER, staff.id, after(50)
    passed = replace(silent, version=silent.version + 1, state=PendingState.PASSED)
    await store.pending.keep_pending(tx, [passed])
    kept = (silent.id, passed.version, passed.version, DATC)
    await store.pending_acts.add_act(tx, ActOnCall(*kept, *done, silent))
    for entry in (first, silent, third):
        on = await commands.name_call(tx, entry.id, ines, staff.by(60))
    assert (on.id, on.state) == (first.id, PendingState.PASSED)
    assert third.contact is not None
    await name_contact(tx, third.contact, omar)
    assert (await stands(tx, first.id)).state is PendingState.PASSED


async def name_contact(tx: Tx, contact: UUID, person: UUID | None) -> None:
    """As when its name is put right while it is still served, which is over here."""
    becomes = await store.people.sealed(tx, person, UUID(int=0)) if person else None
    by = Staff().by(NOW)
    await named(tx, await stored(tx, contact), becomes, by)


@pytest.mark.parametrize("seed", range(12))
async def test_however_calls_were_named_each_persons_goes_on_for_exactly_theirs(
    tx: Tx, seed: int
) -> None:
    chance = Random(seed)
    staff = await at_work(tx, unit=DATC)
    people = [None, *[await somebody(tx, number) for number in (1, 2)]]
    made = [
        await asks(tx, staff, VIOLENCE, Level.URGENT, minute=0),
        await asks(tx, staff, FOOD, Level.PREFERENTIAL, minute=20),
        await asks(tx, staff, CARE, minute=40),
        await asks(tx, staff, FOOD, minute=60),
    ]
    chance.shuffle(made)
    for entry, minute in zip(made[:2], (70, 75), strict=True):
        await commands.note_attempt(tx, entry.id, NO_ANSWER, staff.by(minute))
    alone = {entry.id: await stands(tx, entry.id) for entry in made}
    for step in range(12):
        entry = await stands(tx, chance.choice(made).id)
        person = chance.choice(people)
        if entry.is_open and chance.random() < 0.5:
            await commands.name_call(tx, entry.id, person, staff.by(80 + step))
        elif entry.contact is not None:
            await name_contact(tx, entry.contact, person)
        await all_stand_for_theirs(tx, alone)


async def all_stand_for_theirs(tx: Tx, alone: dict[UUID, PendingCall]) -> None:
    now = [await stands(tx, each) for each in alone]
    for person in {each.person for each in now}:
        theirs = [each for each in now if each.person == person]
        open_ones = [each for each in theirs if each.is_open]
        together = [theirs] if person else [[each] for each in theirs]
        assert len(open_ones) == len(together)
        for group in together:
            [on] = [each for each in group if each.is_open]
            own = [alone[each.id] for each in group]
            assert on.first_at == min(each.first_at for each in own)
            assert on.level == min((each.level for each in own), key=pending.RANK.index)
            assert on.due_at == min(each.due_at for each in own)
            assert (on.reason == VIOLENCE) == (VIOLENCE in {each.reason for each in own})
            assert on.reason in {each.reason for each in own}
            assert {*on.attempts} == {tried for each in own for tried in each.attempts}
            assert len(on.attempts) == len({*on.attempts})

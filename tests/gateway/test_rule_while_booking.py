"""A rule that keeps somebody from a person, made at the instant at which they get a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Booking
from services.gateway.domain import Identity
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import SlotTaken
from services.gateway.domain.slots import Slot
from shared.db import Pool, Scope, Tx, transaction
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, load_city
from tests.gateway.appointing import FOOD, KEYS, Paula, served, times
from tests.gateway.returning import RING
from tests.gateway.scene import Staff, blocked

Gives = Callable[["Race", Tx], Awaitable[Appointment]]


@dataclass
class Race:
    """Maria at a desk, and a professional from whom she is about to be kept."""

    pool: Pool
    anna: Staff
    maria: UUID
    contact: UUID
    theirs: Slot
    others: Slot
    one: UUID | None = None

    async def rule(self, tx: Tx) -> None:
        await commands.exclude(tx, self.maria, self.theirs.professional, self.anna.by(6))

    async def books(self, tx: Tx, slot: Slot | None = None) -> Appointment:
        said = Booking(NORD, (slot or self.theirs).id, FOOD)
        return await commands.book(tx, self.contact, said, KEYS, self.anna.by(5))


async def books(race: Race, tx: Tx) -> Appointment:
    return await race.books(tx)


async def moves(race: Race, tx: Tx) -> Appointment:
    assert race.one
    return await commands.move(tx, race.one, race.theirs.id, race.anna.by(7))


async def undoes(race: Race, tx: Tx) -> Appointment:
    assert race.one
    return await commands.undo_of_appointment(tx, race.one, race.anna.by(8))


@pytest_asyncio.fixture
async def race(pool: Pool) -> Race:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        theirs, *_ = await times(tx)
        twin, *_ = await times(tx, Paula(id=uuid4()))
        assert twin.starts_at == theirs.starts_at
        anna, contact = await served(tx)
        maria = await commands.new_person(tx, Identity(MARIA.name), NORD, anna.by(), RING)
        await commands.name_person(tx, contact, maria.id, anna.by(3))
    return Race(pool, anna, maria.id, contact, theirs, twin)


async def before(race: Race, gives: Gives) -> None:
    """What there has to be for it."""
    if gives is books:
        return
    async with transaction(race.pool, Scope.SYSTEM) as tx:
        race.one = (await race.books(tx, race.others if gives is moves else race.theirs)).id
        if gives is undoes:
            await commands.cancel(tx, race.one, race.anna.by(6))


@pytest.mark.parametrize("gives", [books, moves, undoes])
async def test_who_gives_a_time_waits_for_a_rule_that_is_made_and_keeps_it(
    race: Race, gives: Gives
) -> None:
    await before(race, gives)

    async def given() -> None:
        async with transaction(race.pool, Scope.SYSTEM) as tx:
            await gives(race, tx)

    async with transaction(race.pool, Scope.SYSTEM) as tx:
        await race.rule(tx)
        task = asyncio.create_task(given())
        await asyncio.wait_for(blocked(race.pool), 20)
    with pytest.raises(SlotTaken):
        await task


@pytest.mark.parametrize("gives", [books, moves, undoes])
async def test_who_makes_a_rule_waits_for_a_time_that_is_given_and_a_colleague_gets_it(
    race: Race, gives: Gives
) -> None:
    await before(race, gives)

    async def ruled() -> None:
        async with transaction(race.pool, Scope.SYSTEM) as tx:
            await race.rule(tx)

    async with transaction(race.pool, Scope.SYSTEM) as tx:
        made = await gives(race, tx)
        task = asyncio.create_task(ruled())
        await asyncio.wait_for(blocked(race.pool), 20)
    await task
    assert (
        await race.pool.fetchval("SELECT professional FROM appointment WHERE id = $1", made.id)
        == race.others.professional
    )

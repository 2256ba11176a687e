"""Several people act on the calls of one person at once: one after the other, nobody refused."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest_asyncio

from services.gateway import commands
from services.gateway.domain import Identity
from services.gateway.domain.pending import pending_id
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import Outcome
from shared.db import Pool, Scope, Tx, transaction
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, load_city
from tests.gateway.appointing import FOOD, served
from tests.gateway.returning import HUNG_UP, QUEUED, RANG, RING, entries, lost, of_call, said
from tests.gateway.scene import Staff, arrive, blocked, hear

PERSON = "SELECT pg_advisory_xact_lock(hashtextextended($1, 5))"
CALL = "c-theirs"
ANNA, POL = Staff(), Staff()
Act = Callable[[Tx], Coroutine[Any, Any, object]]


@dataclass
class Two:
    """Two people of the telephone service, of whom it has calls to return."""

    pool: Pool
    one: UUID
    two: UUID

    async def named(self, call: UUID, person: UUID) -> None:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            await commands.name_call(tx, call, person, ANNA.by(5))

    async def lost(self, minute: float = 0) -> UUID:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            return (await lost(tx, minute)).id

    async def at_once(self, *acts: Act) -> None:
        """Each gets as far as it can while others are at these people's; then all go on."""

        async def alone(act: Act) -> None:
            async with transaction(self.pool, Scope.SYSTEM) as tx:
                await act(tx)

        async with transaction(self.pool, Scope.SYSTEM) as tx:
            for person in (self.one, self.two):
                await tx.execute(PERSON, f"{person} {DATC}")
            tasks: list[asyncio.Task[None]] = []
            for act in acts:
                tasks.append(asyncio.create_task(alone(act)))
                await blocked(self.pool, len(tasks))
        await asyncio.gather(*tasks)

    async def open(self) -> Sequence[tuple[UUID, UUID | None]]:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            return [(each.id, each.person) for each in await entries(tx) if each.is_open]


@pytest_asyncio.fixture
async def people(pool: Pool) -> Two:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        known = []
        for _ in range(2):
            new = await commands.new_person(tx, Identity(MARIA.name), DATC, ANNA.by(), RING)
            contact = await arrive(tx, 2, DATC)
            await commands.name_person(tx, contact.id, new.id, ANNA.by(3))
            known.append(new.id)
    return Two(pool, *known)


def naming(call: UUID, person: UUID) -> Act:
    """A colleague names a call as somebody's."""
    return lambda tx: commands.name_call(tx, call, person, ANNA.by(10))


async def test_to_call_somebody_while_another_call_is_named_as_theirs(people: Two) -> None:
    theirs, another = await people.lost(), await people.lost(1)
    await people.named(theirs, people.one)
    await people.at_once(
        naming(another, people.one), lambda tx: commands.begin_call(tx, theirs, POL.by(10))
    )
    assert await people.open() == [(theirs, people.one)]


async def test_to_say_of_two_calls_that_they_are_the_other_persons(people: Two) -> None:
    theirs, another = await people.lost(), await people.lost(1)
    await people.named(theirs, people.one)
    await people.named(another, people.two)
    await people.at_once(naming(another, people.one), naming(theirs, people.two))
    assert await people.open() == [(theirs, people.two), (another, people.one)]


async def test_to_undo_whose_a_call_is_while_another_is_named_as_theirs(people: Two) -> None:
    theirs, another = await people.lost(), await people.lost(1)
    await people.named(theirs, people.one)
    await people.named(theirs, people.two)
    await people.at_once(
        naming(another, people.one), lambda tx: commands.undo_call(tx, theirs, ANNA.by(10))
    )
    assert await people.open() == [(theirs, people.one)]


async def test_news_of_an_exchange_while_another_call_is_named_as_theirs(people: Two) -> None:
    async with transaction(people.pool, Scope.SYSTEM) as tx:
        await hear(tx, said(CALL, RANG, HUNG_UP))
        theirs = (await of_call(tx, CALL)).id
    another = await people.lost(1)
    await people.named(theirs, people.one)
    await people.at_once(naming(another, people.one), lambda tx: hear(tx, said(CALL, QUEUED)))
    assert await people.open() == [(theirs, people.one)]


async def test_whom_a_contact_concerns_while_another_call_is_named_as_theirs(
    people: Two,
) -> None:
    async with transaction(people.pool, Scope.SYSTEM) as tx:
        anna, contact = await served(tx, unit=DATC)
        await commands.add_reason(tx, contact, "DEP", anna.by(3))
        await commands.say_ways(tx, contact, {"safe_contact": SafeContact.YES}, anna.by(3))
        await commands.end_reason(tx, contact, FOOD, Outcome.CALL_BACK, anna.by(4))
        await commands.name_person(tx, contact, people.one, anna.by(4))
    theirs, another = pending_id(contact), await people.lost(20)
    await people.named(another, people.two)
    await people.at_once(
        naming(another, people.one),
        lambda tx: commands.name_person(tx, contact, people.two, POL.by(10)),
    )
    assert await people.open() == [(theirs, people.two), (another, people.one)]

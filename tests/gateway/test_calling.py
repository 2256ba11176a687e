"""Many desks call at once, each on its own connection: nobody twice, nobody skipped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, Destination, Told
from services.gateway.domain import CallEvent, Contact, Known, Why
from services.gateway.domain.refusals import DeskBusy, DeskNotOpen, DeskTaken, NobodyWaits
from shared import db
from shared.contracts.gateway import ContactState, Level, Outcome
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound, Refused
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city
from tests.fixtures.databases import Database, seeing_everything
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
    blocked,
    hear,
    in_front_of,
    of,
    stored,
)

DESKS, PEOPLE = 8, 40


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """A gateway whose telephone service has many desks, and a connection for each."""
    dsn = seeing_everything(await database("gateway"))
    opened = await db.connect(dsn, size=DESKS + 2, application="test")
    city = a_city()
    units = tuple(
        unit.model_copy(update={"desks": DESKS}) if unit.code == DATC else unit
        for unit in city.units
    )
    await load_city(opened, city.model_copy(update={"units": units}))
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def crowd(pool: Pool) -> tuple[dict[int, Staff], list[UUID]]:
    """Staff at every desk, and people of one level in the order in which they came."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        staff = {number: await at_work(tx, number, DATC) for number in range(1, DESKS + 1)}
        people = [(await arrive(tx, -60 + place / 60, DATC)).id for place in range(PEOPLE)]
    return staff, people


async def test_desks_that_call_at_once_get_everybody_once_in_order(pool: Pool) -> None:
    staff, people = await crowd(pool)
    called: list[UUID] = []

    async def work(number: int) -> list[UUID]:
        mine: list[UUID] = []
        while True:
            try:
                async with transaction(pool, Scope.SYSTEM) as tx:
                    done = await commands.call_next(tx, DATC, number, staff[number].by(1))
                    called.append(done.contact.id)  # the queue is locked until the commit
            except NobodyWaits:
                return mine
            mine.append(done.contact.id)
            async with transaction(pool, Scope.SYSTEM) as tx:
                await commands.start(tx, mine[-1], staff[number].by(2))
            async with transaction(pool, Scope.SYSTEM) as tx:
                await commands.close(tx, mine[-1], Outcome.INFORMED, staff[number].by(3))

    each = await asyncio.gather(*(work(number) for number in staff))
    assert called == people
    assert sorted(contact for mine in each for contact in mine) == sorted(people)
    assert all(each)


async def test_acts_of_many_desks_at_once_never_lock_one_another_out(pool: Pool) -> None:
    staff, _ = await crowd(pool)

    async def work(number: int) -> None:
        by = staff[number].by
        for _ in range(PEOPLE // DESKS):
            try:
                async with transaction(pool, Scope.SYSTEM) as tx:
                    contact = (await commands.call_next(tx, DATC, number, by(1))).contact
            except NobodyWaits:
                return
            acts: list[Callable[[Tx], Awaitable[object]]] = [
                lambda tx, c=contact: commands.pass_on(tx, c.id, Destination(DATC), by(2)),
                lambda tx, c=contact: commands.undo(tx, c.id, by(2)),
                lambda tx, c=contact: commands.miss(tx, c.id, by(3)),
            ]
            for act in acts:
                with suppress(Refused):  # another desk may have called it meanwhile
                    async with transaction(pool, Scope.SYSTEM) as tx:
                        await act(tx)
            async with transaction(pool, Scope.SYSTEM) as tx:
                left = await in_front_of(tx, number, DATC)
                if left is not None:
                    await commands.miss(tx, left, by(4))

    await asyncio.gather(*(work(number) for number in staff))
    doubled = "SELECT contact FROM desk WHERE contact IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    assert await pool.fetch(doubled) == []


async def test_calling_and_undoing_a_pass_wait_for_each_other_without_a_deadlock(
    pool: Pool,
) -> None:
    staff, _ = await crowd(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        first = (await commands.call_next(tx, DATC, 1, staff[1].by(1))).contact
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.pass_on(tx, first.id, Destination(DATC, 1), staff[1].by(2))

    async def call() -> Contact:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return (await commands.call_next(tx, DATC, 1, staff[1].by(3))).contact

    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("SELECT FROM contact WHERE id = $1 FOR UPDATE", first.id)
        calling = asyncio.create_task(call())
        await blocked(pool)
        await commands.undo(tx, first.id, staff[1].by(3))
    with pytest.raises(DeskBusy):
        await calling
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert (await stored(tx, first.id)).state is ContactState.CALLED
        assert await in_front_of(tx, 1, DATC) == first.id


async def test_desks_that_see_other_orders_of_the_queue_never_lock_one_another_out(
    pool: Pool,
) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        await load_city(tx)
        staff = {number: await at_work(tx, number, DATC) for number in range(1, 5)}
        early = (await arrive(tx, 0, DATC, level=Level.ORDINARY)).id
        later = (await arrive(tx, 20, DATC, level=Level.PREFERENTIAL)).id
        last = [(await arrive(tx, 22 + number, DATC)).id for number in range(2)]

    async def call(number: int, minutes: float) -> UUID:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return (
                await commands.call_next(tx, DATC, number, staff[number].by(minutes))
            ).contact.id

    async with transaction(pool, Scope.SYSTEM) as tx:
        by = [staff[number].by(25) for number in (1, 2)]
        first = [(await commands.call_next(tx, DATC, n + 1, by[n])).contact.id for n in range(2)]
        assert first == [later, early]
        # at minute 35 the one who came early has moved up: whoever calls then sees another order
        calling = [asyncio.create_task(call(3, 25)), asyncio.create_task(call(4, 35))]
        await blocked(pool, 2)
    assert {await each for each in calling} == set(last)


async def test_whoever_is_passed_to_another_desk_meanwhile_is_not_called_here(pool: Pool) -> None:
    staff, people = await crowd(pool)

    async def call() -> Contact:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return (await commands.call_next(tx, DATC, 1, staff[1].by(1))).contact

    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.pass_on(tx, people[0], Destination(DATC, 2), staff[2].by(1))
        calling = asyncio.create_task(call())
        await blocked(pool)
    assert (await calling).id == people[1]


async def test_whoever_leaves_meanwhile_is_not_called(pool: Pool) -> None:
    staff, people = await crowd(pool)

    async def call() -> Contact:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return (await commands.call_next(tx, DATC, 1, staff[1].by(1))).contact

    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.abandon(tx, people[0], staff[2].by(1))
        calling = asyncio.create_task(call())
        await blocked(pool)
    assert (await calling).id == people[1]


async def test_tickets_given_at_once_have_no_gap_and_no_double(pool: Pool) -> None:
    async def open_one(place: int) -> str | None:
        try:
            async with transaction(pool, Scope.SYSTEM) as tx:
                contact = await arrive(tx, place, SUD)
                if place % 5 == 0:
                    raise NotFound  # refused after all: its number goes to another
        except NotFound:
            return None
        return contact.code

    codes = [
        code
        for start in range(0, 40, DESKS)
        for code in await asyncio.gather(*map(open_one, range(start, start + DESKS)))
        if code
    ]
    assert sorted(codes) == [f"S {number:03d}" for number in range(1, len(codes) + 1)]
    assert len(codes) == 32


async def test_ticket_numbers_begin_anew_with_each_unit_and_civil_day(tx: Tx) -> None:
    async def code(at: datetime, unit: str = NORD) -> str | None:
        return (await commands.open_contact(tx, Arrival(unit), Staff().at(at))).code

    evening = datetime(2026, 7, 1, 21, 59, tzinfo=UTC)  # one minute to midnight in Madrid
    midnight = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    assert [await code(evening), await code(evening), await code(evening, DATC)] == [
        "N 001",
        "N 002",
        "T 001",
    ]
    assert [await code(midnight), await code(midnight, DATC), await code(evening)] == [
        "N 001",
        "T 001",
        "N 003",
    ]


async def test_the_next_one_is_called_with_the_reason_why(tx: Tx) -> None:
    anna = await at_work(tx)
    await arrive(tx, 0)
    urgent = await arrive(tx, 1, level=Level.URGENT)
    called = await commands.call_next(tx, NORD, 1, anna.by(2))
    assert (called.contact.id, called.why) == (urgent.id, Why.LEVEL)
    assert called.contact.desk == 1
    assert await in_front_of(tx) == urgent.id


async def test_those_of_other_units_and_desks_are_not_called(tx: Tx) -> None:
    anna, elsewhere = await at_work(tx), await arrive(tx, 0, SUD)
    passed = await arrive(tx, 0)
    await commands.pass_on(tx, passed.id, Destination(NORD, 2), anna.by(1))
    with pytest.raises(NobodyWaits):
        await commands.call_next(tx, NORD, 1, anna.by(2))
    assert (await stored(tx, elsewhere.id)).state is ContactState.WAITING


async def test_only_a_free_open_desk_of_ones_own_calls(tx: Tx) -> None:
    anna, berta = await at_work(tx), Staff()
    with pytest.raises(DeskNotOpen):
        await commands.call_next(tx, NORD, 2, berta.by(1))
    with pytest.raises(DeskTaken):
        await commands.call_next(tx, NORD, 1, berta.by(1))
    await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    with pytest.raises(DeskBusy):
        await commands.call_next(tx, NORD, 1, anna.by(2))
    with pytest.raises(NotFound):
        await commands.call_next(tx, NORD, 1, of(SUD).by(2))


async def test_a_paused_desk_calls_nobody(tx: Tx) -> None:
    anna = await at_work(tx)
    await arrive(tx)
    await commands.pause_desk(tx, NORD, 1, anna.by(1))
    with pytest.raises(DeskNotOpen):
        await commands.call_next(tx, NORD, 1, anna.by(2))
    assert await in_front_of(tx) is None


async def test_whoever_is_passed_on_keeps_their_place_in_the_queue(tx: Tx) -> None:
    anna, passed = await at_work(tx), await arrive(tx, 0, SUD)
    await arrive(tx, 5)
    await commands.pass_on(tx, passed.id, Destination(NORD), anna.by(6))
    called = await commands.call_next(tx, NORD, 1, anna.by(7))
    assert (called.contact.id, called.why) == (passed.id, Why.ARRIVAL)


async def test_no_desk_calls_somebody_who_waits_on_an_exchanges_line(tx: Tx) -> None:
    anna = await at_work(tx, 1, DATC)
    events = (CallEvent.RANG, CallEvent.QUEUED)
    await hear(tx, [Told("c-1", event, Known(after(0), DATC)) for event in events])
    with pytest.raises(NobodyWaits):
        await commands.call_next(tx, DATC, 1, anna.by(1))


async def test_whoever_has_waited_long_is_called_before_an_urgent_newcomer(tx: Tx) -> None:
    anna, long = await at_work(tx), await arrive(tx, 0)
    await arrive(tx, 59, level=Level.URGENT)
    called = await commands.call_next(tx, NORD, 1, anna.by(60))
    assert (called.contact.id, called.why) == (long.id, Why.RAISED)
    assert called.contact.spans[-1].at == after(60)


async def test_recalling_counts_and_leaves_the_stretch_as_it_is(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    called = (await commands.call_next(tx, NORD, 1, anna.by(1))).contact
    again = await commands.recall(tx, contact.id, anna.by(2))
    assert (called.calls, again.calls) == (1, 2)
    assert again.spans == called.spans

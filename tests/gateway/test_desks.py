"""Desks open, pause and close; a desk has one colleague and a colleague one desk."""

import asyncio

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival, Destination
from services.gateway.domain.refusals import DeskBusy, DeskNotOpen, DeskTaken, UnknownPlace
from shared.contracts.gateway import DeskChanged, DeskState, Outcome
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound, Refused
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.gateway.scene import Staff, after, arrive, at_work, blocked, in_front_of, of, told


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def open_ones(tx: Tx, unit: str = NORD) -> list[tuple[int, DeskState]]:
    desks = (await queries.reception(tx, unit, Staff().by().who, after(60))).desks.all
    return [(desk.number, desk.state) for desk in desks]


async def test_a_desk_opens_pauses_goes_on_and_closes_and_tells_each(tx: Tx) -> None:
    anna = Staff()
    acts = (commands.open_desk, commands.pause_desk, commands.open_desk, commands.close_desk)
    for minute, act in enumerate(acts):
        desk = await act(tx, NORD, 1, anna.by(minute))
        assert (desk.since, desk.version) == (after(minute), minute + 1)
    events = await told(tx, f"{NORD}/1")
    assert all(isinstance(event, DeskChanged) for event in events)
    assert [(e.version, e.state, e.since, e.unit, e.desk) for e in events] == [
        (1, "open", after(0), NORD, 1),
        (2, "paused", after(1), NORD, 1),
        (3, "open", after(2), NORD, 1),
        (4, "closed", after(3), NORD, 1),
    ]
    assert await open_ones(tx) == []


async def test_a_desk_where_a_colleague_works_is_refused(tx: Tx) -> None:
    anna, berta = await at_work(tx), Staff()
    for act in (commands.open_desk, commands.pause_desk, commands.close_desk):
        with pytest.raises(DeskTaken):
            await act(tx, NORD, 1, berta.by(1))
    await commands.pause_desk(tx, NORD, 1, anna.by(2))
    with pytest.raises(DeskTaken):
        await commands.open_desk(tx, NORD, 1, berta.by(3))
    await commands.close_desk(tx, NORD, 1, anna.by(4))
    assert (await commands.open_desk(tx, NORD, 1, berta.by(5))).staff == berta.id


@pytest.mark.parametrize(("unit", "number"), [(NORD, 3), (NORD, 0), (DATC, 5), ("nowhere", 1)])
async def test_there_are_no_more_desks_than_the_city_folder_says(
    tx: Tx, unit: str, number: int
) -> None:
    with pytest.raises(UnknownPlace):
        await commands.open_desk(tx, unit, number, Staff().by())


async def test_the_last_desk_of_the_city_folder_opens(tx: Tx) -> None:
    await at_work(tx, 2, NORD)
    await at_work(tx, 4, DATC)
    assert (await open_ones(tx), await open_ones(tx, DATC)) == ([(2, "open")], [(4, "open")])


async def test_a_unit_out_of_scope_is_absent(tx: Tx) -> None:
    await at_work(tx)
    stranger = of(SUD)
    for act in (commands.open_desk, commands.pause_desk, commands.close_desk):
        with pytest.raises(NotFound):
            await act(tx, NORD, 1, stranger.by(1))
    contact = await arrive(tx)
    for act in (commands.abandon, commands.start, commands.recall, commands.undo):
        with pytest.raises(NotFound):
            await act(tx, contact.id, stranger.by(1))
    with pytest.raises(NotFound):
        await commands.close(tx, contact.id, Outcome.INFORMED, stranger.by(1))
    with pytest.raises(NotFound):
        await commands.pass_on(tx, contact.id, Destination(SUD), stranger.by(1))
    with pytest.raises(NotFound):
        await queries.contact(tx, contact.id, stranger.by(1).who, after(1))
    with pytest.raises(NotFound):
        await commands.open_contact(tx, Arrival(NORD), stranger.by(1))


async def test_a_desk_that_was_never_opened_cannot_be_paused_or_closed(tx: Tx) -> None:
    for act in (commands.pause_desk, commands.close_desk):
        with pytest.raises(DeskNotOpen):
            await act(tx, NORD, 1, Staff().by())


async def test_a_closed_or_paused_desk_is_not_paused_again(tx: Tx) -> None:
    anna = await at_work(tx)
    await commands.pause_desk(tx, NORD, 1, anna.by(1))
    with pytest.raises(DeskNotOpen):
        await commands.pause_desk(tx, NORD, 1, anna.by(2))
    await commands.close_desk(tx, NORD, 1, anna.by(3))
    with pytest.raises(DeskNotOpen):
        await commands.pause_desk(tx, NORD, 1, anna.by(4))


async def test_whoever_opens_another_desk_leaves_the_one_before(tx: Tx) -> None:
    anna = await at_work(tx, 1)
    await commands.open_desk(tx, SUD, 3, anna.by(1))
    assert (await open_ones(tx), await open_ones(tx, SUD)) == ([], [(3, "open")])
    assert [event.version for event in await told(tx, f"{NORD}/1")] == [1, 2]


async def test_nobody_leaves_a_desk_with_somebody_in_front_of_it(tx: Tx) -> None:
    anna = await at_work(tx)
    contact = await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    with pytest.raises(DeskBusy):
        await commands.close_desk(tx, NORD, 1, anna.by(2))
    with pytest.raises(DeskBusy):
        await commands.open_desk(tx, NORD, 2, anna.by(2))
    await commands.pause_desk(tx, NORD, 1, anna.by(3))
    assert await in_front_of(tx) == contact.id


async def at_once(pool: Pool, *wanted: tuple[Staff, int]) -> list[type[Refused] | None]:
    """Open desks at once, each request in its own transaction; who was refused, and how."""

    async def one(staff: Staff, number: int) -> type[Refused] | None:
        try:
            async with transaction(pool, Scope.SYSTEM) as tx:
                await commands.open_desk(tx, DATC, number, staff.by(1))
        except Refused as why:
            return type(why)
        return None

    return await asyncio.gather(*(one(staff, number) for staff, number in wanted))


async def test_of_two_who_open_a_new_desk_at_once_one_is_refused(pool: Pool) -> None:
    await load_city(pool)
    for number in range(1, 5):
        answers = await at_once(pool, *((Staff(), number) for _ in range(4)))
        assert sorted(answers, key=str) == [DeskTaken, DeskTaken, DeskTaken, None]


async def test_of_two_who_open_a_closed_desk_at_once_one_is_refused(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        for number in range(1, 5):
            staff = await at_work(tx, number, DATC)
            await commands.close_desk(tx, DATC, number, staff.by(0))
    for number in range(1, 5):
        answers = await at_once(pool, *((Staff(), number) for _ in range(4)))
        assert sorted(answers, key=str) == [DeskTaken, DeskTaken, DeskTaken, None]


async def test_two_who_want_each_others_desk_at_once_are_both_refused(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        anna, berta = await at_work(tx, 1, DATC), await at_work(tx, 2, DATC)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("SELECT FROM desk WHERE unit = $1 AND number = 1 FOR UPDATE", DATC)
        first = asyncio.create_task(at_once(pool, (berta, 1)))
        await blocked(pool)
        second = asyncio.create_task(at_once(pool, (anna, 2)))
        await blocked(pool, times=2)
    assert await first + await second == [DeskTaken, DeskTaken]


async def test_whoever_opens_several_desks_at_once_ends_up_at_one(pool: Pool) -> None:
    await load_city(pool)
    anna = Staff()
    assert await at_once(pool, *((anna, number) for number in (1, 2, 3, 4))) == [None] * 4
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert len(await open_ones(tx, DATC)) == 1

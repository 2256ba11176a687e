"""What staff of one centre may do within their own scope, though it concerns another one."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival, Destination, Heard, Told
from services.gateway.domain import CallEvent, Contact, Known
from shared import db
from shared.contracts.gateway import ContactState, DeskState
from shared.db import Pool, Scope, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.web.edge import scope_of
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.databases import Database
from tests.gateway.scene import NINE, Staff, of, stored


@pytest_asyncio.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """The service's own user, to whom nothing is visible without a scope."""
    opened = await db.connect(await database("gateway"), size=3, application="test")
    await load_city(opened)
    yield opened
    await opened.close()


def scope(staff: Staff) -> Scope:
    return scope_of(staff.by().who)


async def arrived(pool: Pool, staff: Staff, unit: str) -> Contact:
    async with transaction(pool, scope(staff)) as tx:
        return await commands.open_contact(tx, Arrival(unit), staff.by())


async def test_a_contact_is_passed_to_another_centre_and_is_then_out_of_sight(pool: Pool) -> None:
    nord, sud = of(NORD), of(SUD)
    contact = await arrived(pool, nord, NORD)
    async with transaction(pool, scope(nord)) as tx:
        await commands.pass_on(tx, contact.id, Destination(SUD), nord.by(1))
    async with transaction(pool, scope(nord)) as tx:
        with pytest.raises(NotFound):
            await queries.contact(tx, contact.id, nord.by(1).who, NINE)
    async with transaction(pool, scope(sud)) as tx:
        assert (await queries.contact(tx, contact.id, sud.by(1).who, NINE)).unit == SUD


async def test_who_passed_it_takes_it_back(pool: Pool) -> None:
    nord = of(NORD)
    contact = await arrived(pool, nord, NORD)
    async with transaction(pool, scope(nord)) as tx:
        await commands.pass_on(tx, contact.id, Destination(SUD), nord.by(1))
    async with transaction(pool, scope(nord)) as tx:
        assert (await commands.undo(tx, contact.id, nord.by(2))).unit == NORD
    async with transaction(pool, scope(nord)) as tx:
        assert (await stored(tx, contact.id)).state is ContactState.WAITING


@pytest.mark.parametrize("further", [DATC, None])
async def test_who_passed_it_takes_nothing_back_once_others_acted(
    pool: Pool, further: str | None
) -> None:
    nord, sud = of(NORD), of(SUD)
    contact = await arrived(pool, nord, NORD)
    async with transaction(pool, scope(nord)) as tx:
        await commands.pass_on(tx, contact.id, Destination(SUD), nord.by(1))
    async with transaction(pool, scope(sud)) as tx:
        if further:
            await commands.pass_on(tx, contact.id, Destination(further), sud.by(2))
        else:
            await commands.abandon(tx, contact.id, sud.by(2))
    with pytest.raises(NotFound):
        async with transaction(pool, scope(nord)) as tx:
            await commands.undo(tx, contact.id, nord.by(3))


async def test_whoever_sits_down_here_leaves_the_desk_of_a_centre_that_is_no_longer_theirs(
    pool: Pool,
) -> None:
    before = of(SUD)
    async with transaction(pool, scope(before)) as tx:
        await commands.open_desk(tx, SUD, 1, before.by())
    now = Staff(frozenset({NORD}), before.id)
    async with transaction(pool, scope(now)) as tx:
        await commands.open_desk(tx, NORD, 1, now.by(1))
    async with transaction(pool, Scope.SYSTEM) as tx:
        desks = (await queries.reception(tx, SUD, before.by().who, NINE)).desks.all
        mine = (await queries.reception(tx, NORD, before.by().who, NINE)).desks.of(before.id)
    assert desks == ()
    assert mine is not None
    assert mine.state is DeskState.OPEN


async def test_two_exchanges_tell_of_one_call_each_at_its_own_unit(pool: Pool) -> None:
    async def tell(unit: str, event: CallEvent, minutes: int) -> list[Heard]:
        who = Principal(Staff().id, "exchange", frozenset({Role.TELEPHONY}), frozenset({unit}))
        told = Told("c-1", event, Known(NINE + timedelta(minutes=minutes), unit))
        async with transaction(pool, scope_of(who)) as tx:
            return await commands.hear(tx, [told], who)

    assert await tell(DATC, CallEvent.RANG, 0) == [Heard.ACCEPTED]
    assert await tell(NORD, CallEvent.ANSWERED, 2) == [Heard.ACCEPTED]
    assert await tell(NORD, CallEvent.RANG, 1) == [Heard.CONFLICT]
    assert await tell(DATC, CallEvent.HUNG_UP, 5) == [Heard.ACCEPTED]
    async with transaction(pool, Scope.SYSTEM) as tx:
        told = await queries.tally(tx, "phone", None, None, NINE)
    assert told.contacts == 1

"""Rebuilding ends in equal facts; what the archive no longer tells is carried over."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.indicators import reactions, store
from services.indicators.domain import Area
from services.indicators.queries import past_board
from shared import db
from shared.db import Pool, Tx
from tests.fixtures.cities import DATC, NORD
from tests.fixtures.databases import Database, as_owner, seeing_everything
from tests.indicators.contacts import a_contact, after, hear, keep, passed_on, told

FACTS = "SELECT * FROM public.contact_fact ORDER BY contact_id"


@pytest.fixture
async def place(database: Database) -> str:
    """The address of the indicators' database."""
    return await database("indicators")


@pytest.fixture
async def pool(place: str) -> AsyncIterator[Pool]:
    """What the worker and the boards see."""
    opened = await db.connect(seeing_everything(place), size=3, application="test")
    yield opened
    await opened.close()


@pytest.fixture
async def session(place: str) -> AsyncIterator[Tx]:
    """The owner's connection, as the command has it: it may hide the real tables from itself."""
    connection = await asyncpg.connect(as_owner(place))
    await db.stay_within(connection, db.Scope.SYSTEM)
    yield connection
    await connection.close()


async def rebuilt(session: Tx, events: list) -> store.Merged:
    await store.begin_shadow(session)
    await hear(session, events)
    async with session.transaction():
        return await store.merge(session)


async def test_the_same_events_change_nothing(pool: Pool, session: Tx) -> None:
    events = [a_contact(after(n)) for n in range(5)]
    async with pool.acquire() as tx:
        await keep(tx, events)
    before = await pool.fetch(FACTS)
    done = await rebuilt(session, events)
    assert (done.rebuilt, done.corrected, done.added, done.carried_over) == (5, 0, 0, 0)
    assert await pool.fetch(FACTS) == before


async def test_a_wrong_fact_is_corrected_and_a_lacking_one_added(pool: Pool, session: Tx) -> None:
    events = [a_contact(after(n)) for n in range(3)]
    async with pool.acquire() as tx:
        await keep(tx, events[:2])
    await pool.execute(
        "UPDATE contact_fact SET wait_us = 1 WHERE contact_id = $1", events[0].contact_id
    )
    done = await rebuilt(session, events)
    assert (done.corrected, done.added) == (1, 1)
    waits = await pool.fetch("SELECT DISTINCT wait_us FROM contact_fact")
    assert [row["wait_us"] for row in waits] == [60_000_000]


async def test_what_the_archive_no_longer_tells_is_carried_over(pool: Pool, session: Tx) -> None:
    old, new = a_contact(), a_contact(after(100))
    async with pool.acquire() as tx:
        await keep(tx, [old, new])
    done = await rebuilt(session, [new])
    assert (done.rebuilt, done.carried_over) == (1, 1)
    assert await pool.fetchval("SELECT count(*) FROM contact_fact") == 2


async def test_a_newer_version_that_arrives_meanwhile_stays(pool: Pool, session: Tx) -> None:
    old = a_contact(waits=60, version=3)
    newer = a_contact(waits=70, version=4, contact_id=old.contact_id)
    await store.begin_shadow(session)
    await reactions.keep_contacts(session, told([old]))
    async with pool.acquire() as tx:
        await keep(tx, [newer])
    async with session.transaction():
        await store.merge(session)
    assert await pool.fetchval("SELECT wait_us FROM contact_fact") == 70_000_000


PASSED = "SELECT unit, passed_from, passed_at FROM pending_call_fact"


async def test_a_rebuild_tells_from_where_a_call_passed_that_was_kept_before_that_was(
    pool: Pool, session: Tx
) -> None:
    call, passed = passed_on(600)
    async with pool.acquire() as tx:
        await hear(tx, [passed])
    assert tuple(await pool.fetchrow(PASSED) or ()) == (NORD, None, None)
    done = await rebuilt(session, [call, passed])
    assert (done.rebuilt, done.corrected, done.added) == (1, 1, 0)
    assert tuple(await pool.fetchrow(PASSED) or ()) == (NORD, DATC, after(600))


async def test_where_the_archive_begins_after_a_call_did_its_unit_of_before_stays_known(
    pool: Pool, session: Tx
) -> None:
    call, passed = passed_on(600)
    async with pool.acquire() as tx:
        await hear(tx, [call, passed])
    done = await rebuilt(session, [passed])
    assert (done.rebuilt, done.corrected) == (1, 0)
    assert tuple(await pool.fetchrow(PASSED) or ()) == (NORD, DATC, after(600))


async def test_what_passes_meanwhile_is_known_to_come_from_the_unit_that_was_rebuilt(
    pool: Pool, session: Tx
) -> None:
    call, passed = passed_on(600)
    await store.begin_shadow(session)
    await hear(session, [call])
    async with pool.acquire() as tx:
        await hear(tx, [passed])
    async with session.transaction():
        done = await store.merge(session)
    assert done.corrected == 1
    assert tuple(await pool.fetchrow(PASSED) or ()) == (NORD, DATC, after(600))


async def test_boards_stay_readable_meanwhile(pool: Pool, session: Tx) -> None:
    event = a_contact()
    async with pool.acquire() as tx:
        await keep(tx, [event])
    await store.begin_shadow(session)
    await reactions.keep_contacts(session, told([event]))
    async with pool.acquire() as reader:
        board = await past_board(reader, Area(NORD, (NORD,)), after(30))
    assert board.load.waiting == 1
    with pytest.raises(asyncpg.UndefinedTableError):
        await pool.fetch("SELECT * FROM pg_temp.contact_fact")


async def test_the_owner_who_says_no_scope_rebuilds_nothing(place: str, pool: Pool) -> None:
    async with pool.acquire() as tx:
        await keep(tx, [a_contact()])
    owner = await asyncpg.connect(as_owner(place))
    assert await owner.fetchval("SELECT count(*) FROM contact_fact") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rebuilt(owner, [a_contact(after(5))])
    await owner.close()

"""No statement, lock or idle transaction lasts for ever, and no request waits long for one."""

import asyncio
import time

import asyncpg
import pytest

from shared import db
from shared.errors import Unavailable
from tests.fixtures.databases import Database


async def test_every_connection_has_the_budgets(database: Database) -> None:
    pool = await db.connect(await database("shared"), size=1)
    told = {name: await pool.fetchval(f"SHOW {name}") for name in db.BUDGETS}
    await pool.close()
    assert told == {
        "statement_timeout": "10s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "UTC",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "standard_conforming_strings": "on",
    }


async def test_whoever_waits_a_second_for_a_connection_is_told_to_come_again(
    database: Database,
) -> None:
    pool = await db.connect(await database("shared"), size=1)
    async with db.transaction(pool, db.Scope.NOTHING):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            async with db.transaction(pool, db.Scope.NOTHING):
                pass
        assert 0.9 < time.monotonic() - began < 5
    await pool.close()


async def test_a_lock_that_is_not_to_be_had_is_given_up(database: Database) -> None:
    pool = await db.connect(await database("shared"), size=2)
    async with db.transaction(pool, db.Scope.NOTHING) as holding:
        await holding.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with asyncio.timeout(9), db.transaction(pool, db.Scope.NOTHING) as waiting:
                await waiting.execute("SELECT pg_advisory_xact_lock(1)")
    await pool.close()

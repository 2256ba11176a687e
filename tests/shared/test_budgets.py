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
    }


async def test_whoever_waits_a_second_for_a_connection_is_told_to_come_again(
    database: Database,
) -> None:
    pool = await db.connect(await database("shared"), size=1)
    async with db.transaction(pool):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            async with db.transaction(pool):
                pass
        assert 0.9 < time.monotonic() - began < 5
    await pool.close()


async def test_a_lock_that_is_not_to_be_had_is_given_up(database: Database) -> None:
    pool = await db.connect(await database("shared"), size=2)
    async with db.transaction(pool) as holding:
        await holding.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with asyncio.timeout(9), db.transaction(pool) as waiting:
                await waiting.execute("SELECT pg_advisory_xact_lock(1)")
    await pool.close()

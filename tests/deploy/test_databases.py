"""The suite's own databases."""

import asyncpg

from tests.fixtures.databases import Database


async def test_each_database_is_a_migrated_copy_of_its_own(database: Database) -> None:
    one, other = await database("shared"), await database("shared")
    assert one != other
    connection = await asyncpg.connect(one)
    try:
        assert await connection.fetchval("select to_regclass('outbox_pending') is not null")
    finally:
        await connection.close()

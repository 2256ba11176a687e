"""Every row of a database, in every column: nothing personal lies open."""

import asyncio
import os
from contextlib import suppress
from urllib.parse import urlsplit

import asyncpg

from tests.fixtures.canaries import AMISS, NAME, PATTERNS, canaries_in
from tests.sideways.watch import ROW, Finding, here, watch

MAY_HOLD = {
    (AMISS, "parked_event", "key"),
    (AMISS, "parked_event", "headers"),
    (AMISS, "parked_event", "value"),
    (NAME, "account", "display_name"),
}
"""Where what was found stands in its own column; a message that cannot be read is kept
as it is, and staff may have the surname of somebody who comes."""
WRITTEN = """
SELECT c.relname, format('%I.%I', n.nspname, c.relname) AS place
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_|^information_schema$' AND pg_relation_size(c.oid) > 0
"""
SEARCH = """
SELECT '{name}' AS "table", field.key AS "column", field.value
FROM {place} AS t CROSS JOIN LATERAL jsonb_each_text(to_jsonb(t)) AS field
WHERE lower(t::text) ~ $1 AND lower(field.value) ~ $1
"""
ANYTHING = "|".join(PATTERNS.values())


async def search_database(dsn: str) -> None:
    """Search a database, as a role from which no row is hidden."""
    connection = await asyncpg.connect(dsn)
    try:
        await search_rows(connection)
    finally:
        await connection.close()


async def search_rows(connection: asyncpg.Connection) -> None:
    """Search all tables that a connection sees."""
    tables = await connection.fetch(WRITTEN)
    if not tables:
        return
    each = [SEARCH.format(name=row["relname"], place=row["place"]) for row in tables]
    hits = await connection.fetch(" UNION ALL ".join(each), ANYTHING)
    watch().searched[ROW] += len(tables)
    if any(row["relname"] == "person" for row in tables):
        watch().went_in["people kept"] += await connection.fetchval("SELECT count(*) FROM person")
    for hit in hits:
        for what in canaries_in(hit["value"]):
            if (what, hit["table"], hit["column"]) not in MAY_HOLD:
                place = f"{hit['table']}.{hit['column']}, {here()}"
                watch().found.add(Finding(ROW, what, place))


async def search_databases_like(server: str, part: str) -> None:
    """Search every database of the server with this in its name, one on each core."""
    connection = await asyncpg.connect(server)
    rows = await connection.fetch(
        "SELECT datname FROM pg_database WHERE strpos(datname, $1) > 0 AND datallowconn", part
    )
    await connection.close()
    turns = asyncio.Semaphore(os.cpu_count() or 1)

    async def search(name: str) -> None:
        async with turns:
            with suppress(asyncpg.InvalidCatalogNameError):  # gone in the meantime
                await search_database(urlsplit(server)._replace(path=f"/{name}").geturl())

    await asyncio.gather(*(search(name) for (name,) in rows))

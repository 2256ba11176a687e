"""``portes archive``: the days of told events, which go only by an administrator's act."""

import json
from datetime import UTC, date, datetime

import asyncpg
from rich.table import Table

from deploy.cli.console import out
from deploy.cli.instance import OWNER, Instance
from deploy.local.command import Problem

PREFIX = "outbox_archive_"
DAYS = """
SELECT c.relname AS name, to_date(right(c.relname, 8), 'YYYYMMDD') AS day,
       pg_total_relation_size(c.oid) AS bytes
FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'outbox_archive'::regclass AND c.relname ~ '_[0-9]{8}$' ORDER BY day
"""


async def days(instance: Instance, service: str) -> list[tuple[str, date, int]]:
    """Each partition: its name, its day of publication (UTC), and its size in bytes."""
    connection = await asyncpg.connect(instance.dsn(service, OWNER))
    try:
        return [(row["name"], row["day"], row["bytes"]) for row in await connection.fetch(DAYS)]
    finally:
        await connection.close()


async def show(instance: Instance, service: str, *, as_json: bool) -> None:
    """Print the days and their sizes."""
    found = await days(instance, service)
    if as_json:
        print(json.dumps([{"day": day.isoformat(), "bytes": size} for _, day, size in found]))
        return
    table = Table("day (UTC)", "megabytes", box=None)
    for _, day, size in found:
        table.add_row(day.isoformat(), f"{size / 1e6:.1f}")
    out.print(table)


async def drop(instance: Instance, service: str, before: date) -> list[date]:
    """Delete the days before one; a rebuild then starts later."""
    if before > datetime.now(UTC).date():
        raise Problem(
            "Only days that are over can go: choose today's date (UTC) or an earlier one."
        )
    doomed = [(name, day) for name, day, _ in await days(instance, service) if day < before]
    connection = await asyncpg.connect(instance.dsn(service, OWNER))
    try:
        async with connection.transaction():
            for name, _ in doomed:
                await connection.execute(f'DROP TABLE "{name}"')
    finally:
        await connection.close()
    return [day for _, day in doomed]

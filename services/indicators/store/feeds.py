"""Desks, heartbeats, and how far each partition is applied."""

from collections.abc import Iterable
from datetime import datetime

from shared.contracts.gateway import DeskChanged
from shared.db import Tx

KEEP_DESKS = """
INSERT INTO desk_fact (unit, desk, version, state, since)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::timestamptz[])
ON CONFLICT DO NOTHING
"""
KEEP_HEARTBEATS = """
INSERT INTO feed (service, at, told_at, since)
SELECT service, at, told_at, at
FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS beat (service, at, told_at)
ON CONFLICT (service) DO UPDATE
SET at = excluded.at, told_at = excluded.told_at, heard_at = clock_timestamp()
WHERE excluded.told_at > feed.told_at
"""
KEEP_PLACES = """
INSERT INTO feed_place (topic, partition, told_at)
SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[])
ON CONFLICT (topic, partition) DO UPDATE
SET told_at = excluded.told_at, heard_at = clock_timestamp()
"""


async def keep_desks(tx: Tx, events: Iterable[DeskChanged]) -> None:
    """Keep each change of a desk once."""
    rows = [(event.unit, event.desk, event.version, event.state, event.since) for event in events]
    await _keep(tx, KEEP_DESKS, rows)


async def keep_heartbeats(tx: Tx, rows: Iterable[tuple[str, datetime, datetime]]) -> None:
    """Keep the newest heartbeat of each service: name, business time, publication."""
    newest = {row[0]: row for row in sorted(rows, key=lambda row: row[2])}
    await _keep(tx, KEEP_HEARTBEATS, newest.values())


async def keep_places(tx: Tx, rows: Iterable[tuple[str, int, datetime]]) -> None:
    """Keep how far partitions are applied: topic, partition, publication of the newest event."""
    await _keep(tx, KEEP_PLACES, {row[:2]: row for row in rows}.values())


async def _keep(tx: Tx, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    if columns := list(zip(*rows, strict=True)):
        await tx.execute(statement, *columns)

"""Signs of life of the services whose times and sessions are offered here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.db import Tx

KNOWN_FOR = timedelta(seconds=12)
"""So long after a sign of life what its service told counts as how things are; real time."""
KEEP = """
INSERT INTO feed (service, at, told_at)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
ON CONFLICT (service) DO UPDATE
SET at = excluded.at, told_at = excluded.told_at, heard_at = clock_timestamp()
WHERE excluded.told_at > feed.told_at
"""
HEARD = "SELECT service FROM feed WHERE clock_timestamp() - told_at < $1"


async def keep_heartbeats(tx: Tx, rows: Iterable[tuple[str, datetime, datetime]]) -> None:
    """Keep the newest heartbeat of each service: name, business time, publication."""
    newest = {row[0]: row for row in sorted(rows, key=lambda row: row[2])}
    if newest:
        await tx.execute(KEEP, *zip(*newest.values(), strict=True))


async def heard(tx: Tx) -> frozenset[str]:
    """The services whose news count as how things are now."""
    return frozenset(row["service"] for row in await tx.fetch(HEARD, KNOWN_FOR))

"""Rebuilding: the same reactions write shadow facts, which then replace differing ones at once.

The shadow tables are temporary and carry the names of the real ones, so that PostgreSQL finds
them first in this one session: the reactions need not know, and an interrupted rebuild leaves
nothing behind.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from services.indicators.store.snapshots import TAKEN
from shared.db import Tx

SHADOWED = (
    "contact_fact",
    "desk_fact",
    "feed",
    "feed_place",
    *(taken.table for taken in TAKEN),
)
ARCHIVE = """
SELECT id, event_id, topic, key, type, version, data, at
FROM outbox_archive WHERE (at, id) > ($1, $2) AND topic = ANY($3) ORDER BY at, id LIMIT $4
"""
CORRECT = """
UPDATE public.contact_fact AS fact SET
    version = told.version, code = told.code, door = told.door, unit = told.unit,
    opened_unit = told.opened_unit, level = told.level, reason = told.reason, state = told.state,
    outcome = told.outcome, city_version = told.city_version, opened_at = told.opened_at,
    started_at = told.started_at, ended_at = told.ended_at, wait_us = told.wait_us,
    service_us = told.service_us, since = told.since, until = told.until, spans = told.spans,
    matters = told.matters, intensity = told.intensity,
    interpreter_asked_at = told.interpreter_asked_at,
    interpreter_arrived_at = told.interpreter_arrived_at,
    interpreter_left_at = told.interpreter_left_at,
    pending_call = told.pending_call, entered_later = told.entered_later
FROM pg_temp.contact_fact AS told
WHERE told.contact_id = fact.contact_id AND told.version >= fact.version
    AND told IS DISTINCT FROM fact
"""
ADD = """
INSERT INTO public.contact_fact SELECT * FROM pg_temp.contact_fact ON CONFLICT DO NOTHING
"""
CARRIED = """
SELECT count(*) FROM public.contact_fact AS fact WHERE NOT EXISTS
    (SELECT FROM pg_temp.contact_fact AS told WHERE told.contact_id = fact.contact_id)
"""
DESKS = """
INSERT INTO public.desk_fact SELECT * FROM pg_temp.desk_fact
ON CONFLICT (unit, desk, version) DO UPDATE SET state = excluded.state, since = excluded.since
WHERE (desk_fact.state, desk_fact.since) IS DISTINCT FROM (excluded.state, excluded.since)
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a rebuild did to the contact facts."""

    rebuilt: int
    corrected: int
    added: int
    carried_over: int


async def archived(
    gateway: Tx, topics: list[str], chunk: int = 5000
) -> AsyncIterator[list[asyncpg.Record]]:
    """The gateway's archived events in order of publication, a chunk at a time."""
    at, last = datetime.min.replace(tzinfo=UTC), 0
    while rows := await gateway.fetch(ARCHIVE, at, last, topics, chunk):
        at, last = rows[-1]["at"], rows[-1]["id"]
        yield rows


async def begin_shadow(session: Tx) -> None:
    """Hide the real facts from this session behind empty ones of the same names."""
    for table in SHADOWED:
        await session.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL)")


async def merge(tx: Tx) -> Merged:
    """Put the shadow facts in the place of the old ones, in the caller's transaction.

    Of two versions the greater stays, of equal ones the rebuilt; what the archive no longer
    tells is carried over unchanged. Readers see the old facts until the commit, then the new.
    """
    rebuilt = await tx.fetchval("SELECT count(*) FROM pg_temp.contact_fact")
    corrected = await tx.execute(CORRECT)
    added = await tx.execute(ADD)
    await tx.execute(DESKS)
    for taken in TAKEN:
        await tx.execute(taken.merge())
    carried_over = await tx.fetchval(CARRIED)
    return Merged(rebuilt, _number(corrected), _number(added), carried_over)


def _number(status: str) -> int:
    return int(status.rsplit(" ", 1)[-1])

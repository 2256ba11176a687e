"""Rebuilding: the same reactions write shadow facts, which then replace differing ones at once.

The shadow tables are temporary and carry the names of the real ones, so that PostgreSQL finds
them first in this one session: the reactions need not know, and an interrupted rebuild leaves
nothing behind.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import asyncpg

from services.indicators.store.handed_on import HANDED_ON
from services.indicators.store.passing import PASSED_NEWER, keep_rebuilt_units
from services.indicators.store.snapshots import TAKEN
from shared.db import Tx

SNAPSHOTS = (*TAKEN, *HANDED_ON)
SHADOWED = (
    "contact_fact",
    "desk_fact",
    "pending_unit_fact",
    "feed",
    "feed_place",
    *(taken.table for taken in SNAPSHOTS),
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
    pending_call = told.pending_call, entered_later = told.entered_later,
    told_least_us = told.told_least_us, told_most_us = told.told_most_us
FROM pg_temp.contact_fact AS told
WHERE told.contact_id = fact.contact_id AND told.version >= fact.version
    AND told IS DISTINCT FROM fact
"""
DESKS = """
INSERT INTO public.desk_fact SELECT * FROM pg_temp.desk_fact
ON CONFLICT (unit, desk, version) DO UPDATE SET state = excluded.state, since = excluded.since
WHERE (desk_fact.state, desk_fact.since) IS DISTINCT FROM (excluded.state, excluded.since)
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a rebuild did to the facts that have one row each: all but changes of desk or unit."""

    rebuilt: int = 0
    corrected: int = 0
    added: int = 0
    carried_over: int = 0

    def with_(self, other: "Merged") -> "Merged":
        """Both together."""
        return Merged(
            self.rebuilt + other.rebuilt,
            self.corrected + other.corrected,
            self.added + other.added,
            self.carried_over + other.carried_over,
        )


async def archived(
    service: Tx, topics: list[str], chunk: int = 5000
) -> AsyncIterator[list[asyncpg.Record]]:
    """A service's archived events in order of publication, a chunk at a time."""
    at, last = datetime.min.replace(tzinfo=UTC), 0
    while rows := await service.fetch(ARCHIVE, at, last, topics, chunk):
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
    await tx.execute(DESKS)
    merged = await _merged(tx, "contact_fact", "contact_id", CORRECT)
    await keep_rebuilt_units(tx)
    for taken in SNAPSHOTS:
        merged = merged.with_(await _merged(tx, taken.table, taken.key, taken.correct()))
    newer = _number(await tx.execute(PASSED_NEWER))
    return replace(merged, corrected=merged.corrected + newer)


async def _merged(tx: Tx, table: str, key: str, correct: str) -> Merged:
    return Merged(
        rebuilt=await tx.fetchval(f"SELECT count(*) FROM pg_temp.{table}"),
        corrected=_number(await tx.execute(correct)),
        added=_number(
            await tx.execute(
                f"INSERT INTO public.{table} SELECT * FROM pg_temp.{table} ON CONFLICT DO NOTHING"
            )
        ),
        carried_over=await tx.fetchval(
            f"SELECT count(*) FROM public.{table} AS fact WHERE NOT EXISTS "
            f"(SELECT FROM pg_temp.{table} AS told WHERE told.{key} = fact.{key})"
        ),
    )


def _number(status: str) -> int:
    return int(status.rsplit(" ", 1)[-1])

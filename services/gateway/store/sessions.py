"""Sessions of the groups as their newest known event tells them, and signs of life of services."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.sessions import Session
from shared.contracts.groups import SessionChanged
from shared.db import Tx

SESSION = TypeAdapter(Session)
COLUMNS = {
    "session_id": "uuid",
    "version": "bigint",
    "programme": "text",
    "unit": "text",
    "language": "text",
    "starts_at": "timestamptz",
    "minutes": "int",
    "capacity": "int",
    "taken": "int",
    "offered": "int",
    "waiting": "int",
    "state": "text",
    "open": "boolean",
    "restricted": "boolean",
}
ARRAYS = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(COLUMNS.values(), 1))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "session_id")
KEEP = f"""
INSERT INTO group_session AS known ({", ".join(COLUMNS)}) SELECT * FROM unnest({ARRAYS})
ON CONFLICT (session_id) DO UPDATE SET {CHANGES} WHERE excluded.version > known.version
"""
KEEP_HEARTBEATS = """
INSERT INTO feed (service, at, told_at)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
ON CONFLICT (service) DO UPDATE
SET at = excluded.at, told_at = excluded.told_at, heard_at = clock_timestamp()
WHERE excluded.told_at > feed.told_at
"""


async def keep_sessions(tx: Tx, events: Iterable[SessionChanged]) -> None:
    """Keep what these tell; at most one of each session may be given."""
    ordered = sorted(events, key=lambda each: each.session_id)
    rows = [[getattr(event, name) for name in COLUMNS] for event in ordered]
    if rows:
        await tx.execute(KEEP, *zip(*rows, strict=True))


async def find_session(tx: Tx, session: UUID) -> Session | None:
    """The session as it is known."""
    row = await tx.fetchrow(
        f"SELECT {', '.join(COLUMNS)} FROM group_session WHERE session_id = $1", session
    )
    return None if row is None else session_of(row)


async def keep_heartbeats(tx: Tx, rows: Iterable[tuple[str, datetime, datetime]]) -> None:
    """Keep the newest heartbeat of each service: name, business time, publication."""
    newest = {row[0]: row for row in sorted(rows, key=lambda row: row[2])}
    if newest:
        await tx.execute(KEEP_HEARTBEATS, *zip(*newest.values(), strict=True))


def session_of(row: asyncpg.Record) -> Session:
    """The session of a row."""
    return SESSION.validate_python({field.name: row[field.name] for field in fields(Session)})

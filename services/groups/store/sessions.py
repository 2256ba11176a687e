"""Series and their sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.groups.domain.place import TOLD
from services.groups.domain.series import Every
from services.groups.domain.sessions import Session
from shared.db import Tx

SESSION = TypeAdapter(Session)
NAMES = [field.name for field in fields(Session)]
COLUMNS = ", ".join(NAMES)
VALUES = ", ".join(f"${number}" for number in range(1, len(NAMES) + 1))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in NAMES[1:])
KEEP = f"""
INSERT INTO group_session ({COLUMNS}) VALUES ({VALUES})
ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""
BESIDE = f"""
SELECT {COLUMNS} FROM group_session
WHERE state <> 'cancelled' AND id <> ALL($1) AND starts_at < $3
  AND starts_at + minutes * interval '1 minute' > $2
  AND (facilitators && $4::uuid[] OR (unit = $5 AND room = $6))
"""
MOVING = """
SELECT s.id FROM group_session AS s
WHERE s.state = 'published' AND EXISTS (
    SELECT FROM place AS p WHERE p.session = s.id AND (
        (p.state = 'offered' AND p.offered_until <= $1
            AND (p.door <> ALL($3) OR p.offered_until <= $4))
        OR (p.state = 'waiting' AND s.starts_at <= $1)))
ORDER BY s.starts_at, s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions that belong together."""

    id: UUID
    unit: str
    programme: str
    every: Every
    made_by: UUID
    made_at: datetime


async def add_series(tx: Tx, series: Series) -> None:
    """Keep a new series."""
    await tx.execute(
        "INSERT INTO group_series (id, unit, programme, every, made_by, made_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        *(getattr(series, field.name) for field in fields(series)),
    )


async def keep(tx: Tx, session: Session) -> None:
    """Keep a session as it stands; the sums of its places are none of ours."""
    await tx.execute(KEEP, *(getattr(session, name) for name in NAMES))


async def take(tx: Tx, session: UUID) -> Session | None:
    """The session, locked until the transaction ends: whoever moves its places takes it first."""
    row = await tx.fetchrow(
        f"SELECT {COLUMNS} FROM group_session WHERE id = $1 FOR UPDATE", session
    )
    return None if row is None else session_of(row)


async def one(tx: Tx, session: UUID) -> Session | None:
    """The session as it stands, for whoever changes nothing: nobody waits for anybody."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM group_session WHERE id = $1", session)
    return None if row is None else session_of(row)


async def of_series(tx: Tx, series: UUID) -> list[UUID]:
    """The series' sessions, soonest first."""
    rows = await tx.fetch(
        "SELECT id FROM group_session WHERE series = $1 ORDER BY starts_at, id", series
    )
    return [row["id"] for row in rows]


async def lock_times(tx: Tx, unit: str, room: str, facilitators: Collection[UUID]) -> None:
    """One change of a room's and of these people's times at once, always in the same order."""
    for name in sorted([f"{unit} {room}", *(str(each) for each in facilitators)]):
        await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 21))", name)


async def beside(tx: Tx, sessions: Sequence[Session]) -> list[Session]:
    """Other sessions in the same room or of the same people, from the first to the last of these.

    All have one room and the same people.
    """
    one = sessions[0]
    begins, ends = min(s.starts_at for s in sessions), max(s.ends_at for s in sessions)
    ids = [each.id for each in sessions]
    rows = await tx.fetch(BESIDE, ids, begins, ends, list(one.facilitators), one.unit, one.room)
    return [session_of(row) for row in rows]


async def moving(tx: Tx, at: datetime, heard_to: datetime | None, most: int) -> list[UUID]:
    """Sessions of which an offer ended, or that began while somebody waited, locked.

    What others told is heard up to then; nothing is without it. Those that somebody else has
    locked are left to the next time.
    """
    rows = await tx.fetch(MOVING, at, most, sorted(TOLD), heard_to)
    return [row["id"] for row in rows]


def session_of(row: asyncpg.Record) -> Session:
    """The session of a row."""
    return SESSION.validate_python({name: row[name] for name in NAMES})

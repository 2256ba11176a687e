"""Sessions of the groups that are open, as far as they told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.contracts.groups import SessionChanged
from shared.db import Tx
from shared.places_left import places_left

KEEP = """
INSERT INTO open_session (session, version, unit, programme, language, starts_at, minutes,
  capacity, taken, offered, waiting, open, restricted)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[],
  $6::timestamptz[], $7::smallint[], $8::integer[], $9::integer[], $10::integer[], $11::integer[],
  $12::boolean[], $13::boolean[])
ON CONFLICT (session) DO UPDATE SET version = excluded.version, unit = excluded.unit,
  programme = excluded.programme, language = excluded.language, starts_at = excluded.starts_at,
  minutes = excluded.minutes, capacity = excluded.capacity, taken = excluded.taken,
  offered = excluded.offered, waiting = excluded.waiting, open = excluded.open,
  restricted = excluded.restricted
WHERE open_session.version < excluded.version
"""
COLUMNS = (
    "session, unit, programme, language, starts_at, minutes, capacity, taken, offered, waiting, "
    "restricted"
)


@dataclass(frozen=True, slots=True)
class Session:
    """An open session, as the groups told it last."""

    id: UUID
    unit: str
    programme: str
    language: str
    starts_at: datetime
    minutes: int
    capacity: int
    taken: int
    offered: int
    waiting: int
    restricted: bool

    @property
    def left(self) -> int:
        """Places that whoever asks now may have."""
        return places_left(self.capacity, self.taken, self.offered, self.waiting)


async def find(tx: Tx, session_id: UUID, at: datetime) -> Session | None:
    """A session that is open, wherever it is held; none if it is not."""
    row = await tx.fetchrow(
        f"SELECT {COLUMNS} FROM open_session WHERE session = $1 AND open AND starts_at > $2",
        session_id,
        at,
    )
    return None if row is None else session_of(row)


def session_of(row: asyncpg.Record) -> Session:
    """The session of a row."""
    told = {name: row[name] for name in COLUMNS.split(", ") if name != "session"}
    return Session(id=row["session"], **told)


async def keep(tx: Tx, told: Sequence[SessionChanged]) -> None:
    """Keep what the groups tell of their sessions."""
    await tx.execute(
        KEEP,
        [each.session_id for each in told],
        [each.version for each in told],
        [each.unit for each in told],
        [each.programme for each in told],
        [each.language for each in told],
        [each.starts_at for each in told],
        [each.minutes for each in told],
        [each.capacity for each in told],
        [each.taken for each in told],
        [each.offered for each in told],
        [each.waiting for each in told],
        [each.open for each in told],
        [each.restricted for each in told],
    )

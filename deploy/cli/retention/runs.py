"""The reports: what was due at an instant, and what became of it. Numbers only."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from deploy.cli.retention.work import Moment
from shared.city import City
from shared.db import Connection

NEW = """
INSERT INTO retention_run (id, as_of, as_of_real, table_digest, due)
VALUES ($1, $2, $3, $4, $5::jsonb)
"""
BEGIN = """
UPDATE retention_run SET begun_at = coalesce(begun_at, clock_timestamp()) WHERE id = $1
"""
DONE = "UPDATE retention_run SET done = $2::jsonb WHERE id = $1"
END = "UPDATE retention_run SET ended_at = clock_timestamp() WHERE id = $1"
COLUMNS = """
SELECT id, as_of, as_of_real, table_digest, due::text, done::text, begun_at, ended_at
FROM retention_run
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind in one database: how many rows, of what was before ``limit``."""

    kind: str
    database: str
    then: str
    limit: datetime
    rows: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What was due at an instant, by a table; what was removed of it, if somebody applied it."""

    id: UUID
    at: Moment
    digest: str
    due: Sequence[Line]
    done: Sequence[Line] = ()
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def rows(self) -> int:
        """How many rows were due."""
        return sum(line.rows for line in self.due)


def digest_of(city: City) -> str:
    """Names the city's table, so that what is applied is what somebody saw."""
    told = [each.model_dump(mode="json", include={"kind", "keep"}) for each in city.retention]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


async def keep(tx: Connection, at: Moment, digest: str, due: Sequence[Line]) -> Run:
    """Keep what is due at that moment as a report."""
    made = Run(uuid7(), at, digest, due)
    await tx.execute(NEW, made.id, at.business, at.real, digest, _told(due))
    return made


async def begin(tx: Connection, run: UUID) -> None:
    """Somebody applies it."""
    await tx.execute(BEGIN, run)


async def note(tx: Connection, run: UUID, done: Sequence[Line]) -> None:
    """So far this was removed."""
    await tx.execute(DONE, run, _told(done))


async def end(tx: Connection, run: UUID) -> None:
    """All of it was."""
    await tx.execute(END, run)


async def one(tx: Connection, run: UUID) -> Run | None:
    """The report of that id."""
    row = await tx.fetchrow(f"{COLUMNS} WHERE id = $1", run)
    return None if row is None else _run(row)


async def newest(tx: Connection) -> Run | None:
    """The newest report."""
    row = await tx.fetchrow(f"{COLUMNS} ORDER BY as_of_real DESC, id DESC LIMIT 1")
    return None if row is None else _run(row)


def _told(lines: Sequence[Line]) -> str:
    return json.dumps([asdict(line) for line in lines], default=datetime.isoformat)


def _run(row: asyncpg.Record) -> Run:
    at = Moment(row["as_of"], row["as_of_real"])
    due, done = (tuple(map(_line, json.loads(row[name] or "[]"))) for name in ("due", "done"))
    ended = (row["begun_at"], row["ended_at"])
    return Run(row["id"], at, row["table_digest"], due, done, *ended)


def _line(told: dict[str, str | int | None]) -> Line:
    times = {
        name: datetime.fromisoformat(str(told[name])) if told[name] else None
        for name in ("limit", "oldest")
    }
    return Line(**{**told, **times})  # type: ignore[arg-type]  # as _told wrote it

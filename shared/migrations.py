"""Numbered SQL migrations in dbmate's format, run by the schema's owner before the start."""

import asyncio
import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.db import Pool, Tx

ROOT = Path(__file__).parent.parent
SHARED = ROOT / "shared" / "schema"
IDENTITY = ROOT / "shared" / "identity" / "schema"
LOCK = 7_079_001
WAIT_SECONDS = 0.5
UP = re.compile(r"^-- migrate:up\b[^\n]*\n(.*?)(?=^-- migrate:down\b|\Z)", re.S | re.M)
LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migration (
    version text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
)"""


class Changed(Exception):
    """A released migration's file differs from what was applied; undo the edit, add a new file."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: ``version`` is its folder's owner and its name."""

    version: str
    statements: str
    checksum: str


def folders_of(service: str) -> list[Path]:
    """Where the migrations of a service's database are, in order; ``identity`` has its own."""
    if service == "identity":
        return [IDENTITY]
    return [SHARED, ROOT / "services" / service / "schema"]


def _migrations(folders: Sequence[Path]) -> Iterator[Migration]:
    for folder in folders:
        for path in sorted(folder.glob("[0-9]*.sql")):
            text = path.read_text()
            up = UP.search(text)
            if up is None:
                raise ValueError(f"{path.name} has no '-- migrate:up' part")
            checksum = hashlib.sha256(text.encode()).hexdigest()
            yield Migration(f"{folder.parent.name}/{path.stem}", up.group(1), checksum)


async def migrate(dsn: str, folders: Sequence[Path]) -> list[str]:
    """Bring a database to the newest version, all or nothing; the versions applied now."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            await connection.execute("SET LOCAL lock_timeout = '5s'")
            await connection.execute("SET LOCAL statement_timeout = '10min'")
            await connection.execute(LEDGER)
            fresh = await _missing(connection, folders)
            for migration in fresh:
                await connection.execute(migration.statements)
                await connection.execute(
                    "INSERT INTO schema_migration (version, checksum) VALUES ($1, $2)",
                    migration.version,
                    migration.checksum,
                )
        return [migration.version for migration in fresh]
    finally:
        await connection.close()


async def grant(dsn: str, folders: Sequence[Path], role: str, service: str) -> None:
    """Give a service's user exactly what the folders' ``grants.sql`` say.

    Where services share a database, ``grants_<service>.sql`` says what only that one needs.
    """
    connection = await asyncpg.connect(dsn)
    try:
        quoted = await connection.fetchval("SELECT quote_ident($1)", role)
        async with connection.transaction():
            for grants in (folder / name for folder in folders for name in _grants(service)):
                if grants.exists():
                    await connection.execute(grants.read_text().replace("{role}", quoted))
    finally:
        await connection.close()


def _grants(service: str) -> tuple[str, str]:
    return "grants.sql", f"grants_{service}.sql"


async def missing(where: Pool | Tx, folders: Sequence[Path]) -> list[str]:
    """Versions that the database still lacks; a process waits until there are none."""
    if await where.fetchval("SELECT to_regclass('schema_migration')") is None:
        return [migration.version for migration in _migrations(folders)]
    return [migration.version for migration in await _missing(where, folders)]


async def all_applied(where: Pool | Tx, folders: Sequence[Path]) -> None:
    """Wait until the operator has migrated the database as far as this code needs."""
    for _ in itertools.count():
        if not await missing(where, folders):
            return
        await asyncio.sleep(WAIT_SECONDS)


async def _missing(where: Pool | Tx, folders: Sequence[Path]) -> list[Migration]:
    rows = await where.fetch("SELECT version, checksum FROM schema_migration")
    applied = {row["version"]: row["checksum"] for row in rows}
    known = list(_migrations(folders))
    for migration in known:
        if applied.get(migration.version, migration.checksum) != migration.checksum:
            raise Changed(migration.version)
    return [migration for migration in known if migration.version not in applied]

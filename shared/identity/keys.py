"""Machines' keys: kept as a hash, shown once, two live at once while one follows the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from shared.db import Pool, Tx
from shared.errors import NotFound
from shared.identity.changes import What, note
from shared.identity.hashing import digest, fresh
from shared.identity.principal import Role
from shared.identity.refusals import NameTaken, TwoKeys
from shared.identity.rights import Rights, rights

KEY_PREFIX = "portes_"
PREFIX_LENGTH = len(KEY_PREFIX) + 6
LASTS = timedelta(days=365)
MOST_LIVE = 2
LIVE = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())"
KEY = f"""
SELECT id, machine, name, prefix, roles, units, organisation, created_at, expires_at, revoked_at,
    last_used_at, {LIVE} AS live FROM api_key
"""  # noqa: S608 - our own words
ADD = """
INSERT INTO api_key (id, machine, name, prefix, key_hash, expires_at, roles, units, organisation)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::interval, $7, $8, $9)
"""
ADD_OURS = """
INSERT INTO api_key (id, machine, name, prefix, key_hash, roles, units, organisation, installation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true)
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; ``machine`` is the same for keys that follow one another."""

    id: UUID
    machine: UUID
    name: str
    prefix: str
    rights: Rights
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """To the minute."""
    live: bool


async def listed(identity: Pool | Tx, *, all_of_them: bool = False) -> list[Key]:
    """Keys by name, the newest first; those that ended only if asked for."""
    which = "true" if all_of_them else LIVE
    rows = await identity.fetch(f"{KEY} WHERE {which} ORDER BY name, created_at DESC")
    return [_key(row) for row in rows]


async def create(
    tx: Tx, name: str, given: Rights, lasts: timedelta = LASTS, by: UUID | None = None
) -> str:
    """A new machine's first key. Raises ``NameTaken``, or why the rights do not fit."""
    given.for_a_key()
    if await _live(tx, name):
        raise NameTaken
    key, machine = fresh(KEY_PREFIX), uuid7()
    await _add(tx, key, machine, (name, given, lasts))
    await note(tx, machine, by, What.KEY_CREATED, (None, given.told()))
    return key


async def rotate(tx: Tx, name: str, lasts: timedelta = LASTS, by: UUID | None = None) -> str:
    """A second key with the same rights, beside the first until that one is revoked.

    Raises ``NotFound`` for a name without a live key, ``TwoKeys`` when there are two.
    """
    live = await _live(tx, name)
    if not live:
        raise NotFound
    if len(live) >= MOST_LIVE:
        raise TwoKeys
    key, before = fresh(KEY_PREFIX), live[0]
    before.rights.for_a_key()
    await _add(tx, key, before.machine, (name, before.rights, lasts))
    await note(tx, before.machine, by, What.KEY_ROTATED)
    return key


async def revoke(tx: Tx, prefix: str, by: UUID | None = None) -> int:
    """End every live key of that prefix; how many. It acts within five seconds."""
    rows = await tx.fetch(
        f"UPDATE api_key SET revoked_at = clock_timestamp() WHERE prefix = $1 AND {LIVE} "  # noqa: S608
        "RETURNING machine",
        prefix[:PREFIX_LENGTH],
    )
    for row in rows:
        await note(tx, row["machine"], by, What.KEY_REVOKED, ({"prefix": prefix}, None))
    return len(rows)


async def create_key(
    tx: Tx, name: str, roles: Iterable[Role], units: Iterable[str] | None = None
) -> str:
    """A key of the installation itself, which may do people's work: its command line.

    Only the schema's owner can make one.
    """
    key, given, made = fresh(KEY_PREFIX), rights(roles, units), uuid7()
    prefix = key[:PREFIX_LENGTH]
    await tx.execute(ADD_OURS, made, made, name, prefix, digest(key), *given.columns())
    return key


async def _add(tx: Tx, key: str, machine: UUID, what: tuple[str, Rights, timedelta]) -> None:
    name, given, lasts = what
    prefix = key[:PREFIX_LENGTH]
    await tx.execute(ADD, uuid7(), machine, name, prefix, digest(key), lasts, *given.columns())


async def _live(tx: Tx, name: str) -> list[Key]:
    """The live keys of a name, which nobody else adds to meanwhile; the newest first."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('api_key'), hashtext($1))", name)
    rows = await tx.fetch(f"{KEY} WHERE name = $1 AND {LIVE} ORDER BY created_at DESC", name)
    return [_key(row) for row in rows]


def _key(row: asyncpg.Record) -> Key:
    return Key(
        row["id"],
        row["machine"],
        row["name"],
        row["prefix"],
        rights(row["roles"], row["units"], row["organisation"]),
        row["created_at"],
        row["expires_at"],
        row["revoked_at"],
        row["last_used_at"],
        row["live"],
    )

"""Legal holds: persons and contacts of which nothing is removed until somebody says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance
from deploy.local.command import Problem
from shared.db import Connection

HELD = """
SELECT subject FROM legal_hold WHERE released_at IS NULL
UNION SELECT c.id FROM contact AS c JOIN legal_hold AS h ON h.subject = c.person
WHERE h.released_at IS NULL
UNION SELECT c.person FROM contact AS c JOIN legal_hold AS h ON h.subject = c.id
WHERE h.released_at IS NULL AND c.person IS NOT NULL
"""
KIND = """
SELECT 'person' FROM person WHERE id = $1 AND erased_at IS NULL
UNION ALL SELECT 'contact' FROM contact WHERE id = $1
"""
HOLD = "INSERT INTO legal_hold (id, subject, kind, reason) VALUES ($1, $2, $3, $4)"
RELEASE = """
UPDATE legal_hold SET released_at = clock_timestamp()
WHERE subject = $1 AND released_at IS NULL RETURNING true
"""
LISTED = """
SELECT subject, kind, reason, held_at, released_at FROM legal_hold
WHERE $1 OR released_at IS NULL ORDER BY held_at, id
"""


class Reason(StrEnum):
    """Why something is held."""

    CLAIM = "claim"
    """Legal claims: made, exercised or answered."""
    COMPLAINT = "complaint"
    AUTHORITY = "authority"
    """A court or an authority asked for it."""
    RESTRICTION = "restriction"
    """The person wants it restricted rather than erased."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Who or what is held, why, since when and until when."""

    subject: UUID
    kind: str
    reason: Reason
    held_at: datetime
    released_at: datetime | None


async def held(tx: Connection) -> Sequence[UUID]:
    """Whatever is held, with a held person's contacts and a held contact's person."""
    return [row["subject"] for row in await tx.fetch(HELD)]


async def hold(instance: Instance, subject: UUID, reason: Reason) -> str:
    """Hold a person or a contact; which of the two it is. Raises ``Problem``."""
    async with gateway(instance) as tx:
        kind: str | None = await tx.fetchval(KIND, subject)
        if kind is None:
            raise Problem("There is no such person or contact, or the person is erased.")
        try:
            await tx.execute(HOLD, uuid7(), subject, kind, reason)
        except asyncpg.UniqueViolationError as why:
            raise Problem("It is held already. See: portes retention holds") from why
    return kind


async def release(instance: Instance, subject: UUID) -> None:
    """Let go what was held. Raises ``Problem``."""
    async with gateway(instance) as tx:
        if await tx.fetchval(RELEASE, subject) is None:
            raise Problem("It is not held. See: portes retention holds")


async def listed(instance: Instance, *, released: bool) -> list[Hold]:
    """What is held, oldest first; with ``released`` also what was."""
    async with gateway(instance) as tx:
        rows = await tx.fetch(LISTED, released)
    return [Hold(**dict(row) | {"reason": Reason(row["reason"])}) for row in rows]

"""Sealed people, and how that changed, for the officer alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway import store
from services.gateway.domain import SealReason
from shared.db import Tx
from shared.encryption import CannotBeOpened, KeysMissing, KeySource, Place, open_sealed
from shared.widening import as_the_service

SEALED = """
SELECT id, sealed_for, sealed_at, sealed_by FROM person WHERE sealed AND erased_at IS NULL
ORDER BY sealed_at DESC, id OFFSET $1 LIMIT $2
"""
CHANGES = "SELECT * FROM seal_change ORDER BY at DESC, id DESC OFFSET $1 LIMIT $2"


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A sealed person, and the units whose staff may know of them."""

    id: UUID
    units: tuple[str, ...]
    sealed_at: datetime | None
    sealed_by: UUID | None


@dataclass(frozen=True, slots=True)
class SealChange:
    """A person was sealed, for other units than before, or opened again."""

    id: UUID
    person: UUID
    what: str
    """``sealed``, ``resealed`` or ``unsealed``."""
    before: list[str]
    after: list[str]
    changed_by: UUID
    at: datetime
    reason: SealReason
    note: str | None
    unreadable: bool
    """There is a note whose key is not here."""


async def sealed_people(tx: Tx, after: int, limit: int) -> list[SealedPerson]:
    """A stretch of the sealed people, newest first."""
    async with as_the_service(tx):
        rows = await tx.fetch(SEALED, after, limit)
    return [
        SealedPerson(row["id"], tuple(row["sealed_for"]), row["sealed_at"], row["sealed_by"])
        for row in rows
    ]


async def seal_changes(tx: Tx, keys: KeySource, after: int, limit: int) -> list[SealChange]:
    """A stretch of the history of seals, newest first."""
    async with as_the_service(tx):
        rows = await tx.fetch(CHANGES, after, limit)
    return [_change(row, keys) for row in rows]


def _change(row: asyncpg.Record, keys: KeySource) -> SealChange:
    note = _note(row, keys)
    read = {"reason": SealReason(row["reason"]), "note": note}
    return SealChange(**dict(row) | read, unreadable=bool(row["note"]) and note is None)


def _note(row: asyncpg.Record, keys: KeySource) -> str | None:
    if row["note"] is None:
        return None
    try:
        place = Place(store.sealing.SEAL_CHANGES.table, "note", row["id"])
        return open_sealed(keys.ring().data, place, row["note"])
    except (KeysMissing, CannotBeOpened):
        return None

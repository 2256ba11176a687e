"""For which units people are sealed, and the history of it, which only grows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway.domain import Because
from shared.db import Tx
from shared.encryption import Encrypted, KeySource, Place, seal

By = tuple[UUID, datetime]
"""Who does it, and when."""
SEAL_CHANGES = Encrypted("seal_change", ("note",))
SEALED_FOR = """
SELECT CASE WHEN sealed THEN sealed_for ELSE '{}' END AS units FROM person
WHERE id = $1 AND erased_at IS NULL FOR UPDATE
"""
SEAL = """
UPDATE person SET sealed = $2, sealed_for = $3, sealed_at = CASE WHEN $2 THEN $4::timestamptz END,
  sealed_by = $5 WHERE id = $1
"""
NOTE = """
INSERT INTO seal_change (id, person, what, before, after, changed_by, at, reason, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def take_seal(tx: Tx, person: UUID) -> Sequence[str] | None:
    """The units for which a person is sealed, locked: none, or nobody at all."""
    row = await tx.fetchrow(SEALED_FOR, person)
    return sorted(row["units"]) if row else None


async def seal_person(tx: Tx, person: UUID, units: Collection[str], by: By) -> None:
    """Seal a person for these units, or for none open them again."""
    staff, at = by
    await tx.execute(SEAL, person, bool(units), units, at, staff)


async def note_seal(
    tx: Tx,
    person: UUID,
    change: tuple[Sequence[str], Sequence[str]],
    why: Because,
    by: By,
    keys: KeySource,
) -> None:
    """Add to the history from which units to which others the seal changed, and why."""
    before, after = change
    what = "unsealed" if not after else "resealed" if before else "sealed"
    row = uuid7()
    place = Place(SEAL_CHANGES.table, "note", row)
    note = seal(keys.ring().data, place, why.note) if why.note else None
    await tx.execute(NOTE, row, person, what, before, after, *by, why.reason, note)

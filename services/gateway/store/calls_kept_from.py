"""Open pending calls that staff have who must not see whose they are."""

from collections.abc import Collection
from uuid import UUID

from services.gateway.domain.pending import PendingCall
from services.gateway.store.pending import IS_OPEN, KNOWN_CALL, entry_of, lock_person
from shared.db import Tx

MISPLACED = f"""
person = ANY($1) AND {IS_OPEN}
AND (owner = ANY(kept_from(person)) OR caller = ANY(kept_from(person)))
"""
WHERE_THEY_ARE = f"SELECT person, unit FROM pending_call WHERE {MISPLACED} ORDER BY person, unit"
TO_FREE = f"{KNOWN_CALL} WHERE {MISPLACED} ORDER BY id FOR UPDATE"


async def misplaced(tx: Tx, people: Collection[UUID]) -> list[tuple[PendingCall, tuple[UUID, ...]]]:
    """These people's that are with somebody who must not see them, locked, and who must not."""
    for row in await tx.fetch(WHERE_THEY_ARE, people):
        await lock_person(tx, row["person"], row["unit"])
    rows = await tx.fetch(TO_FREE, people)
    return [(entry_of(row), tuple(row["kept_from"])) for row in rows]


async def kept_from(tx: Tx, person: UUID | None) -> tuple[UUID, ...]:
    """Who must neither see nor serve somebody; of nobody known, nobody."""
    return tuple(await tx.fetchval("SELECT kept_from($1)", person) or ())

"""People whom nobody erases and of whom no rule is made until a transaction ends."""

from collections.abc import Collection
from uuid import UUID

from shared.db import Tx
from shared.widening import as_the_service

STILL_KNOWN = """
SELECT id FROM person WHERE id = ANY($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE
"""


async def still_known(tx: Tx, people: Collection[UUID]) -> frozenset[UUID]:
    """Those of these who are known here and were not erased; nobody of them is erased meanwhile."""
    rows = await tx.fetch(STILL_KNOWN, list(people)) if people else []
    return frozenset(row["id"] for row in rows)


async def hold(tx: Tx, person_id: UUID | None) -> None:
    """Let no rule keep anybody from them until the transaction ends: whoever makes one locks them.

    Before contacts, slots and appointments, as those rules do; of nobody by the same statements.
    """
    async with as_the_service(tx):  # also of whom one may not know
        await tx.execute("SELECT FROM person WHERE id = $1 FOR KEY SHARE", person_id)

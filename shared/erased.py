"""Whom the gateway erased, in services that keep its identifiers.

What is told late, or again, of somebody who was erased must not bring their identifier back. Each
such service keeps the identifiers of the erased (``erased_person``) for as long as that may come.
"""

from collections.abc import Collection
from uuid import UUID

from shared.db import Tx

HOLD = """
SELECT pg_advisory_xact_lock(hashtextextended(id::text, 26)) FROM unnest($1::uuid[]) AS id
"""
NOTE = "INSERT INTO erased_person (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
AMONG = "SELECT id FROM erased_person WHERE id = ANY($1)"


async def note(tx: Tx, people: Collection[UUID]) -> None:
    """They were erased; whoever asks ``among`` meanwhile waits for this transaction."""
    await tx.execute(HOLD, sorted(people))
    await tx.execute(NOTE, sorted(people))


async def among(tx: Tx, people: Collection[UUID]) -> frozenset[UUID]:
    """Those of these who were erased; nobody of them is erased meanwhile."""
    if not people:
        return frozenset()
    await tx.execute(HOLD, sorted(people))
    return frozenset(row["id"] for row in await tx.fetch(AMONG, list(people)))

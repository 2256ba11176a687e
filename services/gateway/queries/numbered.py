"""Of which contacts a number is known at which to call back."""

from collections.abc import Sequence
from uuid import UUID

from services.gateway.domain import Contact
from services.gateway.store.reaching import OF_WHO_SPEAKS
from shared.db import Tx

NUMBERED = f"""
SELECT c.id FROM contact AS c LEFT JOIN person AS p ON p.id = c.person
WHERE c.id = ANY($1) AND (EXISTS (SELECT FROM caller_number AS n WHERE n.id = c.id)
  OR (p.telephone IS NOT NULL AND p.sealed_at IS NULL AND {OF_WHO_SPEAKS}))
"""
"""The person's counts where it is of who speaks: it is they who are called back.

A sealed person's counts for nobody: a desk must not tell by it that one is named.
"""


async def numbered(tx: Tx, contacts: Sequence[Contact]) -> frozenset[UUID]:
    """Of these; no statement where there are none."""
    if not contacts:
        return frozenset()
    ids = [each.id for each in contacts]
    return frozenset(row["id"] for row in await tx.fetch(NUMBERED, ids))

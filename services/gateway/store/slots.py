"""Times of the agenda as they change hands: each change is a version that is told."""

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from services.gateway.domain.slots import Slot
from services.gateway.store.agenda import slot_of
from shared.db import Tx

STANDS_IN = """
SELECT slot FROM appointment WHERE id = $1 AND state <> 'cancelled'
"""
TURNED = f"""
UPDATE agenda_slot AS s SET version = version + 1
FROM (SELECT id FROM agenda_slot WHERE id = ANY($1) ORDER BY id FOR UPDATE) AS held
WHERE s.id = held.id
RETURNING {", ".join(f"s.{field.name}" for field in fields(Slot))},
  EXISTS (SELECT FROM appointment AS a WHERE a.slot = s.id AND a.state <> 'cancelled') AS taken
"""


async def stands_in(tx: Tx, appointment: UUID) -> UUID | None:
    """The slot in which it stands; none if it is cancelled, or not kept yet."""
    found: UUID | None = await tx.fetchval(STANDS_IN, appointment)
    return found


async def turned(tx: Tx, slots: Collection[UUID]) -> list[tuple[Slot, bool]]:
    """The next version of these, which were closed, taken or set free, and which are taken now."""
    rows = await tx.fetch(TURNED, sorted(slots)) if slots else []
    return [(slot_of(row), row["taken"]) for row in sorted(rows, key=lambda row: row["id"])]

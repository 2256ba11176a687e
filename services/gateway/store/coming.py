"""Contacts by which people are here for appointments, with what was done with each last."""

from collections.abc import Collection
from uuid import UUID

from pydantic import TypeAdapter

from services.gateway.domain.attendance import LastDone
from services.gateway.domain.desk import Desk
from services.gateway.store.contacts import CONTACT, KNOWN, facts_of
from shared.db import Tx
from shared.widening import everywhere

DESK = TypeAdapter(Desk)
LAST_DONE = f"""
SELECT c.*, last.act AS last_act, last.at AS last_at, last.before AS last_before,
  (SELECT to_jsonb(d) FROM desk AS d
   WHERE d.unit = last.before ->> 'unit' AND d.number = (last.before ->> 'desk')::int) AS last_desk
FROM ({KNOWN}) AS c CROSS JOIN LATERAL (
  SELECT act, at, before FROM contact_act
  WHERE contact = c.id AND NOT undone ORDER BY version DESC LIMIT 1
) AS last
WHERE c.id = ANY($1)
"""


async def last_done(tx: Tx, arrivals: Collection[UUID]) -> dict[UUID | None, LastDone]:
    """What was done last with each of these contacts, wherever reception has passed them."""
    if not arrivals:
        return {}
    async with everywhere(tx):
        rows = await tx.fetch(LAST_DONE, list(arrivals))
    return {
        row["id"]: LastDone(
            facts_of(row),
            row["last_act"],
            row["last_at"],
            row["last_before"] and CONTACT.validate_python(row["last_before"]),
            row["last_desk"] and DESK.validate_python(row["last_desk"]),
        )
        for row in rows
    }

"""At which contacts they asked for a pending call and those that became one with it, about what."""

from uuid import UUID

from shared.db import Tx

ASKED_AT = """
array_remove(p.contact || ARRAY(SELECT joined.contact FROM pending_call AS joined
  WHERE joined.person = p.person AND joined.joined_into = p.id), NULL)
"""
"""Of a pending call p, as an expression of a statement."""
IS_ASKED_AT = f"SELECT $2 = ANY({ASKED_AT}) FROM pending_call AS p WHERE p.id = $1"


async def is_asked_at(tx: Tx, entry: UUID, contact: UUID) -> bool:
    """Whether it was at this contact that they asked to be called."""
    return bool(await tx.fetchval(IS_ASKED_AT, entry, contact))


ABOUT = """
WITH RECURSIVE one AS (
  SELECT id, contact, person, reason, first_at FROM pending_call WHERE id = $1
  UNION
  SELECT joined.id, joined.contact, joined.person, joined.reason, joined.first_at
  FROM pending_call AS joined JOIN one ON joined.joined_into = one.id
  WHERE joined.person = one.person
)
SELECT about.reason FROM one LEFT JOIN contact AS c ON c.id = one.contact
CROSS JOIN LATERAL (
  SELECT one.reason, 0 AS place UNION ALL
  SELECT m.matter ->> 'reason', m.place
  FROM jsonb_array_elements(c.matters) WITH ORDINALITY AS m (matter, place)
  WHERE m.matter ->> 'outcome' = 'call_back'
) AS about
WHERE about.reason IS NOT NULL ORDER BY one.first_at, one.id, about.place
"""


async def asked_about(tx: Tx, entry: UUID) -> list[str]:
    """The reasons about which they are to be called, within the scope; one may stand twice.

    Its own, those that ended so at its contact, and the same of those that became one with it.
    """
    return [row["reason"] for row in await tx.fetch(ABOUT, entry)]

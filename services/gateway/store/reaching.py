"""What was said of how to reach whoever a pending call or a contact concerns."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.pending import PendingCall
from services.gateway.domain.reaching import Reach, Told, cautious, reach
from services.gateway.domain.ways import SafeContact
from shared.db import Tx
from shared.widening import everywhere

TOLD = TypeAdapter(tuple[Told, ...])
SAID = """
SELECT coalesce(jsonb_agg(jsonb_build_object('ways', w.ways, 'interpreter', w.interpreter)
  ORDER BY w.own DESC, w.opened_at DESC, w.id), '[]')
FROM (
  SELECT c.id, c.opened_at, c.ways, c.interpreter IS NOT NULL AS interpreter,
    coalesce(c.id = {contact}, false) AS own FROM contact AS c
  WHERE (c.id = {contact} OR c.person = {person}) AND (c.interpreter IS NOT NULL
    OR coalesce(c.ways ->> 'language', c.ways ->> 'reached_by', c.ways ->> 'speaker') IS NOT NULL)
  ORDER BY own DESC, c.opened_at DESC, c.id LIMIT 5
) AS w
"""
"""The contact that it comes of first, then the newest of the person."""
SAFE = """
ARRAY(
  SELECT c.ways ->> 'safe_contact' FROM contact AS c
  WHERE c.id = {contact} AND c.ways ->> 'safe_contact' IS NOT NULL
  UNION ALL
  (SELECT c.ways ->> 'safe_contact' FROM contact AS c
   WHERE c.person = {person} AND c.ways ->> 'safe_contact' IS NOT NULL
   ORDER BY c.opened_at DESC, c.id LIMIT 1)
)
"""
"""At the contact that it comes of, and last of the person."""
HOW = f"({SAID}) AS told, {SAFE} AS safe"
"""All that was said, for ``how_said``: of every centre, if the transaction sees them."""
OF_BOTH = f"SELECT {HOW.format(contact='$1::uuid', person='$2::uuid')}"
OF_EACH = f"""
SELECT each.id, {HOW.format(contact="each.id", person="each.person")}
FROM contact AS each WHERE each.id = ANY($1)
"""
HAS_TELEPHONE = """
({person} IS NOT NULL
  AND NOT EXISTS (SELECT FROM person WHERE id = {person} AND telephone IS NULL AND NOT sealed))
"""
"""Whether a person has one, if anybody is named; a sealed one counts so, whatever they have."""
NUMBERED = f"""
SELECT EXISTS (SELECT FROM caller_number WHERE id IN ($1, $2))
  OR {HAS_TELEPHONE.format(person="$3::uuid")}
"""
OF_WHO_SPEAKS = "coalesce(p.telephone_of, 'self') = coalesce(c.ways ->> 'speaker', 'self')"
"""Whether the telephone of a person p is that of who speaks at a contact c; unasked: the person."""
How = tuple[Reach, SafeContact | None]


def how_said(row: asyncpg.Record) -> How:
    """How to reach them, and how safe that is, of a row with ``HOW``."""
    safe = cautious([SafeContact(each) for each in row["safe"]])
    return reach(TOLD.validate_python(row["told"])), safe


async def how_to_reach(tx: Tx, contact: UUID | None, person: UUID | None) -> How:
    """The same of one, as was said at this contact, of this person, within the scope."""
    [row] = await tx.fetch(OF_BOTH, contact, person)
    return how_said(row)


async def is_numbered(tx: Tx, entry: PendingCall) -> bool:
    """Whether there is a number to call, of the call or of whose it is; nothing is opened.

    Of a sealed person too, so as not to tell what they have.
    """
    async with everywhere(tx):  # it stays where they called, wherever the entry has passed
        found: bool = await tx.fetchval(NUMBERED, entry.id, entry.contact, entry.person)
    return found


async def how_to_reach_each(tx: Tx, contacts: Sequence[UUID]) -> dict[UUID, How]:
    """The same of whom each of these contacts concerns, by contact, in one look."""
    return {row["id"]: how_said(row) for row in await tx.fetch(OF_EACH, contacts)}

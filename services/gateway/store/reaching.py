"""What was said of how to reach whoever a pending call concerns."""

from pydantic import TypeAdapter

from services.gateway.domain.pending import PendingCall
from services.gateway.domain.reaching import Told
from shared.db import Tx

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
OF_ENTRY = SAID.format(contact="$1::uuid", person="$2::uuid")


async def told(tx: Tx, entry: PendingCall) -> tuple[Told, ...]:
    """What was said within the transaction's scope, what counts first."""
    return TOLD.validate_python(await tx.fetchval(OF_ENTRY, entry.contact, entry.person))

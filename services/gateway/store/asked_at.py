"""At which contacts they asked for a pending call, and for those with which it became one."""

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

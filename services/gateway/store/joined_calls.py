"""Pending calls that became one with another of the same person, which goes on for both."""

from uuid import UUID

from services.gateway.domain.pending import PendingCall
from services.gateway.store.pending import KNOWN_CALL, entry_of, lock_person
from shared.db import Tx

JOINED_INTO = f"""
{KNOWN_CALL} WHERE person = $2 AND joined_into = $1 ORDER BY id FOR UPDATE
"""
JOINED_BELOW = f"""
WITH RECURSIVE below AS (
    SELECT id FROM pending_call WHERE person = $2 AND joined_into = $1
    UNION
    SELECT p.id FROM pending_call AS p JOIN below ON p.joined_into = below.id WHERE p.person = $2
)
{KNOWN_CALL} WHERE person = $2 AND id IN (SELECT id FROM below)
ORDER BY first_at, id FOR UPDATE
"""
JOINED_OF_CONTACT = f"""
{KNOWN_CALL} WHERE contact = $1 AND joined_into IS NOT NULL ORDER BY id FOR UPDATE
"""


async def may_join_at(tx: Tx, entry: UUID, unit: str) -> None:
    """Wait until nobody else opens or joins any for whose it is where it is to go."""
    person = await tx.fetchval("SELECT person FROM pending_call WHERE id = $1", entry)
    if person is not None:
        await lock_person(tx, person, unit)


async def joined_into(tx: Tx, entry: PendingCall) -> list[PendingCall]:
    """Those of the same person that became one with this one, locked."""
    return [entry_of(row) for row in await tx.fetch(JOINED_INTO, entry.id, entry.person)]


async def joined_below(tx: Tx, entry: PendingCall) -> list[PendingCall]:
    """The same, and what had become one with those before, first come first, locked."""
    return [entry_of(row) for row in await tx.fetch(JOINED_BELOW, entry.id, entry.person)]


async def joined_of_contact(tx: Tx, contact: UUID) -> list[PendingCall]:
    """What came of a contact and became one with another of the same person, locked."""
    return [entry_of(row) for row in await tx.fetch(JOINED_OF_CONTACT, contact)]

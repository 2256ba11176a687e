"""The links by which a ticket is followed on a telephone, and the notices that were shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx

LOCK = "SELECT pg_advisory_xact_lock(hashtext('ticket_link'), hashtext(encode($1, 'hex')))"
TAKEN = "SELECT EXISTS (SELECT FROM ticket_link WHERE digest = $1)"
ADD_LINK = "INSERT INTO ticket_link (digest, contact, unit, until) VALUES ($1, $2, $3, $4)"
ADD_NOTICE = """
INSERT INTO notice_shown (contact, unit, version, language, at) VALUES ($1, $2, $3, $4, $5)
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A version of the privacy notice on a screen, in a language, at a time."""

    version: int
    language: str
    at: datetime


async def lock_ticket_link(tx: Tx, digest: bytes) -> bool:
    """Let nobody else take a ticket by this link meanwhile; whether somebody has."""
    await tx.execute(LOCK, digest)
    taken: bool = await tx.fetchval(TAKEN, digest)
    return taken


async def add_ticket_link(tx: Tx, digest: bytes, whose: tuple[UUID, str], until: datetime) -> None:
    """A contact's link, of the unit that gave the ticket, by its hash."""
    await tx.execute(ADD_LINK, digest, *whose, until)


async def add_notice(tx: Tx, whose: tuple[UUID, str], shown: Shown) -> None:
    """What a contact's person had before them when they took the ticket at that unit."""
    await tx.execute(ADD_NOTICE, *whose, shown.version, shown.language, shown.at)

"""What the two sides of a referral write to each other, sealed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.domain import Party
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, open_sealed, seal

MESSAGES = Encrypted("referral_message", ("words",))
ADD = """
INSERT INTO referral_message (id, referral, side, staff, at, words) VALUES ($1, $2, $3, $4, $5, $6)
"""
OF_REFERRAL = """
SELECT id, side, staff, at, words FROM referral_message WHERE referral = $1 ORDER BY id
"""
FORGET = """
DELETE FROM referral_message AS m USING referral AS r
WHERE r.id = m.referral AND r.person = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody of one side wrote to the other."""

    id: UUID
    side: Party
    staff: UUID
    """Who wrote it, by account or key."""
    at: datetime
    words: str


async def add(tx: Tx, referral: UUID, message: Message, ring: Keyring) -> None:
    """Keep what was written; it is never changed."""
    sealed = seal(ring.data, Place(MESSAGES.table, "words", message.id), message.words)
    whose = (message.side, message.staff, message.at)
    await tx.execute(ADD, message.id, referral, *whose, sealed)


async def count(tx: Tx, referral: UUID) -> int:
    """How many there are."""
    asked = "SELECT count(*) FROM referral_message WHERE referral = $1"
    return int(await tx.fetchval(asked, referral))


async def of_referral(tx: Tx, referral: UUID, ring: Keyring) -> list[Message]:
    """All of them, oldest first."""
    return [
        Message(
            row["id"],
            Party(row["side"]),
            row["staff"],
            row["at"],
            open_sealed(ring.data, Place(MESSAGES.table, "words", row["id"]), row["words"]),
        )
        for row in await tx.fetch(OF_REFERRAL, referral)
    ]


async def forget(tx: Tx, people: Collection[UUID]) -> None:
    """Nothing is left of what was written about these people."""
    await tx.execute(FORGET, list(people))

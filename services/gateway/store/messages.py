"""The words of messages and of their answers, sealed field by field."""

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, open_sealed, seal

PENDING = Encrypted("pending_call", ("message", "answer"))


async def write_words(tx: Tx, entry: UUID, column: str, text: str, ring: Keyring) -> None:
    """Keep the words of a message, or of its answer; ``column`` says which."""
    sealed = seal(ring.data, Place(PENDING.table, column, entry), text)
    await tx.execute(f"UPDATE pending_call SET {column} = $2 WHERE id = $1", entry, sealed)


@dataclass(frozen=True, slots=True)
class Words:
    """A message and its answer."""

    message: str | None
    answer: str | None


async def words(tx: Tx, entry: UUID, ring: Keyring) -> Words:
    """What was written. Raises ``CannotBeOpened``."""
    row = await tx.fetchrow("SELECT id, message, answer FROM pending_call WHERE id = $1", entry)

    def text(column: str) -> str | None:
        if row is None or row[column] is None:
            return None
        return open_sealed(ring.data, Place(PENDING.table, column, row["id"]), row[column])

    return Words(text("message"), text("answer"))

"""Calls to a desk by text message: what is to be sent, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain import Contact
from services.gateway.domain.ways import Withheld
from services.gateway.store.people import PEOPLE
from services.gateway.store.reaching import OF_WHO_SPEAKS
from shared.db import Tx
from shared.encryption import Keyring, Place, open_sealed

HAS_TELEPHONE = f"""
SELECT EXISTS (SELECT FROM contact AS c JOIN person AS p ON p.id = c.person
  WHERE c.id = $1 AND p.telephone IS NOT NULL AND p.erased_at IS NULL AND {OF_WHO_SPEAKS})
"""
ADD = """
INSERT INTO text_call (contact, called_at, unit) VALUES ($1, $2, $3)
ON CONFLICT (contact, called_at) DO NOTHING
"""
IN_TIME = "made_at > clock_timestamp() - interval '60 seconds'"
"""Whoever is called is awaited now: later a message would only confuse."""
NEXT = f"""
WITH tried AS (
    UPDATE text_call SET tries = tries + 1,
        again_at = clock_timestamp() + interval '2 seconds' * 2 ^ least(tries, 4)
    WHERE (contact, called_at) = (
        SELECT t.contact, t.called_at FROM text_call AS t JOIN contact AS c ON c.id = t.contact
        WHERE t.sent_at IS NULL AND t.refused IS NULL AND t.{IN_TIME}
          AND (t.again_at IS NULL OR t.again_at <= clock_timestamp())
          AND c.state = 'called' AND c.called_at = t.called_at
          AND c.ways ->> 'called_by' = 'text'
        ORDER BY t.made_at LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    ) RETURNING contact, called_at
)
SELECT tried.contact, tried.called_at, c.code, c.desk, c.ways ->> 'language' AS language,
  p.id AS person, p.telephone
FROM tried JOIN contact AS c ON c.id = tried.contact
LEFT JOIN person AS p ON p.id = c.person AND p.erased_at IS NULL AND {OF_WHO_SPEAKS}
"""
SENT = """
UPDATE text_call SET sent_at = clock_timestamp() WHERE contact = $1 AND called_at = $2
"""
WITHHELD = """
UPDATE text_call SET refused = 0, withheld = $3 WHERE contact = $1 AND called_at = $2
"""
REFUSED = "UPDATE text_call SET refused = $3 WHERE contact = $1 AND called_at = $2"


NOT_SENT = """
UPDATE text_call SET refused = 0 WHERE contact = $1 AND sent_at IS NULL AND refused IS NULL
"""


@dataclass(frozen=True, slots=True)
class TextCall:
    """A message that is due, its telephone still sealed; none where there is none any more."""

    contact: UUID
    called_at: datetime
    code: str
    desk: int
    language: str | None
    person: UUID | None
    telephone: bytes | None

    def number(self, ring: Keyring) -> str | None:
        """Whom to send it to. Raises ``CannotBeOpened``."""
        if self.person is None or self.telephone is None:
            return None
        place = Place(PEOPLE.table, "telephone", self.person)
        return open_sealed(ring.data, place, self.telephone)


async def has_telephone(tx: Tx, called: UUID) -> bool:
    """Whether a telephone is kept of whoever speaks at this contact: it is they who are called."""
    return bool(await tx.fetchval(HAS_TELEPHONE, called))


async def add_text(tx: Tx, called: Contact) -> None:
    """Have a message sent for this call."""
    await tx.execute(ADD, called.id, called.called_at, called.unit)


async def next_text(tx: Tx) -> TextCall | None:
    """The message that is due longest; its next try, later each time, is set already. Real time."""
    row = await tx.fetchrow(NEXT)
    return TextCall(**dict(row)) if row else None


async def text_sent(tx: Tx, text: TextCall) -> None:
    """The gateway of messages has taken it."""
    await tx.execute(SENT, text.contact, text.called_at)


async def text_refused(tx: Tx, text: TextCall, code: int) -> None:
    """It will never take it."""
    await tx.execute(REFUSED, text.contact, text.called_at, code)


async def text_withheld(tx: Tx, text: TextCall, why: Withheld) -> None:
    """It must not be sent any more, whatever was right when they were called."""
    await tx.execute(WITHHELD, text.contact, text.called_at, why)


async def not_to_be_sent(tx: Tx, contact: UUID) -> None:
    """What has not gone out calls nobody any more."""
    await tx.execute(NOT_SENT, contact)

"""What is to be written about places, to those who gave an address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from uuid_utils.compat import uuid7

from services.groups.domain.place import Place
from services.groups.domain.sessions import Session
from services.groups.store.places import NAMES as PLACE_NAMES
from services.groups.store.places import place_of
from services.groups.store.sessions import one
from shared.contracts.groups import PlaceState
from shared.db import Tx

ADD = """
INSERT INTO place_letter (id, place, unit, says, due_at)
SELECT $1, id, unit, $3, $4 FROM attendee WHERE id = $2 AND mail IS NOT NULL
"""
DROP = "DELETE FROM place_letter WHERE place = $1 AND sent_at IS NULL"
NEXT = f"""
WITH tried AS (
    UPDATE place_letter SET tries = least(tries + 1, 999), again_at = clock_timestamp()
        + least(interval '1 hour', interval '10 seconds' * 2 ^ least(tries, 9))
    WHERE id = (
        SELECT l.id FROM place_letter AS l JOIN attendee AS a ON a.id = l.place
        WHERE l.sent_at IS NULL AND l.refused IS NULL AND l.due_at <= $1 AND a.mail IS NOT NULL
          AND (l.again_at IS NULL OR l.again_at <= clock_timestamp())
        ORDER BY l.due_at LIMIT 1 FOR UPDATE OF l SKIP LOCKED
    ) RETURNING id AS letter, place, says
)
SELECT letter, says, a.mail, {", ".join(f"p.{name}" for name in PLACE_NAMES)}
FROM tried JOIN place AS p ON p.id = tried.place JOIN attendee AS a ON a.id = p.id
"""
FORGET = """
UPDATE attendee AS a SET mail = NULL FROM place AS p JOIN group_session AS s ON s.id = p.session
WHERE p.id = a.id AND a.mail IS NOT NULL
  AND (s.starts_at <= $1 OR p.state NOT IN ('waiting', 'offered', 'enrolled', 'expired'))
  AND NOT EXISTS (SELECT FROM place_letter AS l
      WHERE l.place = a.id AND l.sent_at IS NULL AND l.refused IS NULL
        AND l.due_at > $1 - interval '7 days')
"""


class Says(StrEnum):
    """What a letter about a place says."""

    ENROLLED = "enrolled"
    WAITING = "waiting"
    OFFERED = "offered"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REMINDER = "reminder"


SAID = {
    PlaceState.ENROLLED: Says.ENROLLED,
    PlaceState.WAITING: Says.WAITING,
    PlaceState.OFFERED: Says.OFFERED,
    PlaceState.REVOKED: Says.REVOKED,
    PlaceState.EXPIRED: Says.EXPIRED,
}
"""What is said of each state; of the others whoever has the link said it themselves."""


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is due, the place it is about and its session; the address still sealed."""

    letter: UUID
    says: Says
    mail: bytes
    place: Place
    session: Session


async def add(tx: Tx, place: UUID, says: Says, due_at: datetime) -> None:
    """Have it written, if there is an address."""
    await tx.execute(ADD, uuid7(), place, says, due_at)


async def drop(tx: Tx, place: UUID) -> None:
    """What has not been written is no longer true."""
    await tx.execute(DROP, place)


async def next_due(tx: Tx, at: datetime) -> Due | None:
    """The letter that is due longest; its next try, later each time, is set already. Real time."""
    row = await tx.fetchrow(NEXT, at)
    if row is None:
        return None
    place = place_of(row)
    session = await one(tx, place.session)  # unlocked: acts lock it before its letters
    if session is None:
        return None
    return Due(row["letter"], Says(row["says"]), row["mail"], place, session)


async def letter_sent(tx: Tx, letter: UUID) -> None:
    """The mail server has taken it."""
    await tx.execute("UPDATE place_letter SET sent_at = clock_timestamp() WHERE id = $1", letter)


async def letter_refused(tx: Tx, letter: UUID, code: int) -> None:
    """The mail server will never take it."""
    await tx.execute("UPDATE place_letter SET refused = $2 WHERE id = $1", letter, code)


async def forget_mail(tx: Tx, at: datetime) -> None:
    """Let go of addresses about whose places all is written, but of those who may wait again."""
    await tx.execute(FORGET, at)

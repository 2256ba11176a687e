"""What is to be written about appointments, to those who gave an address for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway.domain.agenda import Appointment
from services.gateway.domain.ways import NOT_SAFE
from services.gateway.store.agenda import COLUMNS, appointment_of
from services.gateway.store.reaching import SAFE
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, open_sealed, seal

ADD = """
INSERT INTO appointment_letter (id, appointment, unit, says, due_at)
SELECT $1, id, unit, $3, $4 FROM appointment WHERE id = $2 AND mail IS NOT NULL
"""
TOLD = """
SELECT count(*) > $2 FROM appointment_letter
WHERE appointment = $1 AND says IN ('booked', 'moved') AND sent_at IS NOT NULL
"""
DROP = "DELETE FROM appointment_letter WHERE appointment = $1 AND sent_at IS NULL"
THEIRS = "(contact = $1 OR contact IN (SELECT c.id FROM contact AS c WHERE c.person = $2))"
LET_GO = f"""
UPDATE appointment SET mail_until = $3 WHERE mail IS NOT NULL AND mail_until IS NULL AND {THEIRS}
"""
WHOSE = "(SELECT whose.person FROM contact AS whose WHERE whose.id = a.contact)"
KEEP = f"""
UPDATE appointment AS a SET mail_until = NULL WHERE mail_until > $3 AND {THEIRS}
  AND NOT {SAFE.format(contact="a.contact", person=WHOSE)} && $4
"""
DROP_ALL = """
WITH theirs AS (
    UPDATE appointment SET mail = NULL, mail_until = NULL WHERE mail_until <= $1 RETURNING id
)
DELETE FROM appointment_letter WHERE sent_at IS NULL AND appointment IN (SELECT id FROM theirs)
"""
NEXT = f"""
WITH tried AS (
    UPDATE appointment_letter SET tries = least(tries + 1, 999), again_at = clock_timestamp()
        + least(interval '1 hour', interval '10 seconds' * 2 ^ least(tries, 9))
    WHERE id = (
        SELECT l.id FROM appointment_letter AS l JOIN appointment AS a ON a.id = l.appointment
        WHERE l.sent_at IS NULL AND l.refused IS NULL AND l.due_at <= $1 AND a.starts_at > $1
          AND a.mail IS NOT NULL AND (l.again_at IS NULL OR l.again_at <= clock_timestamp())
          AND NOT {SAFE.format(contact="a.contact", person=WHOSE)} && $2
        ORDER BY l.due_at LIMIT 1 FOR UPDATE OF l SKIP LOCKED
    ) RETURNING id AS letter, appointment, says
)
SELECT letter, says, mail, {COLUMNS} FROM tried JOIN appointment AS a ON a.id = tried.appointment
"""
FORGET = """
UPDATE appointment AS a SET mail = NULL WHERE a.mail IS NOT NULL AND (a.starts_at <= $1
  OR (a.state <> 'booked' AND NOT EXISTS (SELECT FROM appointment_letter AS l
      WHERE l.appointment = a.id AND l.sent_at IS NULL AND l.refused IS NULL)))
"""
APPOINTMENTS = Encrypted("appointment", ("mail",))


class Says(StrEnum):
    """What a letter about an appointment says."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is due, and the appointment it is about, its address still sealed."""

    letter: UUID
    says: Says
    mail: bytes
    appointment: Appointment


async def add_letter(tx: Tx, appointment: UUID, says: Says, due_at: datetime) -> None:
    """Have it written, if there is an address."""
    await tx.execute(ADD, uuid7(), appointment, says, due_at)


async def knows_its_time(tx: Tx, appointment: Appointment) -> bool:
    """Whether each time that it had was written."""
    told: bool = await tx.fetchval(TOLD, appointment.id, appointment.moves)
    return told


async def drop_letters(tx: Tx, appointment: UUID) -> None:
    """What has not been written is no longer true."""
    await tx.execute(DROP, appointment)


async def let_go(tx: Tx, contact: UUID, person: UUID | None, until: datetime) -> None:
    """Addresses of what came of this contact or is this person's go at that time, unless they are
    kept before; what was to be written goes with them.

    Of appointments within the transaction's scope.
    """
    await tx.execute(LET_GO, contact, person, until)


async def keep_addresses(tx: Tx, contact: UUID, person: UUID | None, at: datetime) -> None:
    """They stay after all, where nobody says any more that no message is safe."""
    await tx.execute(KEEP, contact, person, at, list(NOT_SAFE))


async def next_letter(tx: Tx, at: datetime) -> Due | None:
    """The letter that is due longest; its next try, later each time, is set already. Real time.

    None to whom writing is not safe, by what they said at its contact or last anywhere.
    """
    row = await tx.fetchrow(NEXT, at, list(NOT_SAFE))
    if row is None:
        return None
    return Due(row["letter"], Says(row["says"]), row["mail"], appointment_of(row))


async def letter_sent(tx: Tx, letter: UUID) -> None:
    """The mail server has taken it."""
    await tx.execute(
        "UPDATE appointment_letter SET sent_at = clock_timestamp() WHERE id = $1", letter
    )


async def letter_refused(tx: Tx, letter: UUID, code: int) -> None:
    """The mail server will never take it."""
    await tx.execute("UPDATE appointment_letter SET refused = $2 WHERE id = $1", letter, code)


async def forget_mail(tx: Tx, at: datetime) -> None:
    """Let go of the addresses of appointments that began, or about which all is written, or to
    which no message is safe since so long that it can be undone no more.
    """
    await tx.execute(FORGET, at)
    await tx.execute(DROP_ALL, at)


async def keep_mail(tx: Tx, appointment: UUID, mail: str, ring: Keyring) -> None:
    """Where to write about it, sealed in its place."""
    sealed = seal(ring.data, Place(APPOINTMENTS.table, "mail", appointment), mail)
    await tx.execute("UPDATE appointment SET mail = $2 WHERE id = $1", appointment, sealed)


def mail_of(appointment: UUID, sealed: bytes, ring: Keyring) -> str:
    """The address. Raises ``CannotBeOpened``."""
    return open_sealed(ring.data, Place(APPOINTMENTS.table, "mail", appointment), sealed)

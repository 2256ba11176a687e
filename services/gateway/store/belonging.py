"""Which units have to do with a person, and whom a contact concerns."""

from datetime import datetime
from uuid import UUID

from services.gateway.domain.ways import Speaker
from services.gateway.store.texts import not_to_be_sent
from shared.db import Tx

BELONGS = """
INSERT INTO person_unit (person, unit, since) VALUES ($1, $2, $3)
ON CONFLICT (person, unit) DO UPDATE
SET since = excluded.since, joined_by = excluded.joined_by, until = NULL
WHERE person_unit.until IS NOT NULL
"""
"""What had ended begins anew; what holds stays as it is."""
NO_LONGER = """
UPDATE person_unit AS u SET until = $4 WHERE u.person = $1 AND u.unit = $2 AND u.since >= $3
AND NOT EXISTS (SELECT FROM contact AS c WHERE c.person = u.person AND c.unit = u.unit)
AND NOT EXISTS (SELECT FROM pending_call AS p WHERE p.person = u.person AND p.unit = u.unit
  AND p.settled IS DISTINCT FROM 'mistake')
"""
OF_CALL = """
SELECT p.unit, c.ways ->> 'speaker' AS speaker
FROM pending_call AS p LEFT JOIN contact AS c ON c.id = p.contact WHERE p.id = $1
"""


async def belongs(tx: Tx, person_id: UUID, unit: str, at: datetime) -> None:
    """From now on the unit has to do with the person."""
    await tx.execute(BELONGS, person_id, unit, at)


async def no_longer_belongs(
    tx: Tx, person_id: UUID, unit: str, since: datetime, at: datetime
) -> None:
    """Nothing joins them any more, if what began then was a mistake and nothing else is left."""
    await tx.execute(NO_LONGER, person_id, unit, since, at)


async def speaks(tx: Tx, contact_id: UUID) -> Speaker | None:
    """Who speaks at a contact, as far as anybody has said."""
    said = await tx.fetchval("SELECT ways ->> 'speaker' FROM contact WHERE id = $1", contact_id)
    return said and Speaker(said)


async def of_call(tx: Tx, entry: UUID) -> tuple[str, Speaker | None] | None:
    """The unit of a pending call, and who speaks at the contact that it comes of; not locked."""
    row = await tx.fetchrow(OF_CALL, entry)
    if row is None:
        return None
    return row["unit"], row["speaker"] and Speaker(row["speaker"])


async def concerned(tx: Tx, contact_id: UUID) -> UUID | None:
    """Whom the contact concerns, as far as anybody has said."""
    person: UUID | None = await tx.fetchval("SELECT person FROM contact WHERE id = $1", contact_id)
    return person


async def concerns(tx: Tx, contact_id: UUID, person_id: UUID | None) -> None:
    """Whom the contact concerns. Others are not told, so its version stays.

    A message that was to call somebody else by text is not sent: no look is recorded of this one.
    """
    await tx.execute("UPDATE contact SET person = $2 WHERE id = $1", contact_id, person_id)
    await not_to_be_sent(tx, contact_id)

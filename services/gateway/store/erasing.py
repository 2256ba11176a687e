"""A person taken out of every table that knows of them, and the list of those who were."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.db import Tx

CONTACTS = "SELECT id FROM contact WHERE person = $1 ORDER BY id FOR UPDATE"
PERSON = "SELECT erased_at FROM person WHERE id = $1 FOR UPDATE"
HELD = """
SELECT true FROM legal_hold AS h WHERE h.released_at IS NULL AND (h.subject = $1
  OR h.subject IN (SELECT c.id FROM contact AS c WHERE c.person = $1))
"""
NUMBER_OF_NOBODY_ELSE = """
d.id IN (SELECT e.declaration FROM exclusion AS e WHERE e.person = $1)
AND NOT EXISTS (SELECT FROM exclusion AS e WHERE e.declaration = d.id AND e.person <> $1)
"""
FIELDS = """
UPDATE person SET version = version + 1, name = NULL, telephone = NULL, telephone_index = NULL,
  document = NULL, document_index = NULL, name_keyed = NULL, language = NULL, telephone_of = NULL,
  sealed = false, sealed_for = '{}', sealed_at = NULL, sealed_by = NULL,
  last_contact_at = NULL, erased_at = $2
WHERE id = $1
"""
ERASED: Mapping[str, str] = {
    "pending_calls": """
        WITH numbers AS (DELETE FROM caller_number WHERE id IN (
            SELECT unnest(ARRAY[p.id, p.contact]) FROM pending_call AS p WHERE p.person = $1
            UNION SELECT c.id FROM contact AS c WHERE c.person = $1
        ))
        UPDATE pending_call SET person = NULL, message = NULL, answer = NULL WHERE person = $1
    """,
    "appointments": """
        UPDATE appointment SET mail = NULL, contact = NULL, arrival = NULL
        WHERE contact IN (SELECT c.id FROM contact AS c WHERE c.person = $1)
           OR arrival IN (SELECT c.id FROM contact AS c WHERE c.person = $1)
    """,
    "timeline": """
        DELETE FROM timeline USING contact AS c
        WHERE c.person = $1 AND c.id IN (timeline.contact, timeline.answered_by)
    """,
    "own_lines": "DELETE FROM timeline WHERE person = $1",
    "first_visits": """
        UPDATE first_visit SET person = NULL
        WHERE person = $1 OR person IS NOT NULL AND referral IN (SELECT h.id FROM handed_on AS h
          JOIN contact AS c ON c.id = h.contact WHERE c.person = $1)
    """,
    "referrals": """
        UPDATE handed_on SET contact = NULL, person = NULL
        WHERE person = $1 OR contact IN (SELECT c.id FROM contact AS c WHERE c.person = $1)
    """,
    "places": """
        UPDATE group_place SET contact = NULL, person = NULL
        WHERE person = $1 OR contact IN (SELECT c.id FROM contact AS c WHERE c.person = $1)
    """,
    "contacts": "UPDATE contact SET person = NULL WHERE person = $1",
    "acts": """
        UPDATE contact_act SET before = jsonb_set(before, '{person}', 'null')
        WHERE before ->> 'person' = $1::uuid::text
    """,
    "acts_on_calls": """
        UPDATE pending_act SET before = jsonb_set(before, '{person}', 'null')
        WHERE before ->> 'person' = $1::uuid::text
    """,
    "name_keys": "DELETE FROM person_name_key WHERE person = $1",
    "links": "DELETE FROM person_link WHERE one = $1 OR other = $1",
    "units": "DELETE FROM person_unit WHERE person = $1",
    "searches": """
        UPDATE person_search SET found = NULL, asked = uuid_send(gen_random_uuid()) WHERE found = $1
    """,
    "exclusions": f"""
        WITH declared AS (DELETE FROM declared_conflict AS d WHERE {NUMBER_OF_NOBODY_ELSE})
        DELETE FROM exclusion WHERE person = $1
    """,
    "break_glass": """
        UPDATE break_glass SET words = NULL, remark = NULL
        WHERE person = $1 AND num_nonnulls(words, remark) > 0
    """,
    "seal_changes": """
        UPDATE seal_change SET note = NULL
        WHERE person = $1 AND note IS NOT NULL
    """,
    "answers": """
        UPDATE answered_command SET status = 410, headers = '{}', body = ''
        WHERE position(convert_to($1::uuid::text, 'UTF8') IN coalesce(body, '')) > 0
           OR position($1::uuid::text IN coalesce(headers, '{}')::text) > 0
    """,
}
"""What goes, table by table; a table or column that says something of a person and is not here
fails a test.

Counts stay: contacts are cut loose, a search still counts for its reader, break-glass still shows
that it was used, and the history of seals who changed what. A declared number goes unless somebody
else has it too. An answer that is asked for again is refused: its command never acts twice.
"""
NOTE = "INSERT INTO erasure (id, person, why, erased_by, done) VALUES ($1, $2, $3, $4, $5::jsonb)"


async def take_for_erasure(tx: Tx, person: UUID) -> tuple[bool, bool, bool]:
    """Lock the person after their contacts; whether they exist, are erased, are held."""
    await tx.fetch(CONTACTS, person)
    row = await tx.fetchrow(PERSON, person)
    held = await tx.fetchval(HELD, person)
    return row is not None, row is not None and row["erased_at"] is not None, held is not None


async def erase(tx: Tx, person: UUID, at: datetime) -> dict[str, int]:
    """Take the person out of every table; how many rows of each."""
    done = {
        name: _number(await tx.execute(statement, person)) for name, statement in ERASED.items()
    }
    await tx.execute(FIELDS, person, at)
    return done


async def note_erasure(
    tx: Tx, person: UUID, why: str, by: UUID | None, done: Mapping[str, int]
) -> None:
    """Write down that they were erased, for the day when a backup is restored."""
    await tx.execute(NOTE, uuid7(), person, why, by, json.dumps(done))


async def erasures(tx: Tx) -> list[UUID]:
    """Everybody who was erased."""
    rows = await tx.fetch("SELECT DISTINCT person FROM erasure ORDER BY person")
    return [row["person"] for row in rows]


def _number(status: str) -> int:
    return int(status.rsplit(" ", 1)[-1])

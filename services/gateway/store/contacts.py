"""Contacts, what was done with them, and the ticket counter."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain import Contact, ContactFacts
from shared.db import Tx
from shared.errors import NotFound

CONTACT = TypeAdapter(Contact)
CONTACTS = TypeAdapter(list[Contact])
COLUMNS = ", ".join(field.name for field in fields(Contact))
TYPES = """
id uuid, version bigint, code text, door text, unit text, centre text, level text, reason text,
state text, city_version int, opened_at timestamptz, waiting_from timestamptz,
started_at timestamptz, ended_at timestamptz, outcome text, left_from text, desk int, calls int,
spans jsonb, exchange_call text, person uuid, matters jsonb, circumstances text[],
danger_asked boolean, level_why text, level_against text, ways jsonb, interpreter jsonb,
intensity text, pending_call uuid, entered_later boolean, invented text, papers jsonb,
follow_up_on date, appointment_at timestamptz, called_at timestamptz, returns int,
goes_after uuid[], told_wait jsonb
"""
CHANGES = ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(Contact)[1:])
KEEP = f"""
INSERT INTO contact ({COLUMNS})
SELECT {COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS told ({TYPES}) ORDER BY id
ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""
KEEP_WITH_ACT = f"""
WITH kept AS ({KEEP} RETURNING id, version)
INSERT INTO contact_act (contact, version, act, staff, at, before, unit, passed_to)
SELECT id, version, $2, $3, $4, $5, $6, $7 FROM kept
"""
COUNT = """
INSERT INTO ticket_counter (unit, day, last) VALUES ($1, $2, 1)
ON CONFLICT (unit, day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last
"""
RECEIVED = "received"
"""The act of a professional who receives whom reception sent to them."""
UNDONE_RECEIVED = """
UPDATE contact_act SET undone = true WHERE contact = $1 AND act = $2 AND at = $3
"""
LAST_ACT = """
SELECT version, act, staff, at, before, unit, passed_to FROM contact_act
WHERE contact = $1 AND NOT undone ORDER BY version DESC LIMIT 1
"""
KNOWN = f"""
SELECT {COLUMNS},
  CASE WHEN person IS NULL THEN '{{}}' ELSE kept_from(person) END AS kept_from,
  CASE WHEN person IS NOT NULL AND desk IS NOT NULL THEN (
    SELECT d.staff FROM desk AS d WHERE d.unit = contact.unit AND d.number = contact.desk
  ) END AS colleague
FROM contact
"""
"""A contact and what knowing of it depends on; only one that concerns somebody costs more."""
WAITING = f"""
{KNOWN}
WHERE unit = $1 AND state = 'waiting' AND exchange_call IS NULL
"""
LEFT_OVER = f"""
SELECT {COLUMNS} FROM contact
WHERE unit = $1 AND exchange_call IS NULL
  AND (state IN ('waiting', 'called', 'parked')
       OR state = 'serving' AND desk IS NULL AND appointment_at IS NOT NULL)
  AND opened_at < $2 AND NOT EXISTS (
    SELECT FROM paper_gap AS g WHERE g.unit = contact.unit AND NOT g.withdrawn
      AND g.entered_at IS NULL AND contact.opened_at < coalesce(g.ended_at, 'infinity')
  )
ORDER BY id FOR UPDATE
"""
"""Whom hours on paper caught waits for a true end until somebody says that all was entered."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did with a contact; ``before`` none is its opening."""

    name: str
    staff: UUID
    at: datetime
    before: Contact | None
    version: int = 0
    unit: str | None = None
    """Where it was done."""
    passed_to: str | None = None
    """Where the contact went by it, if elsewhere."""


def contact_of(row: asyncpg.Record) -> Contact:
    """The contact of a row."""
    return CONTACT.validate_python(dict(row))


def facts_of(row: asyncpg.Record) -> ContactFacts:
    """The contact of a row that says too what knowing of it depends on."""
    return ContactFacts(contact_of(row), tuple(row["kept_from"]), row["colleague"])


async def take(tx: Tx, contact_id: UUID) -> ContactFacts | None:
    """The contact, locked until the transaction ends, and what knowing of it depends on."""
    row = await tx.fetchrow(f"{KNOWN} WHERE id = $1 FOR UPDATE", contact_id)
    return None if row is None else facts_of(row)


async def find(tx: Tx, contact_id: UUID | None) -> Contact | None:
    """The contact as it stands, not locked."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM contact WHERE id = $1", contact_id)
    return None if row is None else contact_of(row)


async def keep(tx: Tx, contact: Contact, act: Act) -> None:
    """Keep a contact as it is now, and what was done.

    Raises ``NotFound`` where a rule that came meanwhile keeps it from whoever asks.
    """
    before = None if act.before is None else CONTACT.dump_json(act.before).decode()
    kept = CONTACTS.dump_json([contact]).decode()
    unit = contact.unit if act.before is None else act.before.unit
    passed_to = None if contact.unit == unit else contact.unit
    done = (act.name, act.staff, act.at, before, unit, passed_to)
    try:
        await tx.execute(KEEP_WITH_ACT, kept, *done)
    except asyncpg.InsufficientPrivilegeError as why:
        if '"known"' in str(why):  # the policy of that name: no mistake of ours, and none to log
            raise NotFound from None
        raise


async def keep_all(tx: Tx, contacts: Sequence[Contact]) -> None:
    """Keep many contacts by one statement, without an act of staff."""
    if contacts:
        await tx.execute(KEEP, CONTACTS.dump_json(list(contacts)).decode())


async def next_number(tx: Tx, unit: str, day: date) -> int:
    """1, 2, 3 … for each unit and civil day, without gap or double."""
    number: int = await tx.fetchval(COUNT, unit, day)
    return number


async def last_act(tx: Tx, contact_id: UUID) -> Act | None:
    """The newest act that has not been undone."""
    row = await tx.fetchrow(LAST_ACT, contact_id)
    if row is None:
        return None
    before = None if row["before"] is None else CONTACT.validate_python(row["before"])
    told = (row["version"], row["unit"], row["passed_to"])
    return Act(row["act"], row["staff"], row["at"], before, *told)


async def undone(tx: Tx, contact_id: UUID, version: int) -> None:
    """Mark an act as undone, so that the one before it is the next to undo."""
    await tx.execute(
        "UPDATE contact_act SET undone = true WHERE contact = $1 AND version = $2",
        contact_id,
        version,
    )


async def undone_received(tx: Tx, contact_id: UUID, at: datetime | None) -> None:
    """Mark as undone that a professional received them then."""
    await tx.execute(UNDONE_RECEIVED, contact_id, RECEIVED, at)


async def waiting(tx: Tx, unit: str) -> list[ContactFacts]:
    """Whom the unit's desks may call; exchanges move their calls themselves."""
    return [facts_of(row) for row in await tx.fetch(WAITING, unit)]


async def left_over(tx: Tx, unit: str, before: datetime) -> list[Contact]:
    """Those who came before that and are neither served, ended nor caught on paper, locked."""
    return [contact_of(row) for row in await tx.fetch(LEFT_OVER, unit, before)]


async def reasons_of(tx: Tx, contact_id: UUID | None) -> list[str]:
    """The codes of its reasons."""
    rows = await tx.fetch(
        "SELECT each ->> 'reason' AS reason FROM contact, jsonb_array_elements(matters) AS each "
        "WHERE id = $1",
        contact_id,
    )
    return [row["reason"] for row in rows]

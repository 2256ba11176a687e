"""Pending calls, and the numbers of callers, sealed field by field."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.access_to_calls import PendingFacts
from services.gateway.domain.pending import PendingCall
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, digest, digests, open_sealed, seal
from shared.widening import everywhere

NUMBERS = Encrypted("caller_number", ("number",), {"number_index": "number"})
ENTRY = TypeAdapter(PendingCall)
ENTRIES = TypeAdapter(list[PendingCall])
COLUMNS = ", ".join(field.name for field in fields(PendingCall))
TYPES = """
id uuid, version bigint, unit text, centre text, origin text, contact uuid, person uuid,
level text, reason text, state text, first_at timestamptz, due_at timestamptz, attempts jsonb,
owner uuid, caller uuid, calling_since timestamptz, ended_at timestamptz, settled text,
answered_by uuid, joined_into uuid, answer_at timestamptz,
given_up text, place uuid, number_corrected_at timestamptz
"""
CHANGES = ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(PendingCall)[1:])
KEEP = f"""
INSERT INTO pending_call ({COLUMNS})
SELECT {COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS told ({TYPES}) ORDER BY id
ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""
KNOWN_CALL = f"""
SELECT {COLUMNS},
  CASE WHEN person IS NULL THEN '{{}}' ELSE kept_from(person) END AS kept_from
FROM pending_call
"""
IS_OPEN = "state IN ('open', 'passed')"
OF_PERSON = f"""
{KNOWN_CALL} WHERE person = $1 AND unit = $2 AND {IS_OPEN} AND origin NOT IN ('message', 'offer')
ORDER BY first_at, id FOR UPDATE
"""
UNITS_OF_PERSON = f"""
SELECT DISTINCT unit FROM pending_call WHERE person = $1 AND {IS_OPEN} ORDER BY unit
"""
TO_DIAL_OF_PERSON = f"""
{KNOWN_CALL} WHERE person = $1 AND {IS_OPEN} AND origin <> 'message' ORDER BY id FOR UPDATE
"""
OF_CONTACTS = f"SELECT {COLUMNS} FROM pending_call WHERE id = ANY($1) ORDER BY id FOR UPDATE"
OF_CONTACT = f"{KNOWN_CALL} WHERE contact = $1 AND {IS_OPEN} ORDER BY id FOR UPDATE"
WHOSE = """
SELECT DISTINCT whose.person, at.unit FROM pending_call AS p
CROSS JOIN LATERAL (VALUES (p.person), ($2::uuid)) AS whose (person)
CROSS JOIN LATERAL (VALUES (p.unit), (p.centre)) AS at (unit)
WHERE p.id = ANY($1) AND whose.person IS NOT NULL AND at.unit IS NOT NULL
ORDER BY whose.person, at.unit
"""
WHOSE_OF_CONTACT = WHOSE.replace("p.id = ANY($1)", "p.contact = $1")
ANSWERED_BY = f"""
{KNOWN_CALL} WHERE answered_by = $1 AND NOT {IS_OPEN} ORDER BY id FOR UPDATE
"""
KEEP_NUMBER = """
INSERT INTO caller_number (id, unit, number, number_index, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING
"""
NUMBER_OF = """
SELECT id, number, at FROM caller_number WHERE id IN ($1, $2) ORDER BY id = $1 DESC LIMIT 1
"""
CALLED_FROM = """
SELECT EXISTS (SELECT FROM caller_number WHERE id = $1 AND number_index = ANY($2))
"""
CALLED_ALIKE = """
SELECT EXISTS (SELECT FROM caller_number AS one JOIN caller_number AS other
  ON other.number_index = one.number_index WHERE one.id = $1 AND other.id = $2)
"""


def entry_of(row: asyncpg.Record) -> PendingCall:
    """The pending call of a row."""
    return ENTRY.validate_python({name: row[name] for name in PendingCall.__slots__})


def facts_of_call(row: asyncpg.Record) -> PendingFacts:
    """The pending call of a row that says too what knowing of it depends on."""
    return PendingFacts(entry_of(row), tuple(row["kept_from"]))


async def place_of(tx: Tx, entry: UUID) -> UUID | None:
    """The place that is offered to whom it is to be called, not locked."""
    found: UUID | None = await tx.fetchval("SELECT place FROM pending_call WHERE id = $1", entry)
    return found


async def take_pending(tx: Tx, entry: UUID, becomes: UUID | None = None) -> PendingFacts | None:
    """The pending call, locked, and what knowing of it depends on; ``becomes``: whose it may be."""
    await _lock_people(tx, WHOSE, [entry], becomes)
    row = await tx.fetchrow(f"{KNOWN_CALL} WHERE id = $1 FOR UPDATE", entry)
    return None if row is None else facts_of_call(row)


async def pending_among(tx: Tx, ids: Collection[UUID]) -> dict[UUID, PendingCall]:
    """Those that there are already, locked."""
    await _lock_people(tx, WHOSE, list(ids))
    rows = await tx.fetch(OF_CONTACTS, list(ids))
    return {row["id"]: entry_of(row) for row in rows}


async def open_of_contact(tx: Tx, contact: UUID, becomes: UUID | None) -> list[PendingCall]:
    """What is open that comes of a contact, and the messages that were left at it, locked.

    ``becomes``: whose all of it is to be.
    """
    await _lock_people(tx, WHOSE_OF_CONTACT, contact, becomes)
    return [entry_of(row) for row in await tx.fetch(OF_CONTACT, contact)]


async def answered_by(tx: Tx, contact: UUID) -> list[PendingCall]:
    """What ended by this contact, by which they were reached or came, locked."""
    return [entry_of(row) for row in await tx.fetch(ANSWERED_BY, contact)]


async def open_of_person(tx: Tx, person: UUID, unit: str) -> list[PendingCall]:
    """The person's open ones at the unit, locked, first come first; messages apart.

    From here to the commit nobody else opens one for them there. Whoever took an entry has waited
    for its person before: first people, then entries, else two acts would wait for each other.
    """
    await lock_person(tx, person, unit)
    return [entry_of(row) for row in await tx.fetch(OF_PERSON, person, unit)]


async def to_dial_of_person(tx: Tx, person: UUID) -> list[PendingCall]:
    """All of the person's open ones that are called, at whatever unit, locked."""
    for row in await tx.fetch(UNITS_OF_PERSON, person):
        await lock_person(tx, person, row["unit"])
    return [entry_of(row) for row in await tx.fetch(TO_DIAL_OF_PERSON, person)]


async def _lock_people(
    tx: Tx, which: str, of: UUID | list[UUID], becomes: UUID | None = None
) -> None:
    """Wait until nobody else opens or joins any for whose these are, or who they become of."""
    for row in await tx.fetch(which, of, becomes):
        await lock_person(tx, row["person"], row["unit"])


async def lock_person(tx: Tx, person: UUID, unit: str) -> None:
    """Let nobody else open or join any of theirs at the unit; before any entry is locked."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 5))", f"{person} {unit}")


async def keep_pending(tx: Tx, entries: Sequence[PendingCall]) -> None:
    """Keep pending calls as they are now."""
    if entries:
        await tx.execute(KEEP, ENTRIES.dump_json(list(entries)).decode())


async def keep_number(
    tx: Tx, of: UUID, unit: str, number: str, ring: Keyring, at: datetime
) -> None:
    """Keep the number from which somebody called; the first that was told stays."""
    sealed = seal(ring.data, Place(NUMBERS.table, "number", of), number)
    index = digest(ring.index, NUMBERS.kind("number"), number)
    await tx.execute(KEEP_NUMBER, of, unit, sealed, index, at)


async def number_of(tx: Tx, entry: PendingCall, ring: Keyring) -> str | None:
    """The number left with a message, else that from which they called, if one is known.

    None once the person's was put right: that one is dialled. Raises ``CannotBeOpened``.
    """
    found = await number_since(tx, entry, ring)
    return found and found[0]


async def number_since(tx: Tx, entry: PendingCall, ring: Keyring) -> tuple[str, datetime] | None:
    """The same, and when it was told first."""
    async with everywhere(tx):  # it stays where they called, wherever the entry has passed
        row = await tx.fetchrow(NUMBER_OF, entry.id, entry.contact)
    if row is None or entry.number_corrected_at is not None:
        return None
    place = Place(NUMBERS.table, "number", row["id"])
    return open_sealed(ring.data, place, row["number"]), row["at"]


def number_digests(number: str, ring: Keyring) -> list[bytes]:
    """The digests by which a number is found among those of callers."""
    return digests(ring.index, NUMBERS.kind("number"), number)


async def called_alike(tx: Tx, entry: PendingCall, contact: UUID | None) -> bool:
    """Whether they called from the number from which this contact calls."""
    return bool(await tx.fetchval(CALLED_ALIKE, entry.contact or entry.id, contact))


async def called_from(tx: Tx, entry: PendingCall, numbers: Sequence[bytes]) -> bool:
    """Whether they called from a number with one of these digests."""
    return bool(await tx.fetchval(CALLED_FROM, entry.contact or entry.id, numbers))

"""Rules that keep people from staff, and declared conflicts: all as the service itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from services.gateway.domain import Asked, Contact, Identity
from services.gateway.store.break_glass import GLASS
from services.gateway.store.contacts import COLUMNS, contact_of
from services.gateway.store.messages import PENDING
from services.gateway.store.pending import NUMBERS
from services.gateway.store.people import PEOPLE
from services.gateway.store.reminders import APPOINTMENTS
from services.gateway.store.sealing import SEAL_CHANGES
from shared.db import Tx
from shared.encryption import Encrypted, Keyring, Place, digest, digests, open_sealed, seal

By = tuple[UUID, datetime]
"""Who does it, and when."""
CONFLICTS = Encrypted(
    "declared_conflict",
    ("telephone", "document", "why"),
    {"telephone_index": "telephone", "document_index": "document"},
)
EXCLUSIONS = Encrypted("exclusion", ("why",))
ENCRYPTED = (PEOPLE, CONFLICTS, EXCLUSIONS, GLASS, SEAL_CHANGES, PENDING, NUMBERS, APPOINTMENTS)
"""Every table of the gateway with sealed columns, for the rotation of keys."""
PRESENT = """
(state IN ('waiting', 'called', 'serving', 'parked')
 OR exchange_call IS NOT NULL AND desk IS NOT NULL)
"""
LOCK_QUEUES = f"""
SELECT pg_advisory_xact_lock(hashtextextended(unit, 1)) FROM (
  SELECT DISTINCT unit FROM contact WHERE person = ANY($1) AND {PRESENT} ORDER BY unit
) AS queue
"""
LOCK_CONTACTS = f"""
SELECT id FROM contact WHERE person = ANY($1) AND {PRESENT} ORDER BY id FOR UPDATE
"""
MISPLACED = f"""
SELECT {COLUMNS} FROM contact
WHERE person = ANY($1) AND (state IN ('called', 'serving') OR exchange_call IS NOT NULL)
  AND EXISTS (SELECT FROM desk AS d WHERE d.unit = contact.unit AND d.number = contact.desk
              AND d.contact = contact.id AND d.staff = ANY(kept_from(contact.person)))
ORDER BY id FOR UPDATE
"""
EXCLUDE = """
INSERT INTO exclusion (id, person, staff, kind, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person, staff, kind) WHERE ended_at IS NULL AND declaration IS NULL DO NOTHING
"""
HOLDS = """
INSERT INTO exclusion (id, person, staff, kind, set_by, set_at, declaration)
SELECT gen_random_uuid(), {person}, d.staff, 'declared', d.staff, $1, d.id
FROM declared_conflict AS d {joined}
WHERE d.ended_at IS NULL AND {matches}
ON CONFLICT (declaration, person) WHERE declaration IS NOT NULL DO NOTHING
"""
OF_PERSON = HOLDS.format(
    person="$2::uuid",
    joined="",
    matches="(d.telephone_index = ANY($3::bytea[]) OR d.document_index = ANY($4::bytea[]))",
)
"""Whose declared conflicts are this person; a rule that was ended does not come back."""
OF_DECLARATION = HOLDS.format(
    person="p.id", joined=", unnest($3::uuid[]) AS p (id)", matches="d.id = $2"
)
WITH_NUMBER = """
SELECT id FROM person WHERE telephone_index = ANY($1) OR document_index = ANY($2)
ORDER BY id FOR UPDATE
"""
DECLARED_BEFORE = """
SELECT EXISTS (SELECT FROM declared_conflict WHERE staff = $1 AND ended_at IS NULL
  AND (telephone_index = ANY($2) OR document_index = ANY($3)))
"""
DECLARE = """
INSERT INTO declared_conflict
  (id, staff, telephone, telephone_index, document, document_index, declared_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
DECLARED = """
SELECT id, telephone, document, declared_at FROM declared_conflict
WHERE staff = $1 AND ended_at IS NULL ORDER BY declared_at DESC, id DESC
"""
END = """
UPDATE {table} SET {no_number} ended_at = $2, ended_by = $3, why = $4
WHERE {which} AND ended_at IS NULL
"""
NO_NUMBER = "telephone = NULL, telephone_index = NULL, document = NULL, document_index = NULL,"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A number whose owner a colleague must neither see nor serve."""

    id: UUID
    told: Identity
    declared_at: datetime


async def lock_present(tx: Tx, people: Collection[UUID]) -> None:
    """Let nobody call or move these people's contacts; first of all locks but the person's."""
    await tx.execute(LOCK_QUEUES, people)
    await tx.execute(LOCK_CONTACTS, people)


async def misplaced(tx: Tx, people: Collection[UUID]) -> list[Contact]:
    """These people's contacts that are in front of a colleague who must not serve them, locked."""
    return [contact_of(row) for row in await tx.fetch(MISPLACED, people)]


async def exclude(tx: Tx, person: UUID, staff: UUID, kind: str, by: By) -> None:
    """Keep a person from a colleague, unless it is so already."""
    await tx.execute(EXCLUDE, uuid7(), person, staff, kind, *by)


async def lock_declarations(tx: Tx, *, alone: bool) -> None:
    """Let a declaration, or whoever is written down meanwhile, see the other."""
    how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await tx.execute(f"SELECT {how}(hashtextextended('declared conflicts', 3))")


async def hold_for(tx: Tx, person: UUID, told: Identity, ring: Keyring, at: datetime) -> None:
    """Keep a person from those who declared a conflict with one of these numbers."""
    asked = Asked(told.telephone, told.document)
    await tx.execute(OF_PERSON, at, person, *_digests(CONFLICTS, asked, ring))


async def declare(tx: Tx, staff: UUID, asked: Asked, ring: Keyring, at: datetime) -> list[UUID]:
    """Keep a colleague's declared number, and keep from them everybody who has it; who they are."""
    known = await tx.fetchval(DECLARED_BEFORE, staff, *_digests(CONFLICTS, asked, ring))
    people = [row["id"] for row in await tx.fetch(WITH_NUMBER, *_digests(PEOPLE, asked, ring))]
    declaration = uuid7()
    if not known:
        await tx.execute(DECLARE, declaration, staff, *_columns(declaration, asked, ring), at)
    await tx.execute(OF_DECLARATION, at, declaration, people)
    return people


async def declared(tx: Tx, staff: UUID, ring: Keyring) -> list[Declaration]:
    """What a colleague declared, newest first."""
    return [
        Declaration(
            row["id"],
            Identity(
                "",
                _text(ring, CONFLICTS, "telephone", row),
                _text(ring, CONFLICTS, "document", row),
            ),
            row["declared_at"],
        )
        for row in await tx.fetch(DECLARED, staff)
    ]


async def end_rule(tx: Tx, rule: UUID, why: str, by: By, ring: Keyring) -> bool:
    """End a rule, or a declaration with all that follows from it; whether there was one.

    The number of a declaration that ended is needed by nobody: it goes.
    """
    ended_by, at = by
    ended = 0
    for table, which in (
        (EXCLUSIONS, "id = $1"),
        (CONFLICTS, "id = $1"),
        (EXCLUSIONS, "declaration = $1"),
    ):
        kept = seal(ring.data, Place(table.table, "why", rule), why) if which == "id = $1" else None
        no_number = NO_NUMBER if table is CONFLICTS else ""
        statement = END.format(table=table.table, no_number=no_number, which=which)
        done = await tx.execute(statement, rule, at, ended_by, kept)
        ended += int(done.rsplit(" ", 1)[-1])
    return ended > 0


def _digests(table: Encrypted, asked: Asked, ring: Keyring) -> tuple[list[bytes], list[bytes]]:
    """The digests of both numbers under every key in use, as that table has them."""
    found = (("telephone", asked.telephone), ("document", asked.document))
    telephones, documents = (
        digests(ring.index, table.kind(kind), text) if text else [] for kind, text in found
    )
    return telephones, documents


def _columns(row: UUID, asked: Asked, ring: Keyring) -> Sequence[bytes | None]:
    columns: list[bytes | None] = []
    for column, text in (("telephone", asked.telephone), ("document", asked.document)):
        place = Place(CONFLICTS.table, column, row)
        columns.append(seal(ring.data, place, text) if text else None)
        columns.append(digest(ring.index, CONFLICTS.kind(column), text) if text else None)
    return columns


def _text(ring: Keyring, table: Encrypted, column: str, row: asyncpg.Record) -> str | None:
    place = Place(table.table, column, row["id"])
    return None if row[column] is None else open_sealed(ring.data, place, row[column])

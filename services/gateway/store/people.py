"""People, sealed field by field; how they are found and what access depends on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway.domain import Asked, Belonging, Identity, Person, PersonFacts
from services.gateway.domain.ways import Speaker
from services.gateway.store.names import NAME_KEYS, keep_name
from shared.db import Tx
from shared.encryption import (
    CannotBeOpened,
    Encrypted,
    Keyring,
    Place,
    digest,
    digests,
    open_sealed,
    seal,
)

PEOPLE = Encrypted(
    "person",
    ("name", "telephone", "document"),
    {"telephone_index": "telephone", "document_index": "document"},
    NAME_KEYS,
)
KNOWN = """
SELECT p.id, p.version, p.name, p.telephone, p.document, p.language, p.telephone_of,
  p.document_index,
  (SELECT coalesce(jsonb_agg(jsonb_build_array(u.unit, u.since, u.until)), '[]')
   FROM person_unit AS u WHERE u.person = p.id) AS belongs,
  ARRAY(SELECT DISTINCT c.unit FROM contact AS c WHERE c.person = p.id
   AND c.state NOT IN ('closed', 'abandoned', 'missed', 'voided')) AS contacts,
  EXISTS (SELECT FROM person_search AS s WHERE s.found = p.id AND s.reader = $1
   AND s.at > clock_timestamp() - interval '1 hour') AS found,
  EXISTS (SELECT FROM break_glass AS g WHERE g.person = p.id AND g.staff = $1
   AND g.until > clock_timestamp()) AS opened,
  CASE WHEN p.sealed THEN p.sealed_for END AS sealed_for,
  p.id = ANY((SELECT hidden_from($1))::uuid[]) AS excluded
FROM person AS p WHERE p.erased_at IS NULL
"""
BY_ID = KNOWN + " AND p.id = $2"
OF_THESE = KNOWN + " AND p.id = ANY($2) ORDER BY p.id"
TAKE = BY_ID + " FOR UPDATE OF p"
BY_DIGEST = KNOWN + " AND (p.telephone_index = ANY($2) OR p.document_index = ANY($3)) ORDER BY p.id"
NAMES = "SELECT id, name FROM person WHERE id = ANY($1) AND erased_at IS NULL"
ADD = """
INSERT INTO person (id, version, name, telephone, telephone_index, document, document_index,
  name_keyed, language, telephone_of, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
SAVE = """
UPDATE person SET version = $2, name = $3, telephone = $4, telephone_index = $5, document = $6,
  document_index = $7, name_keyed = $8, language = $9, telephone_of = $10 WHERE id = $1
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A row as it stands, still closed, and what access to it depends on."""

    facts: PersonFacts
    row: asyncpg.Record
    by_speaker: bool = False
    """A search found them by nothing but the telephone of who speaks for them."""

    @property
    def holder(self) -> Speaker | None:
        """Who has the telephone; none: there is no telephone."""
        kept = self.row["telephone"] is not None
        return Speaker(self.row["telephone_of"] or Speaker.SELF) if kept else None

    def opened(self, ring: Keyring) -> Person:
        """The person. Raises ``CannotBeOpened``."""
        row = self.row

        def text(column: str) -> str | None:
            place = Place(PEOPLE.table, column, row["id"])
            return None if row[column] is None else open_sealed(ring.data, place, row[column])

        identity = Identity(
            text("name") or "",
            text("telephone"),
            text("document"),
            row["language"],
            row["telephone_of"] and Speaker(row["telephone_of"]),
        )
        return Person(row["id"], row["version"], identity, self.facts.sealed_for)


async def sealed(tx: Tx, person_id: UUID, reader: UUID) -> Sealed | None:
    """The person's row and what access depends on, by one statement; none if there is none."""
    row = await tx.fetchrow(BY_ID, reader, person_id)
    return None if row is None else _sealed(row)


async def sealed_of(tx: Tx, people: Sequence[UUID], reader: UUID) -> list[Sealed]:
    """The same of several people."""
    return [_sealed(row) for row in await tx.fetch(OF_THESE, reader, people)]


async def take_person(tx: Tx, person_id: UUID, reader: UUID) -> Sealed | None:
    """The same, locked until the transaction ends."""
    row = await tx.fetchrow(TAKE, reader, person_id)
    return None if row is None else _sealed(row)


async def found(tx: Tx, asked: Asked, ring: Keyring, reader: UUID) -> list[Sealed]:
    """Those who have exactly this telephone or document, or are spoken for by who has it."""
    telephones, documents = (
        digests(ring.index, PEOPLE.kind(kind), text) if text else []
        for kind, text in (("telephone", asked.telephone), ("document", asked.document))
    )
    rows = await tx.fetch(BY_DIGEST, reader, telephones, documents)
    return [
        replace(
            _sealed(row),
            by_speaker=row["telephone_of"] is not None and row["document_index"] not in documents,
        )
        for row in rows
    ]


async def names(tx: Tx, people: Sequence[UUID], ring: Keyring) -> dict[UUID, str | None]:
    """The names of these people, for a comparison that shows none; none where one does not open."""
    rows = await tx.fetch(NAMES, people)
    return {row["id"]: _name(row, ring) for row in rows}


def _name(row: asyncpg.Record, ring: Keyring) -> str | None:
    try:
        return open_sealed(ring.data, Place(PEOPLE.table, "name", row["id"]), row["name"])
    except CannotBeOpened:
        return None


async def add_person(tx: Tx, person: Person, ring: Keyring, at: datetime) -> None:
    """Keep somebody new; ``keep_name`` once a unit has to do with them, which the wall asks for."""
    await tx.execute(ADD, *_columns(person, ring), at)


async def save_person(tx: Tx, person: Person, ring: Keyring) -> None:
    """Keep a person as they are now known."""
    await tx.execute(SAVE, *_columns(person, ring))
    await keep_name(tx, person, ring)


def _columns(person: Person, ring: Keyring) -> Sequence[object]:
    told = person.identity

    def closed(column: str, text: str | None) -> bytes | None:
        place = Place(PEOPLE.table, column, person.id)
        return None if text is None else seal(ring.data, place, text)

    def index(column: str, text: str | None) -> bytes | None:
        return None if text is None else digest(ring.index, PEOPLE.kind(column), text)

    return (
        person.id,
        person.version,
        closed("name", told.name),
        closed("telephone", told.telephone),
        index("telephone", told.telephone),
        closed("document", told.document),
        index("document", told.document),
        ring.index.current,
        told.language,
        told.telephone_of,
    )


def _sealed(row: asyncpg.Record) -> Sealed:
    belongs = tuple(
        Belonging(unit, datetime.fromisoformat(since), until and datetime.fromisoformat(until))
        for unit, since, until in row["belongs"]
    )
    sealed_for = None if row["sealed_for"] is None else frozenset(row["sealed_for"])
    told = (row["found"], row["opened"], sealed_for, row["excluded"])
    return Sealed(PersonFacts(row["id"], belongs, frozenset(row["contacts"]), *told), row)

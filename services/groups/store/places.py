"""Places, and what is asked for."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.groups.domain.place import LIVE, Place
from shared.db import Tx

PLACE = TypeAdapter(Place)
NAMES = [field.name for field in fields(Place)]
COLUMNS = ", ".join(NAMES)
VALUES = ", ".join(f"${number}" for number in range(1, len(NAMES) + 1))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in NAMES[1:] if name != "person")
"""Whose it is only who asked says, or it is forgotten: who had read it does not write it again."""
KEEP = f"""
INSERT INTO place ({COLUMNS}) VALUES ({VALUES}) ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""
NAME = "UPDATE place SET person = $2, person_version = $3 WHERE id = $1 AND person_version < $3"
OF_SESSION = f"""
SELECT {COLUMNS} FROM place
WHERE session = $1 AND state IN ('waiting', 'offered', 'enrolled') ORDER BY since, id
"""


async def keep(tx: Tx, places: Iterable[Place]) -> None:
    """Keep them as they stand, those first that free what others then take."""
    for each in sorted(places, key=lambda one: one.state in LIVE):
        await tx.execute(KEEP, *(getattr(each, name) for name in NAMES))


async def name(tx: Tx, place: UUID, person: UUID | None, version: int) -> None:
    """Whose it is, unless a later version of asking for it has said so already."""
    await tx.execute(NAME, place, person, version)


async def of_session(tx: Tx, session: UUID) -> list[Place]:
    """Those who have, are offered or await places; take the session first."""
    return [place_of(row) for row in await tx.fetch(OF_SESSION, session)]


async def one(tx: Tx, place: UUID) -> Place | None:
    """The place as it stands; take its session first to change it."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM place WHERE id = $1", place)
    return None if row is None else place_of(row)


async def session_of(tx: Tx, place: UUID) -> UUID | None:
    """The session that it is asked in."""
    found: UUID | None = await tx.fetchval("SELECT session FROM place WHERE id = $1", place)
    return found


def place_of(row: asyncpg.Record) -> Place:
    """The place of a row."""
    return PLACE.validate_python({name: row[name] for name in NAMES})


async def forget(tx: Tx, people: Collection[UUID]) -> None:
    """No place says whose it is of these people."""
    await tx.execute("UPDATE place SET person = NULL WHERE person = ANY($1)", list(people))

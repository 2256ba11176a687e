"""Places in sessions that were asked for here, as they stand."""

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.places import Place
from shared.db import Tx

PLACE = TypeAdapter(Place)
NAMES = tuple(field.name for field in fields(Place))
COLUMNS = ", ".join(NAMES)
VALUES = ", ".join(f"${number}" for number in range(1, len(NAMES) + 1))
CHANGES = ", ".join(f"{name} = excluded.{name}" for name in NAMES if name != "id")
KEEP = f"""
INSERT INTO group_place ({COLUMNS}) VALUES ({VALUES}) ON CONFLICT (id) DO UPDATE SET {CHANGES}
"""


async def keep_place(tx: Tx, place: Place) -> None:
    """Keep a place as it is now."""
    await tx.execute(KEEP, *(getattr(place, name) for name in NAMES))


async def contact_of(tx: Tx, place: UUID) -> UUID | None:
    """The contact that it was asked for at, nothing locked."""
    found: UUID | None = await tx.fetchval("SELECT contact FROM group_place WHERE id = $1", place)
    return found


async def take_place(tx: Tx, place: UUID) -> Place | None:
    """The place, locked until the transaction ends."""
    return (await take_places(tx, [place])).get(place)


async def take_places(tx: Tx, places: Collection[UUID]) -> dict[UUID, Place]:
    """Those that are known of these, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM group_place WHERE id = ANY($1) ORDER BY id FOR UPDATE", list(places)
    )
    return {row["id"]: place_of(row) for row in rows}


async def places_of_contact(tx: Tx, contact: UUID) -> list[Place]:
    """Those that a contact's reasons ended with, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM group_place WHERE contact = $1 ORDER BY id FOR UPDATE", contact
    )
    return [place_of(row) for row in rows]


def place_of(row: asyncpg.Record) -> Place:
    """The place of a row."""
    return PLACE.validate_python({name: row[name] for name in NAMES})

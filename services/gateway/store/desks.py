"""Desks, and the lock of a unit's queue."""

from uuid import UUID

import asyncpg

from services.gateway.domain import Desk
from shared.contracts.gateway import DeskState
from shared.db import Tx

KEEP = """
INSERT INTO desk (unit, number, state, since, staff, contact, version)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (unit, number) DO UPDATE SET state = excluded.state, since = excluded.since,
    staff = excluded.staff, contact = excluded.contact, version = excluded.version
"""
ADD = """
INSERT INTO desk (unit, number, state, since, staff, contact, version)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""
BOTH = """
SELECT * FROM desk WHERE staff = $1 OR (unit = $2 AND number = $3)
ORDER BY unit, number FOR UPDATE
"""


def desk_from(row: asyncpg.Record) -> Desk:
    """The desk of a row."""
    return Desk(
        unit=row["unit"],
        number=row["number"],
        state=DeskState(row["state"]),
        since=row["since"],
        staff=row["staff"],
        contact=row["contact"],
        version=row["version"],
    )


async def lock_queue(tx: Tx, unit: str) -> None:
    """Let one desk of the unit choose at a time, whatever process it speaks to."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", unit)


async def take_desk(tx: Tx, unit: str, number: int) -> Desk | None:
    """The desk, locked; none if it was never opened."""
    row = await tx.fetchrow(
        "SELECT * FROM desk WHERE unit = $1 AND number = $2 FOR UPDATE", unit, number
    )
    return desk_from(row) if row else None


async def take_desks(tx: Tx, staff: UUID, new: Desk) -> tuple[Desk, Desk | None]:
    """The desk as it is, or ``new`` if it was never opened, and the other one of this person.

    Both are locked, in one order: no deadlock. One request at a time chooses for a person.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", str(staff))
    await tx.execute(ADD, *_values(new))
    found = [desk_from(row) for row in await tx.fetch(BOTH, staff, new.unit, new.number)]
    place = (new.unit, new.number)
    [here] = [desk for desk in found if (desk.unit, desk.number) == place]
    return here, next((desk for desk in found if (desk.unit, desk.number) != place), None)


async def desk_of(tx: Tx, staff: UUID) -> Desk | None:
    """Where this person works now, locked."""
    row = await tx.fetchrow("SELECT * FROM desk WHERE staff = $1 FOR UPDATE", staff)
    return desk_from(row) if row else None


async def open_desks(tx: Tx, unit: str) -> list[Desk]:
    """The unit's desks that are not closed, locked."""
    rows = await tx.fetch(
        "SELECT * FROM desk WHERE unit = $1 AND state <> 'closed' ORDER BY number FOR UPDATE", unit
    )
    return [desk_from(row) for row in rows]


async def keep_desk(tx: Tx, desk: Desk) -> None:
    """Keep a desk as it is now."""
    await tx.execute(KEEP, *_values(desk))


async def set_contact(tx: Tx, unit: str, number: int, contact: UUID | None) -> None:
    """Put a contact in front of a desk, or nobody."""
    await tx.execute(
        "UPDATE desk SET contact = $3 WHERE unit = $1 AND number = $2", unit, number, contact
    )


def _values(desk: Desk) -> tuple[object, ...]:
    return (
        desk.unit,
        desk.number,
        desk.state,
        desk.since,
        desk.staff,
        desk.contact,
        desk.version,
    )

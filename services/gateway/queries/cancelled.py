"""What somebody has just cancelled and may undo."""

from datetime import datetime

import asyncpg

from services.gateway import store
from services.gateway.domain import cancelling
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.agenda import Appointment
from services.gateway.queries.agenda import hidden_from
from services.gateway.store.agenda import COLUMNS, appointment_of
from shared.db import Tx
from shared.errors import Refused
from shared.identity import Principal
from shared.widening import as_the_service, everywhere

THEIRS = f"""
SELECT {COLUMNS} FROM appointment AS a WHERE cancelled_by = $2 AND ended_at > $3
  AND state = 'cancelled' AND EXISTS (SELECT FROM agenda_slot AS s WHERE s.id = a.slot
    AND s.closed_at IS NULL AND s.starts_at > $4)
  AND NOT EXISTS (SELECT FROM appointment AS o WHERE o.slot = a.slot AND o.state <> 'cancelled')
"""
LAST = f"{THEIRS} AND unit = $1 ORDER BY ended_at DESC, id LIMIT 1"
ONE = f"{THEIRS} AND id = $1"


async def last_cancelled(tx: Tx, unit: str, who: Principal, at: datetime) -> Appointment | None:
    """The appointment that somebody cancelled last at a unit, while it can stand again."""
    return await _undoable(tx, await tx.fetchrow(LAST, unit, who.id, at - UNDO_WITHIN, at), who, at)


async def cancelled_by_them(
    tx: Tx, one: Appointment, who: Principal, at: datetime
) -> Appointment | None:
    """An appointment that they know of, if they cancelled it and it can stand again."""
    async with everywhere(tx):
        row = await tx.fetchrow(ONE, one.id, who.id, at - UNDO_WITHIN, at)
    return await _undoable(tx, row, who, at)


async def _undoable(
    tx: Tx, row: asyncpg.Record | None, who: Principal, at: datetime
) -> Appointment | None:
    if row is None:
        return None
    found = appointment_of(row)
    async with as_the_service(tx):  # the contact may be of another unit
        contact = await store.contacts.find(tx, found.contact)
    try:
        cancelling.require_undoable(found, contact, who.id, at=at)
    except Refused:
        return None
    return None if await hidden_from(tx, [found], who) else found

"""Appointments as those know them at whose unit they stand, or of whose unit's contact they came.

The city's telephone gives times at every centre: what it gave is its to tell and to change, and
the centre's agenda is not.
"""

from datetime import datetime
from uuid import UUID

from services.gateway.domain.agenda import Appointment
from services.gateway.queries.agenda import hidden_from
from services.gateway.queries.contacts import contact
from services.gateway.store.agenda import COLUMNS, appointment_of
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import everywhere


async def appointment(
    tx: Tx, appointment_id: UUID, who: Principal, at: datetime, unit: str | None = None
) -> Appointment:
    """An appointment as it stands; ``unit``: as that one of theirs knows of it.

    Raises ``NotFound`` for what they may not know of: what stands elsewhere is known as long as
    the contact is of which it came.
    """
    async with everywhere(tx):
        row = await tx.fetchrow(f"SELECT {COLUMNS} FROM appointment WHERE id = $1", appointment_id)
    if row is None:
        raise NotFound
    found = appointment_of(row)
    if not who.sees(found.unit) or unit not in (None, found.unit):
        if found.contact is None:
            raise NotFound
        of = await contact(tx, found.contact, who, at)
        if unit not in (None, of.unit):
            raise NotFound
    if await hidden_from(tx, [found], who):
        raise NotFound
    return found


async def given_at(tx: Tx, contact_id: UUID) -> UUID | None:
    """The appointment that is this contact's outcome, at whatever unit it is."""
    async with everywhere(tx):
        found: UUID | None = await tx.fetchval(
            "SELECT id FROM appointment WHERE contact = $1 AND state <> 'cancelled'", contact_id
        )
    return found

"""Whose an appointment is: the person, the unit, the contact of which it came."""

from uuid import UUID

from shared.db import Tx
from shared.widening import as_the_service

PERSON = "SELECT appointment_person(contact, referral) FROM appointment WHERE id = $1"


async def person_of(tx: Tx, appointment: UUID) -> UUID | None:
    """Whom it concerns, wherever it is."""
    async with as_the_service(tx):
        found: UUID | None = await tx.fetchval(PERSON, appointment)
    return found


async def person_of_call(tx: Tx, call: UUID) -> UUID | None:
    """Whom a pending call concerns, as far as anybody has said."""
    async with as_the_service(tx):
        found: UUID | None = await tx.fetchval(
            "SELECT person FROM pending_call WHERE id = $1", call
        )
    return found


async def where_and_whose(tx: Tx, appointment: UUID) -> tuple[str | None, UUID | None]:
    """The unit at which it stands and the contact of which it came; neither: there is none."""
    row = await tx.fetchrow("SELECT unit, contact FROM appointment WHERE id = $1", appointment)
    return (row["unit"], row["contact"]) if row else (None, None)


async def contact_of_cancelled(tx: Tx, appointment: UUID) -> UUID | None:
    """The contact whose outcome it was, if it is cancelled."""
    found: UUID | None = await tx.fetchval(
        "SELECT contact FROM appointment WHERE id = $1 AND state = 'cancelled'", appointment
    )
    return found

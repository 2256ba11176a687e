"""Links by which whoever has one sees and changes an appointment, without an account."""

from datetime import datetime
from uuid import UUID

from services.gateway.domain.agenda import Appointment
from shared.db import Tx

BY_LINK = """
SELECT l.appointment FROM appointment_link AS l JOIN appointment AS a ON a.id = l.appointment
WHERE l.token_hash = $1 AND a.starts_at + a.minutes * interval '1 minute' > $2
"""


async def add_link(tx: Tx, appointment: Appointment, token_hash: bytes, at: datetime) -> None:
    """Whoever has the token may see, move and cancel the appointment."""
    await tx.execute(
        "INSERT INTO appointment_link (token_hash, appointment, unit, made_at) "
        "VALUES ($1, $2, $3, $4)",
        token_hash,
        appointment.id,
        appointment.unit,
        at,
    )


async def id_by_link(tx: Tx, token_hash: bytes, at: datetime) -> UUID | None:
    """The appointment whose link this is, as long as it is good."""
    found: UUID | None = await tx.fetchval(BY_LINK, token_hash, at)
    return found

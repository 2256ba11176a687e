"""Links by which whoever has one answers an offer or withdraws, without an account."""

from datetime import datetime
from uuid import UUID

from services.groups.domain.place import Place
from shared.db import Tx

BY_LINK = """
SELECT l.place FROM place_link AS l JOIN place AS p ON p.id = l.place
JOIN group_session AS s ON s.id = p.session
WHERE l.token_hash = $1 AND s.starts_at + s.minutes * interval '1 minute' > $2
"""


async def add(tx: Tx, place: Place, token_hash: bytes, at: datetime) -> None:
    """Whoever has the token may answer for this place."""
    await tx.execute(
        "INSERT INTO place_link (token_hash, place, unit, made_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        place.id,
        place.unit,
        at,
    )


async def place_by(tx: Tx, token_hash: bytes, at: datetime) -> UUID | None:
    """The place whose link this is, until its session ends."""
    found: UUID | None = await tx.fetchval(BY_LINK, token_hash, at)
    return found

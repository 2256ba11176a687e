"""Who inherits a professional's messages, and when."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.db import Tx

SUBSTITUTE = """
INSERT INTO substitute (id, unit, professional, substitute, since, until, set_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

END = """
UPDATE substitute SET ended_at = coalesce(ended_at, $4), ended_by = coalesce(ended_by, $3)
WHERE id = $1 AND unit = $2
"""


async def add_substitute(
    tx: Tx, unit: str, who: tuple[UUID, UUID], stretch: tuple[datetime, datetime], by: UUID
) -> None:
    """From then until then the second inherits the messages of the first."""
    await tx.execute(SUBSTITUTE, uuid7(), unit, *who, *stretch, by)


async def end_substitute(tx: Tx, unit: str, substitution: UUID, by: tuple[UUID, datetime]) -> bool:
    """End one of the unit's, unless somebody has; whether there is such a one."""
    return await tx.execute(END, substitution, unit, *by) == "UPDATE 1"

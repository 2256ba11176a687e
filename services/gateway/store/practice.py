"""Who practised with which invented callers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from shared.db import Tx

REMEMBERED = timedelta(days=30)
PRACTISED = """
SELECT c.invented, count(*) AS times FROM contact_act AS a JOIN contact AS c ON c.id = a.contact
WHERE a.staff = $1 AND a.at > $2 AND a.act = 'opened' AND c.invented IS NOT NULL
GROUP BY c.invented
"""


async def practised(tx: Tx, staff: UUID, at: datetime) -> Mapping[str, int]:
    """How often somebody was given each invented caller in the last thirty days."""
    rows = await tx.fetch(PRACTISED, staff, at - REMEMBERED)
    return {row["invented"]: row["times"] for row in rows}

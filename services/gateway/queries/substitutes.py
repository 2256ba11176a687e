"""Who inherits whose messages at a unit, now and to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.db import Tx

STANDING = """
SELECT id, professional, substitute, since, until FROM substitute
WHERE unit = $1 AND until > $2 AND ended_at IS NULL
ORDER BY since, id OFFSET $3 LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class StandsIn:
    """A substitution that goes on or is to come."""

    id: UUID
    professional: UUID
    substitute: UUID
    since: datetime
    until: datetime

    @property
    def last(self) -> datetime:
        """The last moment of it: that of its last day, where it ends at midnight."""
        return self.until - timedelta(microseconds=1)


async def substitutions(
    tx: Tx, unit: str, at: datetime, after: int, limit: int
) -> tuple[list[StandsIn], bool]:
    """Those of a unit that neither are over nor were ended, the first to begin first; and whether
    there are more.
    """
    rows = await tx.fetch(STANDING, unit, at, after, limit + 1)
    return [StandsIn(**row) for row in rows[:limit]], len(rows) > limit

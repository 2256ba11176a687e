"""The one business clock of an instance: PostgreSQL's time, or a played start and speed.

It is read at the edge and passed on as ``at``. Leases, sessions and audit use real time.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.db import Pool

REFRESH_SECONDS = 5.0
PLAYED_SECONDS = 0.25
"""A played time may be set on, or run at another speed, at any moment."""


@dataclass(frozen=True, slots=True)
class Played:
    """A played time: at the real instant ``real`` it was ``played``, and runs ``speed`` times."""

    real: datetime
    played: datetime
    speed: float

    def at(self, real: datetime) -> datetime:
        """The played instant at a real one."""
        return self.played + timedelta(seconds=(real - self.real).total_seconds() * self.speed)


def offset(real: datetime, asked: datetime, answered: datetime) -> timedelta:
    """The least by which PostgreSQL is ahead, whose clock said ``real`` between asking and answer.

    Nothing where that fits: a slow answer must not make business time lag behind the looks.
    """
    return min(real - asked, timedelta(0)) + max(real - answered, timedelta(0))


class Clock:
    """Business time in this process, compared with PostgreSQL every few seconds."""

    def __init__(self, identity: Pool) -> None:
        self._identity = identity
        self._offset = timedelta(0)
        self._played: Played | None = None
        self._due = 0.0

    async def refresh(self) -> None:
        """Compare with PostgreSQL; cheap when it was done a moment ago."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + REFRESH_SECONDS
        asked = datetime.now(UTC)
        row = await self._identity.fetchrow(
            "SELECT clock_timestamp() AS real, anchor_real, anchor_played, speed "
            "FROM (SELECT 1) AS one LEFT JOIN business_clock ON true"
        )
        if row is None:
            return
        self._offset = offset(row["real"], asked, datetime.now(UTC))
        self._played = (
            Played(row["anchor_real"], row["anchor_played"], row["speed"])
            if row["anchor_real"]
            else None
        )
        if self._played:
            self._due = time.monotonic() + PLAYED_SECONDS

    def real_now(self) -> datetime:
        """Real time, PostgreSQL's, UTC."""
        return datetime.now(UTC) + self._offset

    def now(self) -> datetime:
        """Business time, UTC."""
        real = self.real_now()
        return self._played.at(real) if self._played else real

    @property
    def speed(self) -> float:
        """How many times as fast as real time it runs."""
        return self._played.speed if self._played else 1.0

    @property
    def played(self) -> bool:
        """Whether the time is played, which every page says."""
        return self._played is not None

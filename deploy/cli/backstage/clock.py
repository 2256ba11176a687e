"""The instance's business clock, read and set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from deploy.cli.backstage.identity import identity
from deploy.cli.instance import Instance
from shared.clock import REFRESH_SECONDS, Clock

SET = """
INSERT INTO business_clock (anchor_real, anchor_played, speed)
VALUES (clock_timestamp() + $2, $1, $3) ON CONFLICT (only_row) DO UPDATE
SET anchor_real = excluded.anchor_real, anchor_played = excluded.anchor_played,
  speed = excluded.speed
"""
NOTICED = timedelta(seconds=0.5)
"""Within so long every process has seen that a played time was set anew."""
BEGUN = timedelta(seconds=REFRESH_SECONDS + 1)
"""The same where the time was not played before."""


class BusinessClock(Clock):
    """Business time, which may be set; no process looks more often than it has to."""

    async def look(self) -> None:
        """See at once how it stands."""
        self._due = 0.0
        await self.refresh()

    async def set(self, at: datetime, speed: float, ahead: timedelta = timedelta(0)) -> None:
        """Let it be ``at`` after so long, and run on at this speed."""
        await self._identity.execute(SET, at, ahead, speed)
        await self.look()

    @property
    def noticed(self) -> timedelta:
        """How long it takes until every process has seen what is set now."""
        return NOTICED if self.played else BEGUN


@asynccontextmanager
async def clock_of(instance: Instance) -> AsyncIterator[BusinessClock]:
    """The instance's clock, as it stands."""
    async with identity(instance) as pool:
        clock = BusinessClock(pool)
        await clock.look()
        yield clock

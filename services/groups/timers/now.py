"""The business's time now, for whoever is told what happened long ago."""

from datetime import datetime

from shared.clock import Clock
from shared.db import Pool
from shared.settings import Settings


class Now:
    """Business time as the worker knows it; an event says when it happened, not when it is heard.

    After an outage both lie days apart, and what is offered then must hold from then on.
    """

    def __init__(self) -> None:
        self._clock: Clock | None = None

    async def start(self, _settings: Settings, _pool: Pool, identity: Pool) -> None:
        """Know it from here on; a chore of the worker, which starts before it hears anything."""
        self._clock = Clock(identity)

    async def __call__(self) -> datetime:
        """Business time, UTC. Raises ``RuntimeError`` before the start."""
        if self._clock is None:
            raise RuntimeError("the worker has not started")
        await self._clock.refresh()
        return self._clock.now()

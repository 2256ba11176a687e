"""The business clock, as a play goes by it: waits on it, sets it, and hurries it where it may.

Whatever is set, no process ever sees the time go back: a slower pace begins where the faster one
leads within the moment in which every process looks again.
"""

import asyncio
import heapq
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from deploy.cli.backstage.clock import NOTICED, BusinessClock

T = TypeVar("T")
LOOK_SECONDS = 0.2
FASTEST, SLOWEST = 600.0, 5.0
LATE_SECONDS, EARLY_SECONDS = 0.6, 0.25
"""Real seconds behind the plan, or without an answer, from which on the pace slows, and below
which it rises."""
SLOWER, FASTER = 0.7, 1.04


class Time:
    """What the time is, how fast it goes, and who waits for it."""

    def __init__(self, clock: BusinessClock) -> None:
        self._clock = clock
        self.late = 0.0
        """Real seconds that somebody was behind the plan, the most since the last look."""
        self._waits: list[tuple[datetime, int]] = []
        self._over: set[int] = set()
        self._numbers = count()
        self._asked: dict[int, float] = {}
        """When each of the requests under way was sent, in real seconds."""

    @property
    def noticed(self) -> timedelta:
        """How long it takes until every process has seen what is set now."""
        return self._clock.noticed

    @property
    def speed(self) -> float:
        """How many times as fast as real time it runs."""
        return self._clock.speed

    def now(self) -> datetime:
        """The business time."""
        return self._clock.now()

    async def set(self, at: datetime, speed: float, ahead: timedelta = timedelta(0)) -> None:
        """Let it be ``at`` in a moment, and run on at this speed."""
        await self._clock.set(at, speed, ahead)

    async def look(self) -> None:
        """See how the clock stands now."""
        await self._clock.look()

    async def until(self, at: datetime) -> None:
        """Wait until it is that time."""
        late = (self.now() - at).total_seconds() / self.speed
        if late >= 0:
            self.late = max(self.late, late)
            return
        with self._waiting(at):
            # the pace may change meanwhile
            while (left := (at - self.now()).total_seconds()) > 0:
                await asyncio.sleep(min(left / self.speed, LOOK_SECONDS))
                await self._clock.refresh()

    async def sleep(self, length: timedelta) -> None:
        """Wait so long of business time."""
        await self.until(self.now() + length)

    async def first(self, what: Awaitable[T], until: datetime) -> T | None:
        """What comes of it, or none if it is not there by then."""
        task = asyncio.ensure_future(what)
        timer = asyncio.ensure_future(self.until(until))
        try:
            await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for each in (task, timer):
                each.cancel()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Somebody waits for an answer while this lasts."""
        number = next(self._numbers)
        self._asked[number] = time.monotonic()
        try:
            yield
        finally:
            self.late = max(self.late, time.monotonic() - self._asked.pop(number))

    async def hurry(self) -> None:
        """Go as fast as everybody can follow, and over the time in which nothing is to happen."""
        slowed = 0.0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now, earliest = self.now(), self._earliest()
            gap = timedelta(seconds=self.speed) * 4 * LOOK_SECONDS
            late, real = self._behind(), time.monotonic()
            if not self._asked and earliest is not None and earliest - now > 2 * gap:
                await self.set(earliest - gap, self.speed)
            elif late > LATE_SECONDS and self.speed > SLOWEST:
                if real - slowed > 2 * LATE_SECONDS:
                    slowed = real
                    await self.slow_down(max(SLOWEST, self.speed * SLOWER))
            elif late < EARLY_SECONDS and self.speed < FASTEST:
                await self.set(self.now(), min(FASTEST, self.speed * FASTER))

    def _behind(self) -> float:
        """The most real seconds that somebody was behind or without an answer, since last time."""
        now, late = time.monotonic(), self.late
        self.late = 0.0
        return max([late, *(now - since for since in self._asked.values())])

    async def slow_down(self, speed: float) -> None:
        """Run slower in a moment, when the faster pace will have come so far."""
        meets = self.now() + NOTICED * self.speed
        await self.set(meets, speed, NOTICED)

    def _earliest(self) -> datetime | None:
        while self._waits and self._waits[0][1] in self._over:
            self._over.discard(heapq.heappop(self._waits)[1])
        return self._waits[0][0] if self._waits else None

    @contextmanager
    def _waiting(self, at: datetime) -> Iterator[None]:
        number = next(self._numbers)
        heapq.heappush(self._waits, (at, number))
        try:
            yield
        finally:
            self._over.add(number)

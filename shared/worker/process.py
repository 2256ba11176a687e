"""Put a worker together, and end it: in order when asked, at once when it is stuck."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeAlias

import structlog
import uvloop

from shared import kafka, telemetry
from shared.audit.seal import Seal
from shared.clock import Clock
from shared.consumer import Consumer, Reactions
from shared.contracts import topics_of
from shared.db import Pool, connect_when_there
from shared.memory import collect_seldom
from shared.migrations import all_applied, folders_of
from shared.outbox import Relay
from shared.settings import Settings
from shared.worker import health
from shared.worker.timers import ANSWERS, ARCHIVE, DAILY, MONTHS, Timer, heartbeat, keep

STUCK_EXIT = 70
WAIT_SECONDS = 0.5

Chore: TypeAlias = Callable[[Settings, Pool, Pool], Coroutine[Any, Any, None]]
"""What a worker does for as long as it lives, with its own database and identity's."""
Follower: TypeAlias = Callable[[Callable[[], Awaitable[bool]]], Coroutine[Any, Any, None]]
"""The same for whoever must know whether all that the worker's topics hold is heard."""
_log = structlog.get_logger()


def run(
    service: str,
    *,
    reactions: Reactions | None = None,
    hears: Sequence[str] = (),
    timers: Sequence[Timer] = (),
    chores: Sequence[Chore] = (),
    followers: Sequence[Follower] = (),
) -> None:
    """Be the worker of ``service`` until SIGTERM; ``hears`` are services whose topics it reads."""
    settings = Settings()
    telemetry.start(service, "worker")
    collect_seldom()
    topics = [topic for told_by in hears for topic in topics_of(told_by)]
    besides = (timers, chores, followers)
    try:
        uvloop.run(_Worker(service, settings, reactions or {}, topics, besides).work())
    except* Exception as group:
        for why in group.exceptions:
            _log.error("ended", exc_info=_first(why))
        sys.exit(1)


def _first(why: BaseException) -> BaseException:
    """The first failure itself, out of the groups that hold it."""
    return _first(why.exceptions[0]) if isinstance(why, BaseExceptionGroup) else why


class _Worker:
    def __init__(
        self,
        service: str,
        settings: Settings,
        reactions: Reactions,
        topics: Sequence[str],
        besides: tuple[Sequence[Timer], Sequence[Chore], Sequence[Follower]],
    ) -> None:
        self._service = service
        self._settings = settings
        self._reactions = reactions
        self._topics = topics
        self._seal = Seal()
        self._timers = [heartbeat(service), Timer("seal", DAILY, self._seal.check), *besides[0]]
        self._chores, self._followers = besides[1:]
        self._consumer: Consumer | None = None
        self._relay: Relay | None = None
        self._waiting_for: str | None = "database"

    async def work(self) -> None:
        """Start everything; the first part that ends ends the process."""
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        async with asyncio.TaskGroup() as group:
            stop = asyncio.create_task(ended.wait())
            parts = [group.create_task(part()) for part in (self._serve_health, self._do)]
            await asyncio.wait([stop, *parts], return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            for part in parts:
                part.cancel()

    async def _serve_health(self) -> None:
        if not self._settings.metrics_port:
            await asyncio.Event().wait()
        server = health.server(self._settings.metrics_port, self.state)
        try:
            await server.serve()
        finally:
            server.should_exit = True

    async def _do(self) -> None:
        pool = await self._connect(self._settings.database_url)
        identity = await self._connect(self._settings.identity_url)
        try:
            await self._migrated(pool)
            await self._parts(pool, identity)
        finally:
            if self._relay:
                await asyncio.wait_for(self._relay.give_up_lease(), 1)
            await asyncio.wait_for(asyncio.gather(pool.close(), identity.close()), 5)

    async def _connect(self, dsn: str) -> Pool:
        application = f"{self._service}-worker"
        return await connect_when_there(dsn, size=self._settings.pool_size, application=application)

    async def _migrated(self, pool: Pool) -> None:
        self._waiting_for = "migrations"
        await all_applied(pool, folders_of(self._service))
        async with pool.acquire() as tx:
            for timer in (ARCHIVE, MONTHS):
                await timer.act(tx, Clock(pool).now())
        self._waiting_for = None

    async def _parts(self, pool: Pool, identity: Pool) -> None:
        clock = Clock(identity)
        self._relay = Relay(pool, self._settings, self._service)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell(self._relay))
            for timer in (*self._timers, ARCHIVE, MONTHS, ANSWERS):
                group.create_task(keep(timer, pool, clock))
            for chore in self._chores:
                group.create_task(chore(self._settings, pool, identity))
            if self._topics:
                self._consumer = Consumer(
                    pool,
                    self._settings,
                    self._service,
                    topics=self._topics,
                    reactions=self._reactions,
                )
                group.create_task(self._consumer.run())
                for follow in self._followers:
                    group.create_task(follow(self._consumer.heard_all))
            threading.Thread(target=self._watch, daemon=True).start()

    async def _tell(self, relay: Relay) -> None:
        """Kafka absent: the relay waits, and everything else goes on."""
        while not await kafka.reachable(self._settings, topics_of(self._service)):
            relay.beat = time.monotonic()
            await asyncio.sleep(WAIT_SECONDS)
        await relay.run()

    def _watch(self) -> None:
        """Exit at once when a part has not got round its loop for a minute: start anew.

        In a thread of its own, since whatever blocks the event loop would hold a task up too.
        """
        while True:
            time.sleep(min(1.0, self._settings.stuck_seconds / 4))
            beats = [part.beat for part in (self._relay, self._consumer) if part]
            if time.monotonic() - min(beats) > self._settings.stuck_seconds:
                _log.error("stuck")
                os._exit(STUCK_EXIT)

    def state(self) -> dict[str, Any]:
        """What readiness says: ready, or what is waited for; paused partitions by name."""
        paused = self._consumer.pauses.named() if self._consumer else {}
        connected = self._consumer.connected if self._consumer else True
        reasons = [self._waiting_for] if self._waiting_for else []
        if not connected or (self._relay and not self._relay.connected):
            reasons.append("kafka")
        if self._seal.broken:
            reasons.append("a whole trace of looks")
        return {
            "status": "waiting" if reasons or paused else "ready",
            "waiting_for": reasons,
            "paused": paused,
        }

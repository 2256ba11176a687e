"""Benchmark 2: the gateway's worker sends its outbox: a backlog, and event by event."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from shared import db, outbox
from shared.contracts.gateway import ContactEvent
from tests.bench.children import child
from tests.bench.contacts import VERSIONS, fill, rows, told
from tests.bench.progress import Step
from tests.bench.results import Measure, median, percentile
from tests.bench.stage import Stage
from tests.bench.topics import held, reader, until_held

T = TypeVar("T")
TOPIC = "gateway.contacts"
PER_SECOND = 500


async def relaying(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """The backlog several times over, then a steady stream."""
    contacts, rounds, seconds = (7_000, 1, 5) if quick else (67_000, 3, 20)
    with stage.part("gateway-worker"):
        speeds = []
        for number in range(1, rounds + 1):
            step(f"backlog, round {number} of {rounds}")
            speeds.append({"per_second": await backlog(stage, contacts)})
        step(f"{PER_SECOND} events a second")
        late = await _steady(stage, PER_SECOND * seconds)
    return [
        Measure(
            f"backlog of {contacts * VERSIONS:,} events",
            median(speeds, "per_second"),
            "events/s",
            least=60_000,
        ),
        Measure(f"commit to Kafka at {PER_SECOND}/s, p50", percentile(late, 50), "ms", most=5),
        Measure(f"commit to Kafka at {PER_SECOND}/s, p99", percentile(late, 99), "ms", most=15),
    ]


async def backlog(stage: Stage, contacts: int) -> float:
    """Events per second from their commit until Kafka has the last, each exactly once."""
    waiting = rows(told(stage.units, contacts))
    async with reader(stage.instance.kafka, stage.settings("gateway").topic(TOPIC)) as client:
        before = await held(client)
        await fill(stage.admin("gateway"), waiting)
        committed = time.monotonic()
        await until_held(client, before + len(waiting))
        seconds = time.monotonic() - committed
        await asyncio.sleep(0.5)
        if await held(client) != before + len(waiting):
            raise RuntimeError("some events were sent twice")
    return len(waiting) / seconds


async def _steady(stage: Stage, count: int) -> list[float]:
    """Milliseconds from each commit until a plain reader has the event."""
    settings = stage.settings("gateway")
    asked = {"kafka": settings.kafka, "topic": settings.topic(TOPIC), "count": count}
    pool = await db.connect(settings.database_url, size=10)
    committed: dict[str, int] = {}

    async def commit(event: ContactEvent) -> None:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            event_id: UUID = await outbox.put(tx, event)
        committed[str(event_id)] = time.monotonic_ns()

    async with child("reader", act="arrivals", **asked) as process:
        events = list(told(stage.units, count // VERSIONS + 1))[:count]
        await paced(commit, events, PER_SECOND)
        arrived: dict[str, int] = await process.answer()
    await pool.close()
    return [max(0, arrived[each] - at) / 1e6 for each, at in committed.items()]


async def paced(act: Callable[[T], Awaitable[None]], each: list[T], per_second: float) -> None:
    """Begin the acts at an even pace, whether or not earlier ones have ended."""
    start = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number, one in enumerate(each):
            ahead = start + number / per_second - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            group.create_task(act(one))

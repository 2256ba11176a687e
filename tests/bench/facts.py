"""Benchmark 3: the indicators' worker turns events into facts; a plain reader just reads them."""

import asyncio
import time

import asyncpg

from tests.bench.children import child
from tests.bench.contacts import VERSIONS
from tests.bench.progress import Step
from tests.bench.relaying import TOPIC, backlog
from tests.bench.results import Measure, median
from tests.bench.stage import Stage

LOOK_SECONDS = 0.02
LONGEST_SECONDS = 300
APPLIED = "SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_position WHERE topic = $1"
FORGET = "TRUNCATE contact_fact, feed_place, consumer_position"
Speed = dict[str, float]


async def facts(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """The same topic, read plainly and applied, in turn."""
    contacts, rounds = (7_000, 1) if quick else (60_000, 3)
    events = contacts * VERSIONS
    step("filling the topic")
    with stage.part("gateway-worker"):
        await backlog(stage, contacts)
    settings = stage.settings("indicators")
    asked = {"kafka": settings.kafka, "topic": settings.topic(TOPIC), "count": events}
    plain: list[Speed] = []
    applied: list[Speed] = []
    for number in range(1, rounds + 1):
        step(f"round {number} of {rounds}: reading")
        async with child("reader", act="drain", **asked) as process:
            plain.append({"per_second": await process.answer()})
        step(f"round {number} of {rounds}: applying")
        applied.append({"per_second": await _apply(stage, settings.topic(TOPIC), contacts)})
    ratios = [
        {"ratio": a["per_second"] / b["per_second"]} for a, b in zip(applied, plain, strict=True)
    ]
    return [
        Measure(f"{events:,} events into facts", median(applied, "per_second"), "events/s"),
        Measure("plain reading of the same", median(plain, "per_second"), "events/s"),
        Measure("into facts ÷ plain reading", median(ratios, "ratio"), least=0.2),
    ]


async def _apply(stage: Stage, topic: str, contacts: int) -> float:
    """Events per second after the first batches, until all are applied, each exactly once."""
    connection = await asyncpg.connect(stage.admin("indicators"))
    await connection.execute(FORGET)
    with stage.part("indicators-worker"):
        first, since = await _until(connection, topic, 1)
        last, until = await _until(connection, topic, contacts * VERSIONS)
    found = await connection.fetchrow(
        "SELECT count(*) AS facts, min(version) AS version FROM contact_fact"
    )
    await connection.close()
    if (last, dict(found)) != (
        contacts * VERSIONS,
        {"facts": contacts, "version": VERSIONS},
    ):
        raise RuntimeError(f"the facts are not those that were told: {last}, {dict(found)}")
    return (last - first) / (until - since)


async def _until(connection: asyncpg.Connection, topic: str, count: int) -> tuple[int, float]:
    """Wait until so many events are applied; how many are, and when."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while (applied := await connection.fetchval(APPLIED, topic)) < count:  # noqa: ASYNC110 - no other process wakes us
            await asyncio.sleep(LOOK_SECONDS)
    return applied, time.monotonic()

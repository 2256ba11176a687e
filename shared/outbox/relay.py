"""The relay: the one process of a service that sends its outbox to Kafka, in order."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner
from opentelemetry import metrics

from shared import kafka
from shared.db import Pool
from shared.settings import Settings

BATCH = 4000
LEASE_SECONDS = 10.0
BUSY_SECONDS = 0.002
IDLE_SECONDS = 0.025
AWAKE_SECONDS = 0.5
"""So long after the last event it looks often, for what is told comes in bursts."""
ASLEEP_SECONDS = 0.1
RETRY_SECONDS = 1.0

_meter = metrics.get_meter("portes")
_relayed = _meter.create_counter("portes.outbox.relayed", "{event}", "Events sent to Kafka.")
_failures = _meter.create_counter("portes.outbox.failures", "{failure}", "Failed tries to send.")

TAKE_LEASE = """
INSERT INTO outbox_lease (holder, until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
ON CONFLICT (only_row) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE outbox_lease.holder = excluded.holder OR outbox_lease.until < clock_timestamp()
RETURNING true
"""
NEXT = """
SELECT id, event_id, topic, key, type, version, data, traceparent, at
FROM outbox_pending ORDER BY id LIMIT $1
"""
FORGET = "DELETE FROM outbox_pending WHERE id = ANY($1)"

_choose = DefaultPartitioner()


@lru_cache(maxsize=100_000)
def _place_of(key: str, partitions: int) -> int:
    """Kafka's own choice for a key among so many partitions; a contact's events come in a row."""
    everywhere = list(range(partitions))
    return int(_choose(key.encode(), everywhere, everywhere))


class Relay:
    """Sends pending events in id order while it holds the lease; deletes what Kafka acknowledged.

    A crash between acknowledgement and deletion sends at most one batch twice, which readers tell
    by event id and version. Kafka away: it waits and tries again; nothing is lost.
    """

    def __init__(self, pool: Pool, settings: Settings, service: str) -> None:
        self._pool = pool
        self._settings = settings
        self._source = f"/{settings.group(service)}"
        self._holder: UUID = uuid4()
        self._lease_until = 0.0
        self._epoch = ""
        self.beat = time.monotonic()
        """When it last got round its loop; the watchdog looks at it."""
        self.connected = False

    async def run(self) -> None:
        """Relay until cancelled."""
        self._epoch = str(await self._pool.fetchval("SELECT epoch FROM source_epoch"))
        while True:
            producer = kafka.producer(self._settings)
            try:
                await producer.start()
                self.connected = True
                await self._relay(producer)
            except (KafkaError, OSError) as why:
                _failures.add(1, {"reason": type(why).__name__})
                await self._wait(RETRY_SECONDS)
            finally:
                self.connected = False
                await producer.stop()

    async def _relay(self, producer: AIOKafkaProducer) -> None:
        pause = quiet = 0.0
        while True:
            self.beat = time.monotonic()
            sent = await self.relay_batch(producer) if await self._hold_lease() else 0
            quiet = 0.0 if sent else quiet + pause
            longest = IDLE_SECONDS if quiet < AWAKE_SECONDS else ASLEEP_SECONDS
            pause = 0.0 if sent else min(max(2 * pause, BUSY_SECONDS), longest)
            await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        self.beat = time.monotonic()
        await asyncio.sleep(seconds)

    async def _hold_lease(self) -> bool:
        """Renew the lease in good time; real time, since it is about processes."""
        now = time.monotonic()
        if now < self._lease_until - LEASE_SECONDS / 2:
            return True
        held = await self._pool.fetchval(TAKE_LEASE, self._holder, LEASE_SECONDS)
        self._lease_until = now + LEASE_SECONDS if held else 0.0
        return bool(held)

    async def give_up_lease(self) -> None:
        """Let the next relay start at once; called on an orderly end."""
        await self._pool.execute(
            "UPDATE outbox_lease SET until = clock_timestamp() WHERE holder = $1", self._holder
        )

    async def relay_batch(self, producer: AIOKafkaProducer) -> int:
        """Send the oldest pending events and forget them once acknowledged; how many."""
        rows = await self._pool.fetch(NEXT, BATCH)
        if rows:
            await self._send(producer, rows)
            await self._pool.execute(FORGET, [row["id"] for row in rows])
            _relayed.add(len(rows))
        return len(rows)

    async def _send(self, producer: AIOKafkaProducer, rows: list[asyncpg.Record]) -> None:
        places: dict[tuple[str, int], list[asyncpg.Record]] = defaultdict(list)
        partitions: dict[str, list[int]] = {}
        for row in rows:
            topic = self._settings.topic(row["topic"])
            if topic not in partitions:
                partitions[topic] = sorted(await producer.partitions_for(topic))
            place = partitions[topic][_place_of(row["key"], len(partitions[topic]))]
            places[topic, place].append(row)
        acknowledgements = [
            await producer.send_batch(batch, topic, partition=partition)
            for (topic, partition), batch_rows in places.items()
            for batch in self._batches(producer, batch_rows)
        ]
        await asyncio.gather(*acknowledgements)

    def _batches(self, producer: AIOKafkaProducer, rows: list[asyncpg.Record]) -> Iterator[Any]:
        batch = producer.create_batch()
        for row in rows:
            message = self._message(row)
            if batch.append(**message) is None:
                batch.close()
                yield batch
                batch = producer.create_batch()
                batch.append(**message)
        batch.close()
        yield batch

    def _message(self, row: asyncpg.Record) -> dict[str, Any]:
        """A CloudEvent in Kafka's binary mode."""
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", str(row["event_id"]).encode()),
            ("ce_type", row["type"].encode()),
            ("ce_source", self._source.encode()),
            ("ce_time", row["at"].isoformat().encode()),
            ("ce_aggregateversion", str(row["version"]).encode()),
            ("ce_sourceepoch", self._epoch.encode()),
            ("content-type", b"application/json"),
        ]
        if row["traceparent"]:
            headers.append(("traceparent", row["traceparent"].encode()))
        return {
            "key": row["key"].encode(),
            "value": row["data"],
            "timestamp": int(row["at"].timestamp() * 1000),
            "headers": headers,
        }

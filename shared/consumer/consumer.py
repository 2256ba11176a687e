"""The consumer: Kafka's group assigns partitions, PostgreSQL keeps the positions."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord, TopicPartition
from opentelemetry import metrics

from shared import kafka
from shared.consumer import positions
from shared.consumer.batch import Batch, anchor_of, apply, parse
from shared.consumer.message import Reactions
from shared.consumer.pauses import Pauses
from shared.consumer.positions import Position, Stale
from shared.db import Pool
from shared.errors import Unavailable
from shared.settings import Settings

BATCH = 2000
POLL_MS = 200
RETRY_SECONDS = 1.0
LOST_DATABASE = (OSError, Unavailable, asyncpg.InterfaceError, asyncpg.PostgresConnectionError)

_log = structlog.get_logger()
_meter = metrics.get_meter("portes")
_applied = _meter.create_counter("portes.consumer.applied", "{event}", "Events applied.")
_parked = _meter.create_counter("portes.consumer.parked", "{event}", "Messages set aside.")


class Consumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Applies what it hears, a batch of a partition at a time, each exactly once."""

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        service: str,
        reactions: Reactions,
        topics: Sequence[str],
    ) -> None:
        self._pool = pool
        self._settings = settings
        self._service = service
        self._reactions = reactions
        self._names = topics
        self._topics = [settings.topic(name) for name in topics]
        self._positions: dict[TopicPartition, Position] = {}
        self._unproven: set[TopicPartition] = set()
        self._client: AIOKafkaConsumer | None = None
        self.pauses = Pauses()
        self.beat = time.monotonic()
        self.connected = False

    async def run(self) -> None:
        """Consume until cancelled; a lost Kafka is waited for, a lost database raises."""
        while True:
            self._client = kafka.consumer(self._settings, self._service)
            try:
                await kafka.ensure_topics(self._settings, self._names)
                await self._client.start()
                self._positions = await positions.standing(self._pool, self._client, self._topics)
                self._client.subscribe(self._topics, listener=self)
                self.connected = True
                await self._consume(self._client)
            except KafkaError:
                self.beat = time.monotonic()
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                self.connected = False
                await self._client.stop()

    async def heard_all(self) -> bool:
        """Whether all that its topics hold now is applied, waited for a moment."""
        if self._client is None or not self.connected:
            return False
        return await positions.caught_up(self._pool, self._client, list(self._positions))

    async def _restart(self, place: TopicPartition, offset: int) -> None:
        known = self._positions[place]
        self._positions[place] = await positions.restart(self._pool, place, known, offset)

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Nothing to do: a batch still under way is refused by its position, or stands."""

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Seek at once, without awaiting; one back where the last applied message proves itself."""
        for place in assigned:
            self._seek(place)

    def _seek(self, place: TopicPartition) -> None:
        if self._client is None:
            return
        position = self._positions[place]
        if position.anchor is not None:
            self._unproven.add(place)
            self._client.seek(place, position.next_offset - 1)
        else:
            self._unproven.discard(place)
            self._client.seek(place, position.next_offset)

    async def _consume(self, client: AIOKafkaConsumer) -> None:
        """Parse the next batches while the last ones are written."""
        writing: asyncio.Task[None] | None = None
        try:
            while True:
                self.beat = time.monotonic()
                self.pauses.resume_due(client)
                records = await self._next(client)
                batches = await self._parsed(records)
                if writing is not None:
                    await writing
                writing = asyncio.create_task(self._write(client, batches)) if batches else None
        finally:
            if writing is not None:
                writing.cancel()
                await asyncio.gather(writing, return_exceptions=True)

    async def _next(self, client: AIOKafkaConsumer) -> dict[TopicPartition, list[ConsumerRecord]]:
        try:
            return dict(await client.getmany(timeout_ms=POLL_MS, max_records=BATCH))
        except OffsetOutOfRangeError as why:
            for place in why.args[0]:
                [first] = (await client.beginning_offsets([place])).values()
                await self._restart(place, first)
                self._reseek(place)
            return {}

    async def _parsed(self, records: dict[TopicPartition, list[ConsumerRecord]]) -> list[Batch]:
        batches = []
        for place, messages in records.items():
            fresh = await self._fresh(place, messages)
            if fresh:
                batches.append(parse(place, fresh, self._reactions))
            await asyncio.sleep(0)
        return batches

    async def _fresh(
        self, place: TopicPartition, messages: list[ConsumerRecord]
    ) -> list[ConsumerRecord]:
        """The messages not yet applied; the first after a seek proves the topic to be the same."""
        if place not in self._unproven:
            return messages
        position = self._positions[place]
        if messages[0].offset != position.next_offset - 1:
            self._reseek(place)  # fetched before the seek
            return []
        self._unproven.discard(place)
        if anchor_of(messages[0]) != position.anchor:
            await self._restart(place, 0)
            self._reseek(place)
            return []
        return messages[1:]

    def _reseek(self, place: TopicPartition) -> None:
        if self._client is not None and place in self._client.assignment():
            self._seek(place)

    async def _write(self, client: AIOKafkaConsumer, batches: list[Batch]) -> None:
        for batch in batches:
            await self._write_one(client, batch)

    async def _write_one(self, client: AIOKafkaConsumer, batch: Batch) -> None:
        since = self._positions[batch.place]
        if batch.start != since.next_offset:
            self._reseek(batch.place)  # read ahead of a failure or a rebalance: read again
            return
        try:
            await apply(self._pool, batch, since, self._reactions)
        except Stale:
            self._positions |= await positions.load(self._pool, [batch.place.topic])
            self._reseek(batch.place)
        except LOST_DATABASE:
            raise
        except Exception as why:  # whatever a reaction raises stops its partition only
            await self._pause(client, batch.place, why)
        else:
            self._positions[batch.place] = batch.end
            self.pauses.forget(batch.place)
            self._count(batch)

    async def _pause(self, client: AIOKafkaConsumer, place: TopicPartition, why: Any) -> None:
        reason = type(why).__name__
        _log.warning("partition paused", exc_info=why)
        self.pauses.add(client, place, reason)
        await positions.pause(self._pool, place, reason)
        self._reseek(place)

    def _count(self, batch: Batch) -> None:
        _applied.add(len(batch.told))
        if batch.unreadable:
            _parked.add(len(batch.unreadable))
            _log.warning("parked", count=len(batch.unreadable))

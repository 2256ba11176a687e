"""How much a topic holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

LOOK_SECONDS = 0.02
LONGEST_SECONDS = 300


@asynccontextmanager
async def reader(kafka: str, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A plain consumer of all partitions of the topic, which exists."""
    client = AIOKafkaConsumer(
        bootstrap_servers=kafka, fetch_max_wait_ms=50, max_partition_fetch_bytes=2 * 1024 * 1024
    )
    await client.start()
    try:
        while not (numbers := client.partitions_for_topic(topic)):
            await client._client.force_metadata_update()  # there is no public way
            await asyncio.sleep(LOOK_SECONDS)
        client.assign([TopicPartition(topic, number) for number in numbers])
        yield client
    finally:
        await client.stop()


async def held(client: AIOKafkaConsumer) -> int:
    """How many messages were ever written."""
    return sum((await client.end_offsets(list(client.assignment()))).values())


async def until_held(client: AIOKafkaConsumer, count: int) -> None:
    """Wait until so many messages were written."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while await held(client) < count:  # noqa: ASYNC110 - Kafka does not wake us
            await asyncio.sleep(LOOK_SECONDS)

"""Every byte on Kafka's topics: names, keys, headers and values."""

from collections.abc import AsyncIterator, Iterable

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import ConsumerRecord, TopicPartition

from tests.fixtures.canaries import PERSONAL
from tests.sideways.watch import TOPIC, here, watch


async def search_topics(kafka: str, prefix: str) -> None:
    """Search everything on the topics whose names begin so."""
    async for topic, records in told_on(kafka, prefix):
        _search(topic, records)


async def told_on(kafka: str, prefix: str) -> AsyncIterator[tuple[str, list[ConsumerRecord]]]:
    """Everything on the topics whose names begin so, some of one topic at a time."""
    if not (places := await _places(kafka, prefix)):
        return
    client = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    await client.start()
    try:
        client.assign(places)
        ends = await client.end_offsets(places)
        while any([await client.position(place) < end for place, end in ends.items()]):
            for place, records in (await client.getmany(timeout_ms=100)).items():
                yield place.topic, records
    finally:
        await client.stop()


async def _places(kafka: str, prefix: str) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if name.startswith(prefix)]
        told = await admin.describe_topics(names) if names else []
    finally:
        await admin.close()
    return [
        TopicPartition(each["topic"], p["partition"]) for each in told for p in each["partitions"]
    ]


def _search(topic: str, records: Iterable[ConsumerRecord]) -> None:
    """A test that sends what cannot be read puts it there itself."""
    whole = [topic.encode()]
    for record in records:
        whole += [record.key or b"", record.value or b""]
        whole += [part for name, value in record.headers for part in (name.encode(), value or b"")]
    watch().look(TOPIC, b"\n".join(whole), f"{topic}, {here()}", wanted=PERSONAL)

"""Kafka: clients with our settings, and the topics that a service owns."""

from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from shared.settings import Settings

RETENTION_MS = 28 * 24 * 3600 * 1000
REQUEST_MS = 10_000
FETCH_WAIT_MS = 150
"""Kafka answers at once when there is news; a partition that was just read joins the next request,
which begins when this one ends. Shorter asks a city at rest many times a second for nothing."""


def producer(settings: Settings) -> AIOKafkaProducer:
    """A producer that waits for every replica and writes nothing twice on its own retries."""
    return AIOKafkaProducer(
        bootstrap_servers=settings.kafka,
        acks="all",
        enable_idempotence=True,
        request_timeout_ms=REQUEST_MS,
        max_batch_size=256 * 1024,
        client_id=settings.group("relay"),
    )


def consumer(settings: Settings, service: str) -> AIOKafkaConsumer:
    """A consumer whose positions are ours to set: Kafka's group only assigns partitions."""
    return AIOKafkaConsumer(
        bootstrap_servers=settings.kafka,
        group_id=settings.group(service),
        enable_auto_commit=False,
        auto_offset_reset="none",
        session_timeout_ms=10_000,
        heartbeat_interval_ms=2_000,
        max_poll_interval_ms=60_000,
        request_timeout_ms=REQUEST_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=2 * 1024 * 1024,
        client_id=settings.group(service),
    )


async def ensure_topics(settings: Settings, names: Sequence[str]) -> None:
    """Create what is lacking of these topics; two processes may try at once."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka, request_timeout_ms=REQUEST_MS)
    try:
        await admin.start()
        lacking = {settings.topic(name) for name in names} - set(await admin.list_topics())
        topics = [
            NewTopic(
                name=name,
                num_partitions=1 if name.endswith("heartbeats") else settings.partitions,
                replication_factor=settings.replication,
                topic_configs={"retention.ms": str(RETENTION_MS)},
            )
            for name in sorted(lacking)
        ]
        if topics:
            _check(await admin.create_topics(topics))
    finally:
        await admin.close()


def _check(response: Any) -> None:
    """Another process may have made a topic a moment ago; any other error is raised."""
    for _topic, code, *_ in response.topic_errors:
        if code not in {0, TopicAlreadyExistsError.errno}:
            raise for_code(code)


async def reachable(settings: Settings, names: Sequence[str]) -> bool:
    """Whether Kafka answers now; then these topics exist."""
    try:
        await ensure_topics(settings, names)
    except (KafkaError, OSError):
        return False
    return True

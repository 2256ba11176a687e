"""What is not ours to remove: whether Kafka keeps events as long as the city's table says."""

from datetime import datetime, timedelta

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from deploy.cli.instance import SERVICES, Instance
from shared.city import City
from shared.contracts import topics_of

KIND = "event-topics"
NAME = "retention.ms"
ASK_MS = 5000


async def too_long(instance: Instance, city: City, at: datetime) -> list[str] | None:
    """Topics that Kafka keeps longer than the table says; none when Kafka does not answer."""
    row = next(each for each in city.retention if each.kind == KIND)
    limit = row.limit(at)
    prefix = f"{instance.record.instance}." if instance.record.instance else ""
    wanted = {prefix + name for service in SERVICES for name in topics_of(service)}
    try:
        kept = await _kept(instance, wanted)
    except (KafkaError, OSError):
        return None
    longest = timedelta.max if limit is None else at - limit
    return sorted(name for name, time in kept.items() if time > longest)


async def _kept(instance: Instance, wanted: set[str]) -> dict[str, timedelta]:
    admin = AIOKafkaAdminClient(bootstrap_servers=instance.kafka, request_timeout_ms=ASK_MS)
    try:
        await admin.start()
        topics = sorted(wanted & set(await admin.list_topics()))
        asked = [ConfigResource(ConfigResourceType.TOPIC, name, {NAME: None}) for name in topics]
        answers = await admin.describe_configs(asked) if asked else []
    finally:
        await admin.close()
    found = {}
    for answer in answers:
        for _code, _message, _type, name, entries in answer.resources:
            found[name] = _time(int(next(entry[1] for entry in entries if entry[0] == NAME)))
    return found


def _time(milliseconds: int) -> timedelta:
    return timedelta.max if milliseconds < 0 else timedelta(milliseconds=milliseconds)

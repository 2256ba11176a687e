"""What came from each service, and until when."""

from services.indicators.domain import Feed, Place
from shared.contracts.heartbeat import HEARTBEATS
from shared.db import Pool, Tx

FEEDS = "SELECT service, at, told_at FROM feed"
PLACES = """
SELECT coalesce(told.topic, kept.topic) AS topic,
       coalesce(told.partition, kept.partition) AS partition,
       told.told_at, told.heard_at, kept.paused_reason
FROM feed_place AS told FULL JOIN consumer_position AS kept
    ON kept.partition = told.partition
    AND (kept.topic = told.topic OR kept.topic LIKE '%.' || told.topic)
"""


async def feeds(where: Pool | Tx) -> dict[str, Feed]:
    """Every service's feed, by the service's name; one never heard of has no instant."""
    beats = {row["service"]: row for row in await where.fetch(FEEDS)}
    places: dict[str, list[Place]] = {service: [] for service in HEARTBEATS}
    for row in await where.fetch(PLACES):
        service = _service(row["topic"])
        if service in places:
            name = f"{row['topic']}/{row['partition']}"
            place = Place(name, row["told_at"], row["heard_at"], row["paused_reason"])
            places[service].append(place)
    return {
        service: Feed(
            service,
            beats[service]["at"] if service in beats else None,
            beats[service]["told_at"] if service in beats else None,
            tuple(places[service]),
        )
        for service in HEARTBEATS
    }


def _service(topic: str) -> str:
    """``gateway`` of ``gateway.contacts``, with or without an instance's prefix."""
    return topic.split(".")[-2]

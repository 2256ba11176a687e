"""Where a service's reading stands, kept beside its effects."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.structs import TopicPartition

from shared.db import Pool, Tx

LOOKS, LOOK_SECONDS = 20, 0.1


class Stale(Exception):
    """Another process has moved this position meanwhile: our copy is old."""


@dataclass(frozen=True, slots=True)
class Position:
    """The next offset to apply, and the id of the last applied event."""

    next_offset: int
    anchor: str | None = None


async def standing(
    pool: Pool, client: AIOKafkaConsumer, topics: Sequence[str]
) -> dict[TopicPartition, Position]:
    """Every partition's position: begun where there was none, restarted where it cannot be.

    Call it before subscribing, since a rebalance listener must not await.
    """
    everywhere = await _partitions(client, topics)
    first = await client.beginning_offsets(everywhere)
    await begin(pool, first)
    known = await load(pool, topics)
    # Asked last: others go on applying, and a position beyond an older end would seem impossible.
    ends = await client.end_offsets(everywhere)
    for place in everywhere:
        if not first[place] <= known[place].next_offset <= ends[place]:
            known[place] = await restart(pool, place, known[place], first[place])
    return known


async def _partitions(client: AIOKafkaConsumer, topics: Sequence[str]) -> list[TopicPartition]:
    """The partitions of the topics, once the cluster has told of all of them."""
    while True:
        await client._client.force_metadata_update()  # there is no public way
        found = [(topic, client.partitions_for_topic(topic)) for topic in topics]
        if all(numbers for _, numbers in found):
            return [TopicPartition(t, n) for t, numbers in found for n in sorted(numbers)]
        await asyncio.sleep(0.2)


async def load(pool: Pool, topics: Iterable[str]) -> dict[TopicPartition, Position]:
    """The positions of these topics' partitions."""
    rows = await pool.fetch(
        "SELECT topic, partition, next_offset, anchor FROM consumer_position WHERE topic = ANY($1)",
        list(topics),
    )
    return {
        TopicPartition(row["topic"], row["partition"]): Position(row["next_offset"], row["anchor"])
        for row in rows
    }


async def caught_up(pool: Pool, client: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> bool:
    """Whether all that these partitions hold now is applied, by whichever process.

    That is waited for a moment; without Kafka nobody knows.
    """
    try:
        ends = await client.end_offsets(places)
    except KafkaError:
        return False
    for _ in range(LOOKS):
        known = await load(pool, {place.topic for place in places})
        if all(known[place].next_offset >= end for place, end in ends.items()):
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False


async def begin(pool: Pool, starts: dict[TopicPartition, int]) -> None:
    """Give partitions never read before their first position."""
    await pool.executemany(
        "INSERT INTO consumer_position (topic, partition, next_offset) VALUES ($1, $2, $3) "
        "ON CONFLICT DO NOTHING",
        [(place.topic, place.partition, offset) for place, offset in starts.items()],
    )


async def restart(pool: Pool, place: TopicPartition, old: Position, offset: int) -> Position:
    """Read this partition from ``offset`` again: its topic is another than it was.

    By compare-and-set: where another process moved on meanwhile, its position stands.
    """
    restarted = await pool.fetchval(
        "UPDATE consumer_position SET next_offset = $3, anchor = NULL, "
        "updated_at = clock_timestamp() WHERE topic = $1 AND partition = $2 "
        "AND next_offset = $4 AND anchor IS NOT DISTINCT FROM $5 RETURNING true",
        place.topic,
        place.partition,
        offset,
        old.next_offset,
        old.anchor,
    )
    return Position(offset) if restarted else (await load(pool, [place.topic]))[place]


async def move(tx: Tx, place: TopicPartition, old: Position, new: Position) -> None:
    """Move on by compare-and-set, in the transaction of the effect. Raises ``Stale``."""
    moved = await tx.fetchval(
        "UPDATE consumer_position SET next_offset = $3, anchor = $4, paused_reason = NULL, "
        "updated_at = clock_timestamp() "
        "WHERE topic = $1 AND partition = $2 AND next_offset = $5 RETURNING true",
        place.topic,
        place.partition,
        new.next_offset,
        new.anchor,
        old.next_offset,
    )
    if not moved:
        raise Stale(place)


async def pause(pool: Pool, place: TopicPartition, reason: str) -> None:
    """Note for boards and operators that this partition stands still."""
    await pool.execute(
        "UPDATE consumer_position SET paused_reason = $3 WHERE topic = $1 AND partition = $2",
        place.topic,
        place.partition,
        reason,
    )

"""Where a service's reading stands, kept beside its effects."""

from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka.structs import TopicPartition

from shared.db import Pool, Tx


class Stale(Exception):
    """Another process has moved this position meanwhile: our copy is old."""


@dataclass(frozen=True, slots=True)
class Position:
    """The next offset to apply, and the id of the last applied event."""

    next_offset: int
    anchor: str | None = None


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


async def begin(pool: Pool, starts: dict[TopicPartition, int]) -> None:
    """Give partitions never read before their first position."""
    await pool.executemany(
        "INSERT INTO consumer_position (topic, partition, next_offset) VALUES ($1, $2, $3) "
        "ON CONFLICT DO NOTHING",
        [(place.topic, place.partition, offset) for place, offset in starts.items()],
    )


async def restart(pool: Pool, place: TopicPartition, offset: int) -> None:
    """Read this partition from ``offset`` again: its topic is another than it was."""
    await pool.execute(
        "UPDATE consumer_position SET next_offset = $3, anchor = NULL, "
        "updated_at = clock_timestamp() WHERE topic = $1 AND partition = $2",
        place.topic,
        place.partition,
        offset,
    )


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

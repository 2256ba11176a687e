"""Messages that could not be read, kept with their bytes until somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from aiokafka.structs import ConsumerRecord

from shared.consumer.message import Reactions, read, storable
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked message; headers are hexadecimal, since they may be any bytes, or none."""

    id: int
    topic: str
    partition: int
    offset: int
    reason: str
    key: bytes | None
    headers: list[list[str | None]]
    value: bytes | None
    parked_at: datetime
    retried_at: datetime | None


async def park(tx: Tx, record: ConsumerRecord, reason: str) -> None:
    """Keep the message with reason and place, in the transaction that moves past it."""
    await tx.execute(
        'INSERT INTO parked_event (topic, partition, "offset", reason, key, headers, value) '
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        record.topic,
        record.partition,
        record.offset,
        reason,
        record.key,
        [
            [storable(name), None if value is None else value.hex()]
            for name, value in record.headers
        ],
        record.value,
    )


async def listed(tx: Tx, *, after: int = 0, limit: int = 100) -> list[Parked]:
    """Parked messages that still wait, oldest first, from after an id."""
    rows = await tx.fetch(
        "SELECT * FROM parked_event WHERE id > $1 AND retried_at IS NULL ORDER BY id LIMIT $2",
        after,
        limit,
    )
    return [_parked(row) for row in rows]


async def shown(tx: Tx, parked_id: int) -> Parked | None:
    """One parked message with its bytes."""
    row = await tx.fetchrow("SELECT * FROM parked_event WHERE id = $1", parked_id)
    return _parked(row) if row else None


async def retry(tx: Tx, parked_id: int, reactions: Reactions) -> bool:
    """Read it again and react; false when there is none that waits.

    Raises ``Unreadable`` when it still cannot be read; the message stays.
    """
    row = await tx.fetchrow(
        "SELECT * FROM parked_event WHERE id = $1 AND retried_at IS NULL FOR UPDATE", parked_id
    )
    if row is None:
        return False
    told = read(_record(_parked(row)), reactions)
    if told is not None:
        await reactions[type(told.event)](tx, [told])
    await tx.execute(
        "UPDATE parked_event SET retried_at = clock_timestamp() WHERE id = $1", parked_id
    )
    return True


def _parked(row: asyncpg.Record) -> Parked:
    return Parked(**dict(row))


def _record(parked: Parked) -> ConsumerRecord:
    headers: Sequence[tuple[str, bytes | None]] = [
        (str(name), None if value is None else bytes.fromhex(value))
        for name, value in parked.headers
    ]
    return ConsumerRecord(
        parked.topic,
        parked.partition,
        parked.offset,
        int(parked.parked_at.timestamp() * 1000),
        0,
        parked.key,
        parked.value,
        None,
        len(parked.key or b""),
        len(parked.value or b""),
        headers,
    )

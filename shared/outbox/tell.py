"""Put events into the outbox, in the transaction of what they tell."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from opentelemetry import trace
from uuid_utils.compat import uuid7

from shared.contracts import Event
from shared.db import Change, Tx

Row = tuple[UUID, str, str, str, int, bytes]

TOLD = """
told AS (
    INSERT INTO outbox_pending (event_id, topic, key, type, version, data, traceparent)
    SELECT event_id, topic, key, type, version, data, $7
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[])
        WITH ORDINALITY AS event (event_id, topic, key, type, version, data, place)
    ORDER BY place
    RETURNING *
), archived AS (
    INSERT INTO outbox_archive (id, event_id, topic, key, type, version, data, traceparent, at)
    SELECT id, event_id, topic, key, type, version, data, traceparent, at FROM told
)
"""
"""Puts events into outbox and archive, as part of a statement; ``columns`` are its $1 to $7."""
PUT = f"WITH {TOLD} SELECT"


async def put(tx: Tx, event: Event) -> UUID:
    """Tell one event; call it while the aggregate is locked, so that its events keep order."""
    [event_id] = await put_many(tx, [event])
    return event_id


async def put_many(tx: Tx, events: Sequence[Event]) -> list[UUID]:
    """Tell several events, in their order, by one statement; their ids.

    A command's are written at the end of its transaction, when its aggregates are still locked.
    """
    rows = [_row(event) for event in events]
    if isinstance(tx, Change):
        tx.told += rows
    elif rows:
        await tx.execute(PUT, *columns(rows))
    return [row[0] for row in rows]


def columns(rows: Sequence[Row]) -> list[Any]:
    """The arguments of ``TOLD`` for these rows."""
    return [*(zip(*rows, strict=True) if rows else [()] * 6), _traceparent()]


def _row(event: Event) -> Row:
    data = event.model_dump_json().encode()
    return uuid7(), event.topic, event.key, event.type, event.version, data


def _traceparent() -> str | None:
    """Where we are in the current trace, as W3C writes it."""
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return None
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{int(span.trace_flags):02x}"

"""Put events into the outbox, in the transaction of what they tell."""

from collections.abc import Sequence
from uuid import UUID

from opentelemetry import trace
from uuid_utils.compat import uuid7

from shared.contracts import Event
from shared.db import Tx

PUT = """
WITH told AS (
    INSERT INTO outbox_pending (event_id, topic, key, type, version, data, traceparent)
    SELECT event_id, topic, key, type, version, data, $7
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[])
        WITH ORDINALITY AS event (event_id, topic, key, type, version, data, place)
    ORDER BY place
    RETURNING *
)
INSERT INTO outbox_archive (id, event_id, topic, key, type, version, data, traceparent, at)
SELECT id, event_id, topic, key, type, version, data, traceparent, at FROM told
"""


async def put(tx: Tx, event: Event) -> UUID:
    """Tell one event; call it while the aggregate is locked, so that its events keep order."""
    [event_id] = await put_many(tx, [event])
    return event_id


async def put_many(tx: Tx, events: Sequence[Event]) -> list[UUID]:
    """Tell several events, in their order, by one statement; their ids."""
    ids = [uuid7() for _ in events]
    if events:
        await tx.execute(
            PUT,
            ids,
            [event.topic for event in events],
            [event.key for event in events],
            [event.type for event in events],
            [event.version for event in events],
            [event.model_dump_json().encode() for event in events],
            _traceparent(),
        )
    return ids


def _traceparent() -> str | None:
    """Where we are in the current trace, as W3C writes it."""
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return None
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{int(span.trace_flags):02x}"

"""Contact facts: one row each, replaced only by a greater version."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter

from shared.contracts.gateway import ContactEvent, ContactState, Matter, Span
from shared.db import Tx

OVER = frozenset({ContactState.CLOSED, ContactState.ABANDONED, ContactState.MISSED})
MATTERS = TypeAdapter(tuple[Matter, ...])
SPANS = TypeAdapter(tuple[Span, ...])
KEEP = """
INSERT INTO contact_fact AS fact
    (contact_id, version, code, door, unit, opened_unit, level, reason, state, outcome,
     city_version, opened_at, started_at, ended_at, wait_us, service_us, since, until, spans,
     matters, intensity, interpreter_asked_at, interpreter_arrived_at, interpreter_left_at,
     pending_call, entered_later, told_least_us, told_most_us)
SELECT contact_id, version, code, door, unit, opened_unit, level, reason, state, outcome,
       city_version, opened_at, started_at, ended_at, wait_us, service_us,
       since, until, spans::jsonb, matters::jsonb, intensity, interpreter_asked_at,
       interpreter_arrived_at, interpreter_left_at, pending_call, entered_later,
       told_least_us, told_most_us
FROM unnest(
    $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::int[], $12::timestamptz[], $13::timestamptz[],
    $14::timestamptz[], $15::bigint[], $16::bigint[], $17::timestamptz[], $18::timestamptz[],
    $19::text[], $20::text[], $21::text[], $22::timestamptz[], $23::timestamptz[],
    $24::timestamptz[], $25::uuid[], $26::boolean[], $27::bigint[], $28::bigint[]
) AS told (contact_id, version, code, door, unit, opened_unit, level, reason, state, outcome,
           city_version, opened_at, started_at, ended_at, wait_us, service_us, since, until, spans,
           matters, intensity, interpreter_asked_at, interpreter_arrived_at, interpreter_left_at,
           pending_call, entered_later, told_least_us, told_most_us)
ON CONFLICT (contact_id) DO UPDATE SET
    version = excluded.version, code = excluded.code, door = excluded.door,
    unit = excluded.unit, opened_unit = excluded.opened_unit, level = excluded.level,
    reason = excluded.reason, state = excluded.state, outcome = excluded.outcome,
    city_version = excluded.city_version, opened_at = excluded.opened_at,
    started_at = excluded.started_at, ended_at = excluded.ended_at,
    wait_us = excluded.wait_us, service_us = excluded.service_us,
    since = excluded.since, until = excluded.until, spans = excluded.spans,
    matters = excluded.matters, intensity = excluded.intensity,
    interpreter_asked_at = excluded.interpreter_asked_at,
    interpreter_arrived_at = excluded.interpreter_arrived_at,
    interpreter_left_at = excluded.interpreter_left_at,
    pending_call = excluded.pending_call, entered_later = excluded.entered_later,
    told_least_us = excluded.told_least_us, told_most_us = excluded.told_most_us
WHERE excluded.version > fact.version
"""


async def keep_contacts(tx: Tx, events: Iterable[ContactEvent]) -> None:
    """Keep what these events tell; at most one event of each contact may be given."""
    rows = [_row(event) for event in sorted(events, key=lambda event: event.contact_id)]
    if rows:
        await tx.execute(KEEP, *zip(*rows, strict=True))


def _row(event: ContactEvent) -> tuple[object, ...]:
    since, until = _present(event)
    interpreter = event.interpreter
    return (
        event.contact_id,
        event.version,
        event.code,
        event.door,
        event.unit,
        event.spans[0].unit if event.spans else event.unit,
        event.level,
        event.reason,
        event.state,
        event.outcome,
        event.city_version,
        event.opened_at,
        event.started_at,
        event.ended_at,
        _microseconds(event.wait_seconds),
        _microseconds(event.service_seconds),
        since,
        until,
        SPANS.dump_json(event.spans).decode(),
        MATTERS.dump_json(event.matters).decode(),
        event.intensity,
        interpreter.asked_at if interpreter else None,
        interpreter.arrived_at if interpreter else None,
        interpreter.left_at if interpreter else None,
        event.pending_call,
        event.entered_later,
        _microseconds(event.told_wait.least_seconds) if event.told_wait else None,
        _microseconds(event.told_wait.most_seconds) if event.told_wait else None,
    )


def _present(event: ContactEvent) -> tuple[datetime, datetime | None]:
    """From the first moment to the last, whatever order the spans tell them in."""
    spans = [span for span in event.spans if span.state not in OVER]
    since = min((span.at for span in spans), default=event.opened_at)
    ends = [span.until for span in spans if span.until is not None]
    if len(ends) < len(spans):
        return since, None
    return since, max([since, *ends])


def _microseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1_000_000)

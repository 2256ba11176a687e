"""What exchanges told of their calls."""

from collections.abc import Collection, Iterable

from services.gateway.domain import Call, CallEvent, Contact, Known
from services.gateway.store.contacts import COLUMNS, contact_of
from shared.contracts.gateway import contact_id
from shared.db import Tx

SHARDS = 0x3F
LOCK = """
SELECT pg_advisory_xact_lock(7079, shard) FROM
(SELECT DISTINCT hashtext(call) & $2 AS shard FROM unnest($1::text[]) AS call ORDER BY 1) AS s
"""
ADD = """
INSERT INTO call_event (call, event, at, unit)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[])
"""


async def lock_calls(tx: Tx, calls: Collection[str]) -> None:
    """Let one request at a time speak of these calls; in one order: no deadlock."""
    await tx.execute(LOCK, list(calls), SHARDS)


async def known_events(tx: Tx, calls: Collection[str]) -> dict[str, dict[CallEvent, Known]]:
    """What is known of these calls."""
    known: dict[str, dict[CallEvent, Known]] = {}
    for row in await tx.fetch("SELECT * FROM call_event WHERE call = ANY($1)", list(calls)):
        events = known.setdefault(row["call"], {})
        events[CallEvent(row["event"])] = Known(row["at"], row["unit"])
    return known


async def contacts_of(tx: Tx, calls: Collection[str]) -> dict[str, Contact]:
    """The contacts of these calls, locked."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM contact WHERE id = ANY($1) ORDER BY id FOR UPDATE",
        [contact_id(call) for call in calls],
    )
    contacts = [contact_of(row) for row in rows]
    return {contact.exchange_call: contact for contact in contacts if contact.exchange_call}


async def add_events(tx: Tx, news: Iterable[tuple[str, Call]]) -> None:
    """Keep what was told, call by call."""
    rows = [
        (call, event.value, known.at, known.unit)
        for call, events in news
        for event, known in events.items()
    ]
    if rows:
        await tx.execute(ADD, *zip(*rows, strict=True))

"""Contacts as the gateway tells them: each opened, called and started, later ones with more."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

import asyncpg
from uuid_utils.compat import uuid7

from services.gateway.domain import Contact, acts
from shared.contracts.gateway import ContactEvent, ContactState, Door, Level, Span

VERSIONS = 3
COLUMNS = ("event_id", "topic", "key", "type", "version", "data")
AT_ONCE = 2000
"""How many contacts go on at the same time, so that versions do not follow each other at once."""


def told(units: Sequence[str], contacts: int) -> Iterator[ContactEvent]:
    """Three events of each contact, in the order of a busy day."""
    now = datetime.now(UTC) - timedelta(hours=2)
    numbers = iter(range(contacts))
    while some := list(islice(numbers, AT_ONCE)):
        opened = [_opened(units[n % len(units)], n, now + timedelta(milliseconds=n)) for n in some]
        called = [
            acts.call(contact, 1 + n % 8, at=contact.opened_at + timedelta(minutes=7))
            for n, (contact, _) in zip(some, opened, strict=True)
        ]
        started = [
            acts.start(contact, at=event.at + timedelta(minutes=1)) for contact, event in called
        ]
        for _, event in (*opened, *called, *started):
            yield event


def _opened(unit: str, number: int, at: datetime) -> tuple[Contact, ContactEvent]:
    contact = Contact(
        id=uuid7(),
        version=1,
        code=f"N {number % 1000:03d}",
        door=Door.DESK,
        unit=unit,
        centre=unit,
        level=tuple(Level)[number % 3],
        reason="ECO-ALIM",
        state=ContactState.WAITING,
        city_version=1,
        opened_at=at,
        waiting_from=at,
        started_at=None,
        ended_at=None,
        outcome=None,
        left_from=None,
        desk=None,
        calls=0,
        spans=(Span(state=ContactState.WAITING, at=at, unit=unit),),
    )
    return acts.open_contact(contact)


def rows(events: Iterator[ContactEvent]) -> list[tuple[object, ...]]:
    """The events as rows of an outbox."""
    return [
        (uuid7(), e.topic, e.key, e.type, e.version, e.model_dump_json().encode()) for e in events
    ]


async def fill(dsn: str, told: list[tuple[object, ...]]) -> None:
    """Put the rows into the outbox by one commit."""
    connection = await asyncpg.connect(dsn)
    await connection.copy_records_to_table("outbox_pending", records=told, columns=COLUMNS)
    await connection.close()

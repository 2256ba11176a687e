"""Reading a Kafka message: what was told, or why it cannot be read."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from aiokafka.structs import ConsumerRecord
from pydantic import ValidationError

from shared.contracts import Event, event_types
from shared.db import Tx

E = TypeVar("E", bound=Event)


class Unreadable(Exception):
    """The message is not an event of the contracts; the reason names no content."""


@dataclass(frozen=True, slots=True)
class Told(Generic[E]):
    """An event as it arrived: ``time`` is when it was published, ``event.at`` when it happened."""

    id: UUID
    event: E
    source: str
    epoch: str
    time: datetime
    partition: int
    offset: int
    traceparent: str | None = None


def newest(told: Sequence[Told[E]]) -> Collection[E]:
    """Of each thing in the batch, by its key, the event with the greatest version."""
    found: dict[str, E] = {}
    for event in (each.event for each in told):
        known = found.get(event.key)
        if known is None or event.version > known.version:
            found[event.key] = event
    return found.values()


Reaction = Callable[[Tx, Sequence[Told[Any]]], Awaitable[None]]
"""Takes the events of a batch that are for it, in their order."""

Reactions = Mapping[type[Event], Reaction]


def read(record: ConsumerRecord, wanted: Reactions) -> Told[Event] | None:
    """The event, or none when its type is known but merely unused here.

    Raises ``Unreadable`` for a type that the contracts do not know and for broken content.
    """
    headers = {name: value for name, value in record.headers if value is not None}
    try:
        name = headers["ce_type"].decode()
    except (KeyError, UnicodeDecodeError) as why:
        raise Unreadable("no readable ce_type header") from why
    event_type = event_types().get(name)
    if event_type is None:
        raise Unreadable("a type absent from the contracts")
    if event_type not in wanted:
        return None
    try:
        return _told(record, headers, event_type)
    except ValidationError as why:
        places = sorted({".".join(map(str, error["loc"])) for error in _errors(why)})
        raise Unreadable(f"the data does not fit the contract: {', '.join(places)[:400]}") from why
    except (KeyError, ValueError) as why:
        raise Unreadable("a header is missing or broken") from why


def _told(
    record: ConsumerRecord, headers: Mapping[str, bytes], event_type: type[Event]
) -> Told[Event]:
    trace = headers.get("traceparent")
    return Told(
        id=UUID(headers["ce_id"].decode()),
        event=event_type.model_validate_json(record.value or b""),
        source=headers["ce_source"].decode(),
        epoch=headers["ce_sourceepoch"].decode(),
        time=_instant(headers["ce_time"].decode()),
        partition=record.partition,
        offset=record.offset,
        traceparent=trace.decode() if trace else None,
    )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


def storable(text: str) -> str:
    """The text as PostgreSQL can hold it, which is without U+0000."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _errors(why: ValidationError) -> list[Any]:
    return list(why.errors(include_input=False, include_url=False, include_context=False))

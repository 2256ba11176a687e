"""A batch of one partition: parsed first, then applied with its position in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka.structs import ConsumerRecord, TopicPartition
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.consumer import positions
from shared.consumer.message import Reaction, Reactions, Told, Unreadable, read, storable
from shared.consumer.parked import park
from shared.consumer.positions import Position
from shared.contracts import Event
from shared.db import Pool, Scope, transaction

_tracer = trace.get_tracer("portes")
_propagator = TraceContextTextMapPropagator()


@dataclass(slots=True)
class Batch:
    """What one partition brought: events to react to, and messages to set aside."""

    place: TopicPartition
    start: int
    """The offset of its first message; must be where the position stands."""
    end: Position
    told: list[Told[Event]] = field(default_factory=list)
    unreadable: list[tuple[ConsumerRecord, str]] = field(default_factory=list)


def parse(place: TopicPartition, records: Sequence[ConsumerRecord], reactions: Reactions) -> Batch:
    """Read every message of the batch; nothing is written yet."""
    last = records[-1]
    batch = Batch(place, records[0].offset, Position(last.offset + 1, anchor_of(last)))
    for record in records:
        try:
            told = read(record, reactions)
        except Unreadable as why:
            batch.unreadable.append((record, str(why)))
        else:
            if told is not None:
                batch.told.append(told)
    return batch


def anchor_of(record: ConsumerRecord) -> str:
    """What tells this message from any other at the same offset of a re-created topic."""
    for name, value in record.headers:
        if name == "ce_id":
            return storable((value or b"").decode(errors="replace"))[:64]
    return f"timestamp {record.timestamp}"


async def apply(pool: Pool, batch: Batch, since: Position, reactions: Reactions) -> None:
    """Effects, parked messages and position in one transaction. Raises ``Stale``."""
    span = _tracer.start_as_current_span(
        "consume", links=_links(batch), record_exception=False, set_status_on_exception=False
    )  # an exception's words may hold what was told
    with span:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await positions.move(tx, batch.place, since, batch.end)
            for record, reason in batch.unreadable:
                await park(tx, record, reason)
            for reaction, told in _by_reaction(batch, reactions).items():
                await reaction(tx, told)


def _by_reaction(batch: Batch, reactions: Reactions) -> dict[Reaction, list[Told[Event]]]:
    groups: dict[Reaction, list[Told[Event]]] = defaultdict(list)
    for told in batch.told:
        groups[reactions[type(told.event)]].append(told)
    return groups


def _links(batch: Batch) -> list[trace.Link]:
    """The traces of the requests that brought these events about."""
    parents = {told.traceparent for told in batch.told[:32] if told.traceparent}
    contexts = [
        trace.get_current_span(_propagator.extract({"traceparent": parent})).get_span_context()
        for parent in sorted(parents)
    ]
    return [trace.Link(context) for context in contexts]

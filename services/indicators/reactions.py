"""What the indicators do when they hear of something: keep the newest, by the batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.indicators import store
from shared.consumer import Reactions, Told
from shared.contracts import published
from shared.contracts.gateway import ContactEvent, DeskChanged
from shared.contracts.heartbeat import HEARTBEATS, Heartbeat
from shared.db import Tx


async def keep_contacts(tx: Tx, told: Sequence[Told[ContactEvent]]) -> None:
    """Keep each contact as the greatest version in the batch tells it."""
    newest: dict[UUID, ContactEvent] = {}
    for event in (each.event for each in told):
        known = newest.get(event.contact_id)
        if known is None or event.version > known.version:
            newest[event.contact_id] = event
    await store.keep_contacts(tx, newest.values())
    await store.keep_places(tx, _places(told))


async def keep_desks(tx: Tx, told: Sequence[Told[DeskChanged]]) -> None:
    """Keep each change of a desk."""
    await store.keep_desks(tx, (each.event for each in told))
    await store.keep_places(tx, _places(told))


async def keep_heartbeats(tx: Tx, told: Sequence[Told[Heartbeat]]) -> None:
    """Keep the newest sign of life of each service."""
    await store.keep_heartbeats(
        tx, ((each.event.service, each.event.at, each.time) for each in told)
    )


def _places(
    told: Sequence[Told[ContactEvent]] | Sequence[Told[DeskChanged]],
) -> Iterable[tuple[str, int, datetime]]:
    return ((each.event.topic, each.partition, each.time) for each in told)


CONTACTS: Reactions = {
    event: keep_contacts for event in published() if issubclass(event, ContactEvent)
}
REACTIONS: Reactions = {
    **CONTACTS,
    DeskChanged: keep_desks,
    **dict.fromkeys(HEARTBEATS.values(), keep_heartbeats),
}

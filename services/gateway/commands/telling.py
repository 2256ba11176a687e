"""Telling others: what is restricted stays inside the centre that serves it."""

from collections.abc import Sequence

from services.gateway import store
from services.gateway.domain import timeline
from shared import outbox
from shared.city.store import current
from shared.contracts import Event
from shared.contracts.gateway import RESTRICTED, ContactEvent
from shared.db import Tx

HIDDEN = {"reason": RESTRICTED, "owner": None}
"""Of a restricted reason; who is competent for it would say which it is."""


async def tell(tx: Tx, event: Event) -> None:
    """Tell one event."""
    await tell_all(tx, [event])


async def tell_all(tx: Tx, events: Sequence[Event]) -> None:
    """Tell several events, in their order, and keep what they say for people's timelines.

    There it stands as it is, for it leaves the unit no more than the contact does. Of what is only
    practised nobody hears.
    """
    if not events:
        return
    here = await current(tx, events[-1].at)
    real = [event for event in events if not here.practises(getattr(event, "unit", ""))]
    await store.timeline.keep_lines(tx, timeline.lines(real))
    await outbox.put_many(tx, [await _for_others(tx, event) for event in real])


async def _for_others(tx: Tx, event: Event) -> Event:
    if not isinstance(event, ContactEvent) or event.reason is None:
        return event
    here = await current(tx, event.at)
    matters = tuple(
        each.model_copy(update=HIDDEN) if here.restricts(each.reason) else each
        for each in event.matters
    )
    if matters == event.matters and not here.restricts(event.reason):
        return event
    return event.model_copy(update={"reason": RESTRICTED, "matters": matters})

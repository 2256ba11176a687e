"""What the other doors told: what became of whom we handed on to them."""

from collections.abc import Iterable

from services.gateway import store
from services.gateway.commands import offers
from services.gateway.commands.places import keep_places
from services.gateway.domain import places
from shared.contracts.groups import PlaceChanged, PlaceDoor
from shared.db import Tx


async def hear_places(tx: Tx, events: Iterable[PlaceChanged]) -> None:
    """Keep what became of each place that was asked for here, or of whom is known here.

    At most one event of each place may be given; an older one changes nothing.
    """
    told = {event.place_id: event for event in events}
    known = await store.places.take_places(tx, sorted(told))
    changed = []
    for place_id, event in sorted(told.items()):
        before = known.get(place_id)
        ours = event.door is PlaceDoor.GATEWAY or event.person_id is not None
        if before is None and not ours:
            continue
        after = places.heard(before, event)
        if after != before:
            changed.append((after, event.at))
    await keep_places(tx, [place for place, _ in changed])
    for place, at in changed:
        await offers.follow(tx, place, at)

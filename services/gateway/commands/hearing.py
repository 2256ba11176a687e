"""What the other doors told: what became of whom we handed on to them."""

from collections.abc import Iterable
from typing import TypeVar

from services.gateway import store
from services.gateway.commands import offers
from services.gateway.commands.places import keep_places
from services.gateway.domain import places
from shared.contracts.groups import PlaceChanged, PlaceDoor
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Tx

E = TypeVar("E", PlaceChanged, ReferralChanged, FirstVisitAsked)


async def of_whom_is_known(tx: Tx, events: Iterable[E]) -> list[E]:
    """The events, but they name nobody who was erased or never known here.

    What is told late must not bring them back, so nobody whom they name is erased meanwhile.
    """
    told = list(events)
    people = {each.person_id for each in told if each.person_id is not None}
    known = await store.people_held.still_known(tx, people)
    return [
        each if each.person_id in known else each.model_copy(update={"person_id": None})
        for each in told
    ]


async def hear_places(tx: Tx, events: Iterable[PlaceChanged]) -> None:
    """Keep what became of each place that was asked for here, or of whom is known here.

    At most one event of each place may be given; an older one changes nothing.
    """
    told = {event.place_id: event for event in await of_whom_is_known(tx, events)}
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

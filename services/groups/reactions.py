"""What the groups do when they hear that somebody was sent to a session, or answered for them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.groups import commands, store
from services.groups.commands import Asked
from shared import erased
from shared.consumer import Reactions, Told
from shared.contracts.gateway import PersonErased, PlaceAnswered, PlaceAsked
from shared.contracts.groups import PlaceDoor
from shared.contracts.referrals import ReferredPlaceAnswered, ReferredPlaceAsked
from shared.db import Tx


async def follow(tx: Tx, told: Sequence[Told[Any]], now: datetime) -> None:
    """Places are asked for and answered for in the order in which that was told, heard now.

    Told again it says whose the place is, known late or put right. What is told late of somebody
    who was erased asks for a place of nobody.
    """
    asking = [
        each.event for each in told if isinstance(each.event, PlaceAsked | ReferredPlaceAsked)
    ]
    gone = await erased.among(tx, {each.person_id for each in asking if each.person_id})
    for event in (each.event for each in told):
        heard_at = max(now, event.at)  # another machine's clock may be a moment ahead
        if isinstance(event, PlaceAnswered | ReferredPlaceAnswered):
            await commands.answer_by_event(tx, event.place_id, event.answer, event.at, heard_at)
        else:
            asked = _asked(event, gone)
            await store.places.name(tx, asked.place_id, asked.person, event.version)
            await commands.ask_by_event(tx, asked, event.at, heard_at)


def _asked(event: PlaceAsked | ReferredPlaceAsked, gone: Collection[UUID]) -> Asked:
    return Asked(
        event.place_id,
        event.session_id,
        PlaceDoor.GATEWAY if isinstance(event, PlaceAsked) else PlaceDoor.REFERRAL,
        event.unit,
        event.places,
        contact=event.contact_id if isinstance(event, PlaceAsked) else None,
        referral=event.referral_id if isinstance(event, ReferredPlaceAsked) else None,
        person=None if event.person_id in gone else event.person_id,
    )


async def forget(tx: Tx, told: Sequence[Told[PersonErased]]) -> None:
    """Nothing here says any longer whose a place was, nor will it if that is told again."""
    people = [each.event.person_id for each in told]
    await erased.note(tx, people)
    await store.places.forget(tx, people)


def reactions(now: Callable[[], Awaitable[datetime]]) -> Reactions:
    """What is done of each event, at the business's time now, which no event says."""

    async def follow_now(tx: Tx, told: Sequence[Told[Any]]) -> None:
        await follow(tx, told, await now())

    asked = (PlaceAsked, PlaceAnswered, ReferredPlaceAsked, ReferredPlaceAnswered)
    return {**dict.fromkeys(asked, follow_now), PersonErased: forget}

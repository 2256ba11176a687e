"""Places in sessions of the groups: asked for as an outcome, answered, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, kept, take_known, taken
from services.gateway.commands.telling import tell
from services.gateway.domain import Ending, access, matters, places, sessions, timeline
from services.gateway.domain.places import Place
from services.gateway.domain.refusals import OnlyPractice, UnknownSession
from shared.city.store import current
from shared.contracts.gateway import Outcome
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import as_the_service

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many places of one household in a session."""

    session: UUID
    places: int = 1


async def ask_place(tx: Tx, contact_id: UUID, reason: str, wanted: Wanted, by: By) -> Place:
    """End a reason with places in a session, or in the line for them: the groups say which.

    Raises ``UnknownSession``, ``SessionShut``, ``OnlyPractice``, and what ending the reason raises.
    """
    before = await taken(tx, contact_id, by)
    here = await current(tx, by.at)
    if here.practises(before.unit):
        raise OnlyPractice  # nobody real loses a place by it
    async with as_the_service(tx):  # any centre's
        session = await store.sessions.find_session(tx, wanted.session)
    if session is None:
        raise UnknownSession
    sessions.require_open(session, at=by.at)
    ended = matters.end(before, reason, Ending(Outcome.GROUP_PLACE), at=by.at)
    after = await kept(tx, before, ended, by)
    place = Place(
        id=uuid7(),
        version=0,
        told=1,
        unit=before.unit,
        contact=before.id,
        reason=reason,
        person=None,
        session=session.session_id,
        programme=session.programme,
        held_at=session.unit,
        starts_at=session.starts_at,
        places=wanted.places,
        restricted=session.restricted or access.is_restricted(here, after),
        asked_at=by.at,
    )
    await keep_place(tx, place)
    await tell(tx, places.ask(place, before.person, at=by.at))
    return place


async def deal_with_place(tx: Tx, place_id: UUID, by: By) -> Place:
    """They were told that they have no place. Raises ``NotFound``, ``PlaceOver``."""
    after = places.deal_with(await known(tx, place_id, by), at=by.at)
    await store.places.keep_place(tx, after)
    return after


async def undo_told(tx: Tx, place_id: UUID, by: By) -> Place:
    """They were not told after all. Raises ``NotFound``, ``NothingToUndo``."""
    after = places.undo_told(await known(tx, place_id, by), at=by.at)
    await store.places.keep_place(tx, after)
    return after


async def known(tx: Tx, place_id: UUID, by: By) -> Place:
    """The place, locked after its contact, for whoever may know of that."""
    of_contact = await store.places.contact_of(tx, place_id)
    if of_contact is not None:
        await take_known(tx, of_contact, replace(by, seen=None))
    place = await store.places.take_place(tx, place_id)
    if place is None:
        raise NotFound
    by.who.require(place.unit)
    if place.contact is None:
        found = await store.people.sealed(tx, place.person or NOBODY, by.who.id)
        if found is None or access.may_see(found.facts, by.who, by.at) is None:
            raise NotFound
    return place


async def answered(tx: Tx, place: Place, said: PlaceAnswer, at: datetime) -> Place:
    """Keep and tell what they say to a place. Raises ``PlaceOver``."""
    after, event = places.answer(place, said, at=at)
    await keep_place(tx, after)
    await tell(tx, event)
    return after


async def keep_place(tx: Tx, place: Place) -> None:
    """Keep it as it stands, and its line of a person's timeline."""
    await keep_places(tx, [place])


async def keep_places(tx: Tx, stand: Iterable[Place]) -> None:
    """The same of several."""
    lines = []
    for place in stand:
        await store.places.keep_place(tx, place)
        lines.append(timeline.of_place(place))
    await store.timeline.keep_lines(tx, [line for line in lines if line is not None])

"""Answering for places, by whichever door, and what passes on by itself."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.groups import store
from services.groups.commands.asking import (
    By,
    Group,
    group,
    kept,
    passed_on,
    require_open_to,
    standing,
)
from services.groups.domain import places, telling
from services.groups.domain.place import LIVE, Place
from services.groups.domain.refusals import OfferOver
from shared import outbox
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed, Refused
from shared.identity import Principal
from shared.identity.hashing import digest
from shared.widening import everywhere, widen

NOBODY = Principal(UUID(int=0), "clock", frozenset(), None, machine=True)
"""Whoever acts by a link or an event, or because time passed."""
MOST = 50
"""So many sessions are passed on at once."""


async def answer(tx: Tx, place_id: UUID, said: PlaceAnswer, by: By) -> Place:
    """What is said for somebody to an offer or a place.

    Raises as ``places.answer`` and ``place_seen`` do.
    """
    await place_seen(tx, place_id, by)
    return await answered(tx, place_id, said, by)


async def answer_by_link(tx: Tx, token: str, said: PlaceAnswer, at: datetime) -> Place:
    """The same for whoever has the link, who needs no account. Raises ``NotFound``."""
    async with everywhere(tx):
        place_id = await store.links.place_by(tx, digest(token), at)
        place = await store.places.one(tx, place_id) if place_id else None
    if place is None:
        raise NotFound
    await widen(tx, [place.unit])
    return await answered(tx, place.id, said, By(NOBODY, at))


async def answer_by_event(
    tx: Tx, place_id: UUID, said: PlaceAnswer, at: datetime, heard_at: datetime | None = None
) -> None:
    """What another service was told; what is over stands as it was told already.

    It is judged as of when it was said, and what follows of it begins when it is heard; without
    ``heard_at`` that is at once. What is refused of a place that is not over is owed an answer:
    who asks believes otherwise.
    """
    if await store.places.one(tx, place_id) is None:
        return
    try:
        await answered(tx, place_id, said, By(NOBODY, heard_at or at), at)
    except Refused:
        await _told_again(tx, place_id, heard_at or at)


async def wait_again(tx: Tx, place_id: UUID, by: By) -> Place:
    """Somebody whose offer expired waits again, behind everybody. Raises ``OfferOver``."""
    found, place = await place_seen(tx, place_id, by)
    found.session.require_open(by.at)
    waiting = places.wait_again(place, by.at)
    changed = await passed_on(tx, found, [waiting], by.at)
    await kept(tx, Group(found.session, [*found.places, place]), found.session, changed, by.at)
    return await standing(tx, place.id)


async def told(tx: Tx, place_id: UUID, by: By) -> Place:
    """Note that somebody said to them that they lost it, which moves nothing. It is told to nobody.

    Raises ``NothingToTell`` and as ``place_seen`` does.
    """
    _, place = await place_seen(tx, place_id, by)
    return await noted(tx, place, places.told(place, by.at))


async def untold(tx: Tx, place_id: UUID, by: By) -> Place:
    """Take that back: they are to be told. Raises ``NothingToUndo`` and as ``place_seen`` does."""
    _, place = await place_seen(tx, place_id, by)
    return await noted(tx, place, places.untold(place, by.at))


async def noted(tx: Tx, place: Place, done: Place) -> Place:
    """The place as somebody noted it, which is told to nobody; nothing new is not kept."""
    if done != place:
        await store.places.keep(tx, [replace(done, version=place.version + 1)])
    return await standing(tx, place.id)


async def place_and_group(tx: Tx, place_id: UUID, by: By) -> tuple[Group, Place]:
    """The session of a place, locked, and the place as it stands then. Raises ``NotFound``."""
    session_id = await store.places.session_of(tx, place_id)
    found = await group(tx, session_id) if session_id else None
    place = await store.places.one(tx, place_id) if found else None
    if found is None or place is None:
        raise NotFound
    by.who.require(found.session.unit)
    return found, place


async def place_seen(tx: Tx, place_id: UUID, by: By) -> tuple[Group, Place]:
    """The same for staff.

    Raises ``NotFound``, of a restricted session for all who do not hold it; only then
    ``PreconditionFailed`` if the place changed since.
    """
    found, place = await place_and_group(tx, place_id, by)
    require_open_to(found.session, by)
    if by.seen is not None and by.seen != place.version:
        raise PreconditionFailed
    return found, place


async def answered(
    tx: Tx, place_id: UUID, said: PlaceAnswer, by: By, said_at: datetime | None = None
) -> Place:
    """What was said of a place, by whoever may: ask that before. Raises as ``places.answer``."""
    found, place = await place_and_group(tx, place_id, by)
    if found.place(place_id) is None and said is PlaceAnswer.ACCEPTED:
        raise OfferOver
    done = places.answer(found.session, found.places, place, said, said_at or by.at)
    changed = [] if done == place else await passed_on(tx, found, [done], by.at)
    await kept(tx, found, found.session, changed, by.at)
    return await standing(tx, place.id)


async def _told_again(tx: Tx, place_id: UUID, at: datetime) -> None:
    """How a place stands that is not over, under its next version: it moved for nobody."""
    place = await store.places.one(tx, place_id)
    if place is None or place.state not in LIVE:
        return
    again = replace(place, version=place.version + 1)
    await store.places.keep(tx, [again])
    session = await store.sessions.one(tx, place.session)
    await outbox.put(tx, telling.of_place(again, session, at))


async def pass_on(tx: Tx, session_id: UUID, at: datetime, heard_to: datetime | None) -> None:
    """Offers that ended go on to whoever waits next; what others told is heard up to then."""
    found = await group(tx, session_id)
    if found is not None:
        changed = await passed_on(tx, found, [], at, heard_to)
        await kept(tx, found, found.session, changed, at)


async def pass_all_on(tx: Tx, at: datetime, heard_to: datetime | None) -> None:
    """The same for every session of which an offer ended, or that began while somebody waited."""
    for session_id in await store.sessions.moving(tx, at, heard_to, MOST):
        await pass_on(tx, session_id, at, heard_to)

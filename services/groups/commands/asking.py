"""Who asks, when, and how a session is taken with its places and kept again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.groups import store
from services.groups.domain import places, telling
from services.groups.domain.offering import offering
from services.groups.domain.place import Place
from services.groups.domain.sessions import Session, Stage
from services.groups.store.letters import SAID, Says
from shared import outbox
from shared.city.store import current
from shared.contracts import Event
from shared.contracts.groups import PlaceState
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from shared.identity import Principal

REMINDED = timedelta(hours=24)
"""So long before the session whoever has a place and gave an address is reminded."""


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, at what time of the business."""

    who: Principal
    at: datetime
    seen: int | None = None
    """The version that they looked at."""


@dataclass(frozen=True, slots=True)
class Group:
    """A session, locked, and whoever has, is offered or awaits places in it."""

    session: Session
    places: Sequence[Place]

    def place(self, place_id: UUID) -> Place | None:
        """The place of that id, if it is on a list."""
        return next((each for each in self.places if each.id == place_id), None)


async def group(tx: Tx, session_id: UUID) -> Group | None:
    """The session and its lists, locked; none within the scope if there is none."""
    session = await store.sessions.take(tx, session_id)
    if session is None:
        return None
    return Group(session, await store.places.of_session(tx, session_id))


async def taken(tx: Tx, session_id: UUID, by: By) -> Group:
    """The same for staff. Raises ``NotFound``; ``PreconditionFailed`` if it changed since."""
    found = await group(tx, session_id)
    if found is None:
        raise NotFound
    by.who.require(found.session.unit)
    if by.seen is not None and by.seen != found.session.version:
        raise PreconditionFailed
    return found


def require_open_to(session: Session, by: By) -> None:
    """Raises ``NotFound`` for the sheet of a restricted session that somebody does not hold."""
    if session.restricted and by.who.id not in session.facilitators:
        raise NotFound


async def standing(tx: Tx, place_id: UUID) -> Place:
    """The place as it was kept, with the version that it has now. Raises ``NotFound``."""
    place = await store.places.one(tx, place_id)
    if place is None:
        raise NotFound
    return place


async def kept(
    tx: Tx, before: Group, session: Session, changed: Iterable[Place], at: datetime
) -> Session:
    """Keep what an act made of the session and its places, tell it, and have it written.

    Nothing changed: nothing is kept or told.
    """
    known = {each.id: each for each in before.places}
    moved = [each for each in changed if known.get(each.id) != each]
    if not moved and session == before.session:
        return session
    after = replace(session, version=before.session.version + 1)
    now = [replace(each, version=each.version + 1) for each in moved]
    if session.capacity < before.session.capacity:  # room goes only once nobody needs it
        await store.places.keep(tx, now)
        await store.sessions.keep(tx, after)
    else:
        await store.sessions.keep(tx, after)
        await store.places.keep(tx, now)
    news = [each for each in now if _is_news(known.get(each.id), each)]
    for each in news:
        await write(tx, known.get(each.id), each, after, at)
    told: list[Event] = [telling.of_place(each, after, at) for each in news]
    if after.state is not Stage.DRAFT:
        listed = {**known, **{each.id: each for each in now}}
        told.append(telling.of_session(after, listed.values(), at))
    await outbox.put_many(tx, told)
    return after


def _is_news(before: Place | None, now: Place) -> bool:
    """Whether it is told: who was only passed over stands as before."""
    return before is None or replace(now, skipped=0, version=0) != replace(
        before, skipped=0, version=0
    )


async def write(tx: Tx, before: Place | None, now: Place, session: Session, at: datetime) -> None:
    """Have it written how a place stands now, and reminded of in time."""
    if before is not None and before.state is now.state:
        return
    await store.letters.drop(tx, now.id)
    if (says := SAID.get(now.state)) is not None:
        await store.letters.add(tx, now.id, says, at)
    due_at = session.starts_at - REMINDED
    if now.state is PlaceState.ENROLLED and due_at > at:
        await store.letters.add(tx, now.id, Says.REMINDER, due_at)


async def passed_on(
    tx: Tx,
    found: Group,
    changed: Sequence[Place],
    at: datetime,
    heard_to: datetime | None = None,
) -> list[Place]:
    """What changed, and what then changes by itself: free places are offered to who waits."""
    how = offering(await current(tx, at), found.session, at)
    now = {each.id: each for each in found.places} | {each.id: each for each in changed}
    after = places.pass_on(found.session, list(now.values()), how, at, heard_to)
    return list(({each.id: each for each in changed} | {each.id: each for each in after}).values())

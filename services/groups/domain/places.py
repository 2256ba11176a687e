"""Places of a session: asked for, waited for, offered, taken, given back, and who came.

The waiting list decides (``waiting_list``); here is what its entries are beside that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.groups.domain import waiting_list
from services.groups.domain.offering import unanswered
from services.groups.domain.place import BACK, HOPES, LIVE, LOST, Place
from services.groups.domain.refusals import (
    NothingToTell,
    NothingToUndo,
    OfferOver,
    TooManyTogether,
)
from services.groups.domain.sessions import Session, Stage
from services.groups.domain.waiting_list import Entry, Offering, Places, Waiting
from shared.contracts.groups import PlaceAnswer, PlaceState

UNDO_WITHIN = timedelta(minutes=10)
"""So long it may be taken back that somebody was told, as acts at a desk may."""


def pass_on(
    session: Session,
    places: Sequence[Place],
    how: Offering,
    at: datetime,
    heard_to: datetime | None = None,
) -> list[Place]:
    """What changes by itself: offers that ended, and what is free then offered to who waits.

    ``heard_to`` is as ``unanswered`` has it. Once the session has begun, or is no longer open,
    nobody waits for it any more.
    """
    listed = _with(places, ())
    ended = _changed(listed, unanswered(listed, at, heard_to), at)
    now = _with(listed, ended)
    if not session.is_open(at):
        hope = {PlaceState.WAITING} if session.state is Stage.PUBLISHED else HOPES
        return [
            *ended,
            *(_ended(each, PlaceState.EXPIRED, at) for each in now if each.state in hope),
        ]
    offered = waiting_list.pass_on(_entries(now), _of(session, now), how)
    return _merged(ended, _changed(now, offered, at))


def ask(
    session: Session, places: Sequence[Place], new: Place, how: Offering, at: datetime
) -> list[Place]:
    """Somebody wants places: whoever would be offered them now has them at once, else waits.

    Raises ``SessionOver``, ``TooManyTogether``.
    """
    session.require_open(at)
    if new.places > session.capacity:
        raise TooManyTogether
    changed = pass_on(session, [*places, new], how, at)
    mine = next((each for each in changed if each.id == new.id), new)
    if mine.state is PlaceState.OFFERED:
        mine = _enrolled(new, at)
    return [*(each for each in changed if each.id != new.id), mine]


def answer(
    session: Session, places: Sequence[Place], place: Place, said: PlaceAnswer, at: datetime
) -> Place:
    """What is said to an offer, or to a place that somebody has. Said again it changes nothing.

    Raises ``OfferOver``, ``NoPlaceLeft``.
    """
    if said is PlaceAnswer.ACCEPTED:
        if place.state is PlaceState.ENROLLED:
            return place
        others = [each for each in places if each.state in LIVE]
        waiting_list.accept(place.entry, _entries(others), _of(session, others), at)
        return _enrolled(place, at)
    if place.state in {PlaceState.WITHDRAWN, PlaceState.DECLINED}:
        return place
    if place.state not in LIVE or at >= session.starts_at:
        raise OfferOver
    declined = said is PlaceAnswer.DECLINED and place.state is PlaceState.OFFERED
    return _ended(place, PlaceState.DECLINED if declined else PlaceState.WITHDRAWN, at)


def wait_again(place: Place, at: datetime) -> Place:
    """Somebody whose offer expired waits again, behind everybody. Raises ``OfferOver``."""
    waiting_list.wait_again(place.entry, at)
    return replace(
        place,
        state=PlaceState.WAITING,
        since=at,
        skipped=0,
        offered_at=None,
        ended_at=None,
        told_at=None,
    )


def told(place: Place, at: datetime) -> Place:
    """They were told that they lost it. Said again it changes nothing. Raises ``NothingToTell``."""
    if place.state not in LOST:
        raise NothingToTell
    return place if place.told_at else replace(place, told_at=at)


def untold(place: Place, at: datetime) -> Place:
    """They were not told after all. Raises ``NothingToUndo``."""
    if not may_be_untold(place, at):
        raise NothingToUndo
    return replace(place, told_at=None)


def may_be_untold(place: Place, at: datetime) -> bool:
    """Whether it may still be taken back that they were told."""
    return place.told_at is not None and at - place.told_at <= UNDO_WITHIN


def shrink(session: Session, places: Sequence[Place], at: datetime) -> list[Place]:
    """Offers that a smaller session takes back, the newest first, until the others fit."""
    revoked: list[Place] = []
    offered = [each for each in places if each.entry.kept]
    for each in sorted(offered, key=lambda one: (one.since, one.id), reverse=True):
        left = _with(places, revoked)
        used = sum(one.places for one in left if one.state is PlaceState.ENROLLED)
        used += sum(one.entry.kept for one in left if one.state in LIVE)
        if used <= session.capacity:
            break
        revoked.append(_ended(each, PlaceState.REVOKED, at))
    return revoked


def revoke_all(places: Iterable[Place], at: datetime) -> list[Place]:
    """The session is off: whoever had, was offered or awaited places has none."""
    return [_ended(each, PlaceState.REVOKED, at) for each in places if each.state in LIVE]


def refuse(new: Place, at: datetime) -> Place:
    """There is nothing to ask for."""
    return _ended(new, PlaceState.REFUSED, at)


def _of(session: Session, places: Iterable[Place]) -> Places:
    taken = sum(each.places for each in places if each.state is PlaceState.ENROLLED)
    return Places(session.capacity, taken)


def _entries(places: Iterable[Place]) -> list[Entry]:
    return [each.entry for each in places]


def _enrolled(place: Place, at: datetime) -> Place:
    return replace(
        place, state=PlaceState.ENROLLED, enrolled_at=at, reserved=False, offered_until=None
    )


def _ended(place: Place, state: PlaceState, at: datetime) -> Place:
    return replace(place, state=state, ended_at=at, reserved=False, offered_until=None)


def _changed(places: Iterable[Place], entries: Iterable[Entry], at: datetime) -> list[Place]:
    """The places as the list's entries stand now."""
    known = {each.id: each for each in places}
    return [_as(known[each.id], each, at) for each in entries]


def _as(place: Place, entry: Entry, at: datetime) -> Place:
    state = BACK[entry.state]
    if state is PlaceState.EXPIRED:
        return _ended(place, state, at)
    offered_at = at if entry.state is Waiting.OFFERED else place.offered_at
    return replace(
        place,
        state=state,
        offered_at=offered_at,
        offered_until=entry.offered_until,
        reserved=entry.reserved,
        skipped=entry.skipped,
    )


def _with(places: Iterable[Place], changed: Iterable[Place]) -> list[Place]:
    """All of them, as they stand now; those that ended are on no list any more."""
    now = {each.id: each for each in places} | {each.id: each for each in changed}
    return [each for each in now.values() if each.state in LIVE]


def _merged(first: Iterable[Place], then: Iterable[Place]) -> list[Place]:
    return list(({each.id: each for each in first} | {each.id: each for each in then}).values())

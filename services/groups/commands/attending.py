"""Who came: marked, corrected, counted, and the sheet closed."""

from dataclasses import dataclass
from uuid import UUID

from services.groups.commands.answering import place_seen
from services.groups.commands.asking import (
    By,
    Group,
    kept,
    passed_on,
    require_open_to,
    standing,
    taken,
)
from services.groups.domain import sessions
from services.groups.domain.place import Place
from services.groups.domain.place import mark as marked
from services.groups.domain.refusals import PlacesUnmarked
from services.groups.domain.sessions import Session
from shared.contracts.groups import Attendance, PlaceState
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Coming:
    """What is said of a household's coming; none: it is not known after all."""

    attendance: Attendance | None
    present: int | None = None
    minutes: int | None = None


async def mark(tx: Tx, place_id: UUID, said: Coming, by: By) -> Place:
    """Whether they came; said again otherwise it is corrected, the newest holds.

    Raises ``NotYetBegun``, ``SessionMoved``, ``NotEnrolled``, ``MoreThanTheyAre``.
    """
    found, place = await place_seen(tx, place_id, by)
    found.session.require_begun(by.at)
    done = marked(place, said.attendance, said.present, said.minutes)
    await kept(tx, found, found.session, [done], by.at)
    return await standing(tx, place.id)


async def mark_all(tx: Tx, session_id: UUID, by: By) -> Session:
    """Everybody of whom nothing is said yet is here."""
    found = await taken(tx, session_id, by)
    require_open_to(found.session, by)
    found.session.require_begun(by.at)
    done = [
        marked(each, Attendance.ATTENDED, None, None)
        for each in found.places
        if each.state is PlaceState.ENROLLED and each.attendance is None
    ]
    return await kept(tx, found, found.session, done, by.at)


async def count(tx: Tx, session_id: UUID, uncounted: int, by: By) -> Session:
    """So many came without being enrolled. Raises as ``sessions.count`` does."""
    found = await taken(tx, session_id, by)
    require_open_to(found.session, by)
    session = sessions.count(found.session, uncounted, by.at)
    return await kept(tx, found, session, [], by.at)


async def close_sheet(tx: Tx, session_id: UUID, by: By) -> Session:
    """It took place, so that nobody waits for it any more, even before it was to begin.

    Raises ``PlacesUnmarked`` while of somebody nothing is said.
    """
    found = await taken(tx, session_id, by)
    require_open_to(found.session, by)
    enrolled = [each for each in found.places if each.state is PlaceState.ENROLLED]
    if any(each.attendance is None for each in enrolled):
        raise PlacesUnmarked
    held = sessions.hold(found.session, by.at)
    over = await passed_on(tx, Group(held, found.places), [], by.at)
    return await kept(tx, found, held, over, by.at)

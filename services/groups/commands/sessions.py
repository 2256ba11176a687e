"""Series and their sessions: made, published, made larger or smaller, cancelled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from services.groups import store
from services.groups.commands.asking import By, Group, kept, passed_on, require_open_to, taken
from services.groups.domain import places, sessions
from services.groups.domain.refusals import (
    FacilitatorBusy,
    PlacesTaken,
    RoomTaken,
    StillHeld,
    UnknownLanguage,
    UnknownProgramme,
)
from services.groups.domain.series import Recurrence
from services.groups.domain.sessions import Need, Session, Stage
from services.groups.store.sessions import Series
from shared.audit import Look, Reader, Relation, record
from shared.city import City, Programme
from shared.city.store import current
from shared.contracts.groups import PlaceState
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import everywhere


@dataclass(frozen=True, slots=True)
class NewSeries:
    """What a facilitator says of a series; none is as the programme has it."""

    programme: str
    recurrence: Recurrence
    room: str
    capacity: int | None = None
    minutes: int | None = None
    language: str | None = None
    needs: tuple[Need, ...] = ()
    public: bool = True
    walk_in: bool = False
    facilitators: tuple[UUID, ...] = ()
    """None: whoever makes it."""


async def open_series(
    tx: Tx, unit: str, new: NewSeries, by: By
) -> tuple[list[Session], list[date]]:
    """Sessions as drafts, and the days that were left out because the unit is shut.

    Raises ``UnknownProgramme``, ``UnknownLanguage``, ``RoomTaken``, ``FacilitatorBusy``, and as the
    recurrence does.
    """
    by.who.require(unit)
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise NotFound
    programme = here.programme(new.programme)
    if programme is None:
        raise UnknownProgramme
    starts, shut = new.recurrence.starts(here, place, by.at)
    series = Series(uuid7(), unit, programme.code, new.recurrence.every, by.who.id, by.at)
    one = _model(here, programme, new, series, by)
    made = [replace(one, id=uuid7(), starts_at=at) for at in starts]
    await _require_no_clash(tx, made)
    await store.sessions.add_series(tx, series)
    for each in made:
        await store.sessions.keep(tx, each)
    return made, shut


def _model(here: City, programme: Programme, new: NewSeries, series: Series, by: By) -> Session:
    language = new.language or programme.languages[0]
    if here.spoken(language) is None:
        raise UnknownLanguage
    return Session(
        id=series.id,
        version=1,
        series=series.id,
        unit=series.unit,
        programme=programme.code,
        language=language,
        mode=programme.mode,
        room=new.room.strip(),
        starts_at=by.at,
        minutes=new.minutes or programme.minutes,
        capacity=new.capacity or programme.size,
        facilitators=new.facilitators or (by.who.id,),
        needs=new.needs,
        public=new.public and programme.public,
        restricted=programme.restricted,
        walk_in=new.walk_in and not programme.restricted,
    )


async def _require_no_clash(tx: Tx, made: Sequence[Session]) -> None:
    one = made[0]
    await store.sessions.lock_times(tx, one.unit, one.room, one.facilitators)
    async with everywhere(tx):  # who holds it may hold another elsewhere
        others = await store.sessions.beside(tx, made)
    for each in sessions.clashing(made, others):
        if each.unit == one.unit and each.room == one.room:
            raise RoomTaken
        raise FacilitatorBusy


async def publish(tx: Tx, session_id: UUID, by: By) -> Session:
    """Let others know of it. Said again it changes nothing. Raises as ``sessions.publish`` does."""
    found = await taken(tx, session_id, by)
    if found.session.state is Stage.PUBLISHED:
        return found.session
    return await kept(tx, found, sessions.publish(found.session, by.at), [], by.at)


async def publish_series(tx: Tx, series: UUID, by: By) -> list[Session]:
    """Publish those of a series that are drafts and still to come. Raises ``NotFound``."""
    done = []
    for each in await store.sessions.of_series(tx, series):
        found = await taken(tx, each, By(by.who, by.at))
        if found.session.state is Stage.DRAFT and found.session.starts_at > by.at:
            done.append(await publish(tx, each, By(by.who, by.at)))
    if not done:
        raise NotFound
    return done


async def change_capacity(tx: Tx, session_id: UUID, capacity: int, by: By) -> Session:
    """Make it larger, and offer what is free; or smaller, and take back the newest offers.

    Raises ``PlacesTaken`` if more people are enrolled, ``SessionOver``.
    """
    found = await taken(tx, session_id, by)
    if found.session.state is not Stage.DRAFT:
        found.session.require_open(by.at)
    enrolled = sum(each.places for each in found.places if each.state is PlaceState.ENROLLED)
    if enrolled > capacity:
        raise PlacesTaken
    session = replace(found.session, capacity=capacity)
    revoked = places.shrink(session, found.places, by.at)
    changed = await passed_on(tx, Group(session, found.places), revoked, by.at)
    return await kept(tx, found, session, changed, by.at)


async def change_facilitators(
    tx: Tx, session_id: UUID, facilitators: Sequence[UUID], by: By
) -> Session:
    """Say who holds it; of a restricted one only those who do may, since they see who comes.

    Raises ``FacilitatorBusy`` and as ``sessions.entrust`` does.
    """
    found = await taken(tx, session_id, by)
    require_open_to(found.session, by)
    session = sessions.entrust(found.session, tuple(dict.fromkeys(facilitators)))
    await _require_no_clash(tx, [session])
    return await kept(tx, found, session, [], by.at)


async def entrust(
    tx: Tx, session_id: UUID, holder: UUID, leading: Collection[UUID], reader: Reader, by: By
) -> Session:
    """Name who holds it where none of those ``leading`` groups at its unit does any more.

    Who comes is not shown, but somebody will see it: the trace notes it, by the session's id.
    Raises ``StillHeld``, and as ``change_facilitators`` does.
    """
    found = await taken(tx, session_id, by)
    if not set(leading).isdisjoint(found.session.facilitators):
        raise StillHeld
    session = sessions.entrust(found.session, (holder,))
    await _require_no_clash(tx, [session])
    after = await kept(tx, found, session, [], by.at)
    await record(tx, reader, [Look(session_id, Relation.UNIT)])
    return after


async def cancel(tx: Tx, session_id: UUID, by: By) -> Session:
    """It is off: every place, offer and waiting is taken back, and told. Said again: nothing."""
    found = await taken(tx, session_id, by)
    if found.session.state is Stage.CANCELLED:
        return found.session
    session = sessions.cancel(found.session, by.at)
    return await kept(tx, found, session, places.revoke_all(found.places, by.at), by.at)

"""Asking for places, by whichever door."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.groups import store
from services.groups.commands.asking import By, Group, group, kept, standing, taken, write
from services.groups.domain import places, telling
from services.groups.domain.offering import offering
from services.groups.domain.place import Place
from services.groups.domain.refusals import (
    MailUnreadable,
    NoWayToReach,
    SessionOver,
    TelephoneUnreadable,
    TooManyTogether,
)
from services.groups.domain.sessions import Session
from services.groups.store.people import Attendee
from shared import outbox
from shared.city.store import current
from shared.contracts.groups import PlaceDoor, PlaceState
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound
from shared.identity import LANGUAGES
from shared.mail.settings import is_address
from shared.spelling import e164
from shared.widening import everywhere, widen


@dataclass(frozen=True, slots=True)
class Asked:
    """Places that are asked for, by which door."""

    place_id: UUID
    session_id: UUID
    door: PlaceDoor
    unit: str
    """Who asks."""
    places: int = 1
    language: str = "ca"
    first: str | None = None
    contact: UUID | None = None
    referral: UUID | None = None
    person: UUID | None = None
    organisation: str | None = None

    def new(self, unit: str, at: datetime) -> Place:
        """As it stands before anybody decided."""
        return Place(
            id=self.place_id,
            version=0,
            session=self.session_id,
            unit=unit,
            door=self.door,
            places=self.places,
            state=PlaceState.WAITING,
            since=at,
            asked_at=at,
            language=self.language if self.language in LANGUAGES else LANGUAGES[0],
            first=self.first,
            contact=self.contact,
            referral=self.referral,
            person=self.person,
            organisation=self.organisation,
        )


async def ask(tx: Tx, asked: Asked, by: By) -> Place:
    """Enrol them if there is room and nobody goes before, else let them wait.

    Raises ``NotFound``, ``SessionOver``, ``TooManyTogether``.
    """
    found = await group(tx, asked.session_id)
    if found is None:
        raise NotFound
    return await _asked(tx, found, asked.new(found.session.unit, by.at), by.at)


async def ask_by_event(
    tx: Tx, asked: Asked, at: datetime, heard_at: datetime | None = None
) -> None:
    """What another service asked: never fails, and asked once more changes nothing.

    Their turn is that of when it was asked, and places are given when it is heard; without
    ``heard_at`` that is at once. What cannot be had is told as refused.
    """
    now = heard_at or at
    if await store.places.one(tx, asked.place_id) is not None:
        return
    found = await group(tx, asked.session_id)
    try:
        if found is None:
            raise SessionOver
        await _asked(tx, found, asked.new(found.session.unit, at), now)
    except (SessionOver, TooManyTogether):
        session = found.session if found else None
        new = asked.new(session.unit if session else asked.unit, at)
        refused = replace(places.refuse(new, now), version=1)
        await store.places.keep(tx, [refused])
        await outbox.put(tx, telling.of_place(refused, session, now))


async def _asked(tx: Tx, found: Group, new: Place, at: datetime) -> Place:
    how = offering(await current(tx, at), found.session, at)
    changed = places.ask(found.session, found.places, new, how, at)
    await kept(tx, found, found.session, changed, at)
    return await standing(tx, new.id)


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Who is enrolled by name, and for how many places."""

    who: Attendee
    places: int = 1
    language: str = "ca"
    first: str | None = None


async def enrol(tx: Tx, session_id: UUID, said: Enrolling, keys: KeySource, by: By) -> Place:
    """A professional enrols somebody.

    Raises as ``ask`` does; ``PreconditionFailed``, ``MailUnreadable`` and the like.
    """
    await taken(tx, session_id, by)
    who = reachable(said.who, asked_for=False)
    asked = Asked(
        uuid7(), session_id, PlaceDoor.PROFESSIONAL, "", said.places, said.language, said.first
    )
    return await named(tx, asked, who, keys, by.at)


async def enrol_publicly(
    tx: Tx, session_id: UUID, said: Enrolling, keys: KeySource, at: datetime
) -> Place:
    """Somebody enrols themselves in a session of the public catalogue.

    Raises ``NotFound`` for any other, ``NoWayToReach`` without address and telephone.
    """
    who = reachable(said.who, asked_for=True)
    session = await take_of_catalogue(tx, session_id)
    asked = Asked(uuid7(), session_id, PlaceDoor.PUBLIC, session.unit, said.places, said.language)
    return await named(tx, asked, who, keys, at)


async def take_of_catalogue(tx: Tx, session_id: UUID) -> Session:
    """A session of the public catalogue, locked; its unit is within the scope from now on.

    Raises ``NotFound`` for any other.
    """
    async with everywhere(tx):
        session = await store.sessions.take(tx, session_id)
    if session is None or not session.public or session.published_at is None:
        raise NotFound
    await widen(tx, [session.unit])
    return session


async def named(tx: Tx, asked: Asked, who: Attendee, keys: KeySource, at: datetime) -> Place:
    """Ask for places for somebody who is named here. Raises as ``ask`` does."""
    ring = keys.ring()
    found = await group(tx, asked.session_id)
    if found is None:
        raise NotFound
    made = await _asked(tx, found, asked.new(found.session.unit, at), at)
    await store.people.add(tx, made, who, ring)
    await write(tx, None, made, found.session, at)  # there was nobody to write to before
    return made


def reachable(who: Attendee, *, asked_for: bool) -> Attendee:
    """The same as it is kept. Raises ``NoWayToReach`` if a way is asked for, ``MailUnreadable``."""
    mail, said = (who.mail or "").strip(), (who.telephone or "").strip()
    if asked_for and not mail and not said:
        raise NoWayToReach
    if mail and not is_address(mail):
        raise MailUnreadable
    number = _telephone(said) if said else None
    return Attendee(who.name.strip(), mail or None, number, who.consented_at)


def _telephone(said: str) -> str:
    number = e164(said)
    if number is None:
        raise TelephoneUnreadable
    return number

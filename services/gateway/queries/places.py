"""Places in sessions that were asked for here, for those who may know of their contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway.domain import Contact, access
from services.gateway.domain.access import ContactFacts
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.places import Place
from services.gateway.queries.sessions import Heard, heard_of
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.places import NAMES, place_of
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.widening import everywhere

P_COLUMNS = ", ".join(f"p.{name}" for name in NAMES)
STANDS = """
(p.state IS NULL AND p.answer IS NULL
 OR p.state IN ('refused', 'revoked', 'expired') AND p.dealt_with_at IS NULL
 OR p.state IN ('waiting', 'offered', 'enrolled') AND coalesce(p.answer, 'accepted') = 'accepted'
    AND p.starts_at > $2)
"""
OF_UNIT = f"""
SELECT {P_COLUMNS} FROM group_place AS p
LEFT JOIN ({KNOWN}) AS c ON c.id = p.contact
WHERE p.unit = $1 AND p.contact IS NOT NULL AND {STANDS}
  AND c.id IS NOT NULL AND $3 <> ALL(c.kept_from) AND ($4 OR NOT p.restricted)
ORDER BY p.state IN ('refused', 'revoked', 'expired') DESC NULLS LAST,
  p.state = 'offered' DESC NULLS LAST, p.starts_at, p.id OFFSET $5 LIMIT $6
"""
TOLD_LATELY = f"""
SELECT {P_COLUMNS} FROM group_place AS p
WHERE p.unit = $1 AND p.dealt_with_at >= $2 AND ($3 OR NOT p.restricted)
ORDER BY p.dealt_with_at DESC, p.id LIMIT 50
"""
OF_PERSON = f"""
SELECT {P_COLUMNS} FROM group_place AS p
WHERE {STANDS} AND (p.person = $1 OR p.contact IN (SELECT c.id FROM contact AS c
  WHERE c.person = $1))
ORDER BY p.starts_at, p.id LIMIT 20
"""
CONTACTS = f"{KNOWN} WHERE id = ANY($1)"


@dataclass(frozen=True, slots=True)
class Placed:
    """A place, and the contact that it was asked for at."""

    place: Place
    contact: Contact

    @property
    def code(self) -> str:
        """By what staff tell them from others."""
        return self.contact.shown_code


@dataclass(frozen=True, slots=True)
class PlacesOfUnit:
    """Those that stand, what is to be told first."""

    places: Sequence[Placed]
    heard: Heard


async def places_of_unit(
    tx: Tx, unit: str, who: Principal, at: datetime, stretch: tuple[int, int]
) -> PlacesOfUnit:
    """A stretch of those that were asked for at a unit and still stand, or are to be told.

    Restricted ones only to its professionals, and to reception as far as it may know of their
    contact. Raises ``NotFound`` when the city has no such unit.
    """
    if (await current(tx, at)).unit(unit) is None:
        raise NotFound
    cares = Role.PROFESSIONAL in who.roles
    rows = await tx.fetch(OF_UNIT, unit, at, who.id, cares, *stretch)
    return PlacesOfUnit(await _known(tx, rows, who, at), await heard_of(tx, "groups"))


async def told_lately(tx: Tx, unit: str, who: Principal, at: datetime) -> list[Placed]:
    """Those of whom it may still be taken back that they were told, the last first."""
    cares = Role.PROFESSIONAL in who.roles
    rows = await tx.fetch(TOLD_LATELY, unit, at - UNDO_WITHIN, cares)
    return await _known(tx, rows, who, at)


async def placed(tx: Tx, place_id: UUID, who: Principal, at: datetime) -> Placed:
    """One of them. Raises ``NotFound`` for what they may not know of."""
    row = await tx.fetchrow(f"SELECT {P_COLUMNS} FROM group_place AS p WHERE id = $1", place_id)
    found = await _known(tx, [row] if row else [], who, at)
    if not found:
        raise NotFound
    who.require(found[0].place.unit)
    return found[0]


async def place_of_call(tx: Tx, call: PendingCall) -> Place | None:
    """The place that is offered to whom it is to be called: to be given out with the call only."""
    row = await tx.fetchrow(f"SELECT {P_COLUMNS} FROM group_place AS p WHERE id = $1", call.place)
    return None if row is None else place_of(row)


async def places_of_person(tx: Tx, person: UUID, who: Principal, at: datetime) -> list[Place]:
    """What a person has of them, wherever it was asked for, as far as the reader may know.

    Of another unit's, if it is not restricted. To be given out with the person only.
    """
    async with everywhere(tx):  # each is asked for below
        rows = await tx.fetch(OF_PERSON, person, at)
        known = {each.place.id for each in await _known(tx, rows, who, at)}
    return [
        place
        for place in map(place_of, rows)
        if (place.id in known or (place.contact is None and not place.restricted))
        and (who.sees(place.unit) or not place.restricted)
    ]


async def _known(
    tx: Tx, rows: Sequence[asyncpg.Record], who: Principal, at: datetime
) -> list[Placed]:
    here = await current(tx, at)
    places = [place_of(row) for row in rows]
    asked = [place.contact for place in places if place.contact]
    facts = {row["id"]: facts_of(row) for row in await tx.fetch(CONTACTS, asked)}

    def known(each: ContactFacts | None) -> bool:
        return each is not None and access.may_know(
            each, access.is_restricted(here, each.contact), who, at
        )

    return [
        Placed(place, facts[place.contact].contact)
        for place in places
        if place.contact and known(facts.get(place.contact))
    ]


async def to_be_told(tx: Tx, unit: str, who: Principal, at: datetime) -> int:
    """How many count on a place that they do not have, as far as whoever asks may know."""
    found = await places_of_unit(tx, unit, who, at, (0, 50))
    return sum(each.place.to_tell for each in found.places)

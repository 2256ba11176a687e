"""The public catalogue: sessions to come, and how many places are left in each; nobody's name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.groups.domain.place import Place
from services.groups.domain.sessions import Need, Session
from services.groups.store.places import COLUMNS as PLACE_COLUMNS
from services.groups.store.places import place_of
from services.groups.store.sessions import NAMES, session_of
from shared.city import City
from shared.db import Tx
from shared.errors import NotFound
from shared.identity.hashing import digest
from shared.places_left import places_left
from shared.widening import everywhere

PAGE = 60
FEED = 1000
"""Sessions in a calendar at most: all of a city for many weeks, made in a third of a second."""
COLUMNS = ", ".join(f"s.{name}" for name in NAMES)
LISTED = f"""
SELECT {COLUMNS}, s.taken, s.kept AS offered,
  (SELECT coalesce(sum(p.places), 0) FROM place AS p
   WHERE p.session = s.id AND p.state = 'waiting') AS waiting,
  (SELECT count(*) FROM group_session AS other WHERE other.series = s.series
     AND other.state <> 'cancelled') AS meetings
FROM group_session AS s
"""
TO_COME = f"""
{LISTED} WHERE s.public AND s.state = 'published' AND s.starts_at > $1
  AND ($2::text[] IS NULL OR s.unit = ANY($2)) AND ($3::text IS NULL OR s.programme = $3)
  AND ($4::text IS NULL OR s.language = $4) AND ($5::text IS NULL OR $5 = ANY(s.needs))
"""
PAGE_OF = f"{TO_COME} ORDER BY s.starts_at, s.id OFFSET $6 LIMIT $7"
HOW_MANY = f"SELECT count(*) FROM ({TO_COME}) AS found"
OPEN = f"{LISTED} WHERE s.id = $1 AND s.public AND s.state <> 'draft'"
BY_LINK = f"""
SELECT {", ".join(f"p.{name.strip()}" for name in PLACE_COLUMNS.split(","))}
FROM place_link AS l JOIN place AS p ON p.id = l.place
JOIN group_session AS s ON s.id = p.session
WHERE l.token_hash = $1 AND s.starts_at + s.minutes * interval '1 minute' > $2
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """What somebody looks for; none is everything."""

    district: str | None = None
    programme: str | None = None
    language: str | None = None
    need: Need | None = None
    after: int = 0
    """So many are left out."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session, what is free in it, and of how many meetings it is one."""

    session: Session
    free: int
    """Places left."""
    meetings: int


async def catalogue(
    tx: Tx, here: City, facets: Facets, at: datetime
) -> tuple[list[Listed], int | None]:
    """A page of public sessions to come, soonest first, and how many to leave out for the next."""
    async with everywhere(tx):  # the catalogue is everybody's
        rows = await tx.fetch(PAGE_OF, *_asked(here, facets, at), facets.after, PAGE + 1)
    found = [_listed(row) for row in rows]
    return found[:PAGE], facets.after + PAGE if len(found) > PAGE else None


async def how_many_sessions(tx: Tx, here: City, facets: Facets, at: datetime) -> int:
    """How many sessions all pages have together."""
    async with everywhere(tx):
        return int(await tx.fetchval(HOW_MANY, *_asked(here, facets, at)))


async def all_sessions(tx: Tx, here: City, facets: Facets, at: datetime) -> list[Listed]:
    """All of them at once, for a calendar that follows them."""
    async with everywhere(tx):
        rows = await tx.fetch(PAGE_OF, *_asked(here, facets, at), 0, FEED)
    return [_listed(row) for row in rows]


def _asked(here: City, facets: Facets, at: datetime) -> tuple[Any, ...]:
    units = None
    if facets.district is not None:
        units = [each.code for each in here.units_of(facets.district)]
    return at, units, facets.programme, facets.language, facets.need


async def open_session(tx: Tx, session_id: UUID) -> Listed:
    """One of the catalogue, also once it is full, over or off. Raises ``NotFound``."""
    async with everywhere(tx):
        row = await tx.fetchrow(OPEN, session_id)
    if row is None:
        raise NotFound
    return _listed(row)


async def place_by_link(tx: Tx, token: str, at: datetime) -> tuple[Place, Listed]:
    """The place whose link this is, and its session. Raises ``NotFound`` once that is over."""
    async with everywhere(tx):
        row = await tx.fetchrow(BY_LINK, digest(token), at)
        found = await tx.fetchrow(f"{LISTED} WHERE s.id = $1", row["session"]) if row else None
    if row is None or found is None:
        raise NotFound
    return place_of(row), _listed(found)


def _listed(row: asyncpg.Record) -> Listed:
    session = session_of(row)
    free = places_left(session.capacity, row["taken"], row["offered"], row["waiting"])
    return Listed(session, free, row["meetings"])

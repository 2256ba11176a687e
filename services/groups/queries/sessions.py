"""A unit's sessions, and the sheet of one: who comes, who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.groups import store
from services.groups.domain.place import LIVE, LOST, Place
from services.groups.domain.sessions import Session, Stage
from services.groups.store.people import Attendee
from services.groups.store.places import COLUMNS as PLACE_COLUMNS
from services.groups.store.places import place_of
from services.groups.store.sessions import COLUMNS, session_of
from shared.audit import Look, Reader, Relation, record
from shared.contracts.groups import PlaceState
from shared.db import Tx
from shared.encryption import CannotBeOpened, Keyring
from shared.errors import NotFound
from shared.identity import Principal, Role

PAGE = 50
NAMED_TO = frozenset({Role.FACILITATOR, Role.PROFESSIONAL})
"""Whose work is with single people."""
OF_UNIT = f"""
SELECT {COLUMNS}, taken, kept,
  (SELECT coalesce(sum(p.places), 0) FROM place AS p
   WHERE p.session = group_session.id AND p.state = 'waiting') AS waiting
FROM group_session WHERE unit = $1 AND {{stretch}}, id OFFSET $3 LIMIT $4
"""
TO_COME = "starts_at >= $2 ORDER BY starts_at"
PAST = "starts_at < $2 ORDER BY starts_at DESC"
SHEETS = timedelta(days=14)
"""So long a session that is over stands first while nobody closes its sheet."""
OPEN_SHEETS = f"""
SELECT {COLUMNS} FROM group_session WHERE unit = $1 AND state = 'published' AND starts_at >= $3
  AND starts_at + minutes * interval '1 minute' <= $2 ORDER BY starts_at DESC, id LIMIT 200
"""
ONE = f"SELECT {COLUMNS} FROM group_session WHERE id = $1"
IN_SERIES = """
SELECT count(*) FILTER (WHERE (starts_at, id) <= ($2, $3)) AS number, count(*) AS meetings
FROM group_session WHERE series = $1 AND state <> 'cancelled'
"""
PLACES = f"""
SELECT {PLACE_COLUMNS} FROM place WHERE session = $1 AND state <> 'refused'
ORDER BY since, id LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class OfUnit:
    """A session of a unit with the sums of its places."""

    session: Session
    taken: int
    offered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when in business time, and with which keys."""

    reader: Reader
    at: datetime
    ring: Keyring


@dataclass(frozen=True, slots=True)
class Sheet:
    """Who comes to a session: by name whoever enrolled here, by the place's code all others."""

    session: Session
    places: Sequence[Place]
    people: dict[UUID, Attendee]
    """Of places whose people are known here; of the others the gateway knows them."""

    @property
    def enrolled(self) -> list[Place]:
        """Those who have a place."""
        return [each for each in self.places if each.state is PlaceState.ENROLLED]

    @property
    def listed(self) -> list[Place]:
        """Those who wait or have an offer, in the order of the list."""
        hoping = [each for each in self.places if each.state in LIVE - {PlaceState.ENROLLED}]
        return sorted(hoping, key=lambda each: (each.first is None, each.since, each.id))

    @property
    def expired(self) -> list[Place]:
        """Those who did not answer an offer in time."""
        return [each for each in self.places if each.state is PlaceState.EXPIRED]

    @property
    def revoked(self) -> list[Place]:
        """Those whose place or offer was taken back, who would come in vain."""
        return [each for each in self.places if each.state is PlaceState.REVOKED]

    @property
    def unmarked(self) -> int:
        """Of how many households nobody has said whether they came."""
        return sum(each.attendance is None for each in self.enrolled)

    @property
    def here(self) -> int:
        """How many people are here by now."""
        return sum(each.present or 0 for each in self.enrolled)


async def sessions_of(
    tx: Tx, unit: str, since: datetime, after: int = 0, limit: int = PAGE, *, past: bool = False
) -> tuple[list[OfUnit], int | None]:
    """A page of the unit's sessions from an instant on, and what to leave out for the next.

    ``past``: those before it, the newest first.
    """
    statement = OF_UNIT.format(stretch=PAST if past else TO_COME)
    rows = await tx.fetch(statement, unit, since, after, limit + 1)
    found = [
        OfUnit(session_of(row), row["taken"], row["kept"], row["waiting"]) for row in rows[:limit]
    ]
    return found, after + limit if len(rows) > limit else None


async def open_sheets(tx: Tx, unit: str, at: datetime) -> list[Session]:
    """Sessions that are over, not long ago, and of which it is not said who came; newest first."""
    return [session_of(row) for row in await tx.fetch(OPEN_SHEETS, unit, at, at - SHEETS)]


async def session(tx: Tx, session_id: UUID, who: Principal) -> Session:
    """A session as it stands. Raises ``NotFound`` out of their scope."""
    row = await tx.fetchrow(ONE, session_id)
    if row is None:
        raise NotFound
    who.require(row["unit"])
    return session_of(row)


async def in_series(tx: Tx, found: Session) -> tuple[int, int] | None:
    """Which meeting of its series it is, and of how many that are not off; none of one that is."""
    if found.state is Stage.CANCELLED:
        return None
    [row] = await tx.fetch(IN_SERIES, found.series, found.starts_at, found.id)
    return row["number"], row["meetings"]


def require_open_to(found: Session, who: Principal) -> None:
    """Raises ``NotFound`` for a restricted session that somebody does not hold."""
    if found.restricted and who.id not in found.facilitators:
        raise NotFound


async def places(tx: Tx, session_id: UUID, who: Principal) -> tuple[Session, list[Place]]:
    """The session and everybody who asked, without names. Raises ``NotFound``."""
    found = await session(tx, session_id, who)
    require_open_to(found, who)
    return found, [place_of(row) for row in await tx.fetch(PLACES, session_id)]


async def sheet(tx: Tx, session_id: UUID, looking: Looking) -> Sheet:
    """Who comes, each look at a name recorded: ask for all else before. Who leads a centre learns
    no name.

    Raises ``NotFound`` for what they may not know of.
    """
    found, listed = await places(tx, session_id, looking.reader.who)
    shown = [each for each in listed if each.state in LIVE | LOST]
    theirs = shown if looking.reader.who.roles & NAMED_TO else []
    named = await store.people.named(tx, [each.id for each in theirs])
    await record(tx, looking.reader, [Look(each, Relation.UNIT) for each in sorted(named)])
    return Sheet(found, shown, await opened(tx, named, looking.ring))


async def opened(tx: Tx, named: set[UUID], ring: Keyring) -> dict[UUID, Attendee]:
    """Who they are, by place, once the looks are recorded; nobody where it cannot be opened."""
    try:
        return await store.people.of(tx, named, ring)
    except CannotBeOpened:
        return {}

"""Places that a partner's organisation has in sessions; of others that are in them, nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.groups import store
from services.groups.domain.place import Place
from services.groups.domain.sessions import Session
from services.groups.queries.sessions import Looking, opened
from services.groups.store.people import Attendee
from services.groups.store.places import NAMES, place_of
from services.groups.store.sessions import COLUMNS, session_of
from shared.audit import Look, Relation, record
from shared.db import Tx
from shared.errors import NotFound

PAGE = 50
THEIRS = f"""
SELECT {", ".join(f"p.{name}" for name in NAMES)}
FROM place AS p JOIN group_session AS s ON s.id = p.session WHERE p.organisation = $1
"""
TO_COME = f"""
{THEIRS} AND s.starts_at + s.minutes * interval '1 minute' > $2
ORDER BY p.state <> 'offered', p.state NOT IN ('revoked', 'expired') OR p.told_at IS NOT NULL,
  p.state NOT IN ('enrolled', 'waiting'), s.starts_at, p.id
OFFSET $3 LIMIT $4
"""
PAST = f"""
{THEIRS} AND s.starts_at + s.minutes * interval '1 minute' <= $2
ORDER BY s.starts_at DESC, p.id OFFSET $3 LIMIT $4
"""
ONE = f"{THEIRS} AND p.id = $2"
SESSIONS = f"SELECT {COLUMNS} FROM group_session WHERE id = ANY($1)"


@dataclass(frozen=True, slots=True)
class Theirs:
    """A place of a partner's person, in which session, and who it is where that was looked at."""

    place: Place
    session: Session
    who: Attendee | None = None


async def theirs(
    tx: Tx,
    organisation: str,
    at: datetime,
    *,
    past: bool = False,
    after: int = 0,
    limit: int = PAGE,
) -> tuple[list[Theirs], int | None]:
    """A page of an organisation's places without names, and what to leave out for the next.

    Of sessions to come the offers first, since they end, then what was lost, until somebody told
    them; of those that are past the newest first.
    """
    rows = await tx.fetch(PAST if past else TO_COME, organisation, at, after, limit + 1)
    found = await _with_sessions(tx, rows[:limit])
    return found, after + limit if len(rows) > limit else None


async def named_theirs(tx: Tx, found: Sequence[Theirs], looking: Looking) -> list[Theirs]:
    """The same with the names, each look recorded before: call it last."""
    ids = [each.place.id for each in found]
    named = await store.people.named(tx, ids)
    await record(tx, looking.reader, [Look(each, Relation.ORGANISATION) for each in sorted(named)])
    people = await opened(tx, named, looking.ring)
    return [Theirs(each.place, each.session, people.get(each.place.id)) for each in found]


async def one_of_theirs(tx: Tx, organisation: str, place_id: UUID, looking: Looking) -> Theirs:
    """A place with its name, the look recorded before. Raises ``NotFound`` for anybody else's."""
    found = await _with_sessions(tx, await tx.fetch(ONE, organisation, place_id))
    if not found:
        raise NotFound
    [one] = await named_theirs(tx, found, looking)
    return one


async def _with_sessions(tx: Tx, rows: Sequence[asyncpg.Record]) -> list[Theirs]:
    places = [place_of(row) for row in rows]
    rows = await tx.fetch(SESSIONS, [each.session for each in places])
    sessions = {row["id"]: session_of(row) for row in rows}
    return [Theirs(each, sessions[each.session]) for each in places]

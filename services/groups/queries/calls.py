"""Who has to be called: they were offered a place or lost one, and were not written to about it.

Those who gave no e-mail, and those whose letter has not left or never will. Whom the gateway or the
referrals sent, or a partner enrolled, is asked by them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.groups import store
from services.groups.domain.place import Place
from services.groups.domain.places import UNDO_WITHIN
from services.groups.domain.refusals import NothingToTell
from services.groups.domain.sessions import Session, Stage
from services.groups.queries.sessions import Looking, require_open_to, session
from services.groups.store.people import Attendee
from services.groups.store.places import NAMES, place_of
from shared.audit import Look, Relation, record
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal

PAGE = 50
FROM = """
FROM place AS p JOIN attendee AS a ON a.id = p.id JOIN group_session AS s ON s.id = p.session
WHERE p.unit = $1 AND p.organisation IS NULL AND p.told_at IS NULL AND s.starts_at > $2
  AND p.state IN ('offered', 'revoked', 'expired')
  AND (p.state <> 'offered' OR p.offered_until > $2)
  AND (p.state <> 'expired' OR s.state = 'published')
  AND (NOT s.restricted OR $3 = ANY(s.facilitators))
  AND NOT EXISTS (SELECT FROM place_letter AS l WHERE l.place = p.id AND l.says = p.state
      AND l.due_at >= coalesce(p.ended_at, p.offered_at) AND l.sent_at IS NOT NULL)
"""
TO_CALL = f"""
SELECT {", ".join(f"p.{name}" for name in NAMES)}, s.programme, s.starts_at, s.state AS stage {FROM}
ORDER BY coalesce(p.offered_until, s.starts_at), p.id OFFSET $4 LIMIT $5
"""
TOLD_LATELY = f"""
SELECT {", ".join(f"p.{name}" for name in NAMES)}, s.programme, s.starts_at, s.state AS stage
FROM place AS p JOIN group_session AS s ON s.id = p.session
WHERE p.unit = $1 AND p.organisation IS NULL AND p.told_at >= $2
  AND (NOT s.restricted OR $3 = ANY(s.facilitators))
ORDER BY p.told_at DESC, p.id LIMIT {PAGE}
"""


@dataclass(frozen=True, slots=True)
class ToCall:
    """An offered or lost place whose household nobody has told; it does not say who they are."""

    place: Place
    programme: str
    starts_at: datetime
    off: bool
    """Whether the session is cancelled."""


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call about an offered or lost place, on which number, and what to say."""

    place: Place
    session: Session
    who: Attendee


async def to_call(
    tx: Tx, unit: str, who: Principal, at: datetime, after: int = 0, limit: int = PAGE
) -> tuple[list[ToCall], int | None]:
    """A page of them, what ends or begins first first; what to leave out for the next.

    Those of a restricted session only for whoever holds it.
    """
    rows = await tx.fetch(TO_CALL, unit, at, who.id, after, limit + 1)
    found = [_to_call(row) for row in rows[:limit]]
    return found, after + limit if len(rows) > limit else None


async def told_lately(tx: Tx, unit: str, who: Principal, at: datetime) -> list[ToCall]:
    """Who was told so lately that it may be taken back, the last first."""
    rows = await tx.fetch(TOLD_LATELY, unit, at - UNDO_WITHIN, who.id)
    return [_to_call(row) for row in rows]


def _to_call(row: asyncpg.Record) -> ToCall:
    off = row["stage"] == Stage.CANCELLED
    return ToCall(place_of(row), row["programme"], row["starts_at"], off)


async def how_many_to_call(tx: Tx, unit: str, who: Principal, at: datetime) -> int:
    """How many of them there are."""
    return int(await tx.fetchval(f"SELECT count(*) {FROM}", unit, at, who.id))


async def call(tx: Tx, place_id: UUID, looking: Looking) -> Call:
    """Whom to call, the look recorded before: call it last.

    Raises ``NotFound`` for what they may not know of, and where nobody is named here;
    ``NothingToTell``, ``CannotBeOpened``.
    """
    place = await store.places.one(tx, place_id)
    if place is None:
        raise NotFound
    found = await session(tx, place.session, looking.reader.who)
    require_open_to(found, looking.reader.who)
    if not await store.people.named(tx, [place_id]):
        raise NotFound
    if not place.entry.is_offered(looking.at) and not (
        place.to_be_told and looking.at < found.starts_at
    ):
        raise NothingToTell
    await record(tx, looking.reader, [Look(place_id, Relation.UNIT)])
    people = await store.people.of(tx, [place_id], looking.ring)
    return Call(place, found, people[place_id])

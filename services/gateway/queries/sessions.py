"""Sessions of the groups that somebody at a desk can be sent to, and how far they are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.gateway.domain.sessions import KNOWN_FOR, Session
from services.gateway.store.sessions import COLUMNS, session_of
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import as_the_service

COMING = f"""
SELECT {", ".join(COLUMNS)} FROM group_session
WHERE open AND state = 'published' AND starts_at > $1
ORDER BY programme = ANY($2) DESC, unit = $3 DESC, starts_at, session_id OFFSET $4 LIMIT $5
"""
HEARD = """
SELECT at AS beat, clock_timestamp() - told_at < $2 AS known FROM feed WHERE service = $1
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """How far what another service told is known."""

    known: bool
    """Whether it counts as how things are now."""
    as_of: datetime | None
    """When it was heard of last, business time; none: never."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Sessions to come in which somebody can be enrolled, or wait."""

    sessions: Sequence[Session]
    answering: frozenset[str]
    """The programmes that answer the reason that was asked for."""
    heard: Heard
    """Of the groups; where it is old, nobody knows how many places are left."""


async def coming_sessions(
    tx: Tx, unit: str, reason: str | None, at: datetime, stretch: tuple[int, int]
) -> Coming:
    """A stretch of the city's, to a unit: those of programmes that answer the reason first, of
    these the unit's own, then the soonest; how many to leave out, and how many at most.

    Raises ``NotFound`` when the city has no such unit.
    """
    here = await current(tx, at)
    if here.unit(unit) is None:
        raise NotFound
    answering = _answering(here, reason)
    async with as_the_service(tx):  # any centre's
        rows = await tx.fetch(COMING, at, sorted(answering), unit, *stretch)
    return Coming([session_of(row) for row in rows], answering, await heard_of(tx, "groups"))


async def heard_of(tx: Tx, service: str) -> Heard:
    """How far what a service told is known: without a sign of life for a while it is not."""
    row = await tx.fetchrow(HEARD, service, KNOWN_FOR)
    return Heard(known=False, as_of=None) if row is None else Heard(row["known"], row["beat"])


def _answering(here: City, reason: str | None) -> frozenset[str]:
    return frozenset(each.code for each in here.answering(reason)) if reason else frozenset()

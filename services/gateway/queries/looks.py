"""What the trace says about a person or a reader, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.audit import Relation
from shared.db import Tx

PAGE = 50
COLUMNS = "number, at, person, reader, roles, unit, address, act, relation"
STRETCHES = """
SELECT reader, roles, unit, act, relation, min(at) AS first, max(at) AS last, count(*) AS times
FROM look
WHERE person = $1 AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
GROUP BY reader, roles, unit, act, relation, (at AT TIME ZONE $4)::date
ORDER BY min(at) DESC, min(number) DESC
"""


@dataclass(frozen=True, slots=True)
class Trail:
    """Which looks are asked for; ``before`` is the number from which the page goes down."""

    person: UUID | None = None
    reader: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A look, as the trace has it."""

    number: int
    at: datetime
    person: UUID
    reader: UUID
    roles: str
    unit: str | None
    address: str | None
    act: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Stretch:
    """How often a reader looked at a person on a civil day, by one act and for one reason."""

    reader: UUID
    roles: str
    unit: str | None
    act: str
    relation: Relation
    first: datetime
    last: datetime
    times: int


async def looks(tx: Tx, trail: Trail) -> tuple[list[Noted], int | None]:
    """A page of looks, newest first, and the number from which the next page goes down."""
    asked = {
        "person = ${}": trail.person,
        "reader = ${}": trail.reader,
        "at >= ${}": trail.since,
        "at < ${}": trail.until,
        "number < ${}": trail.before,
    }
    given = {condition: value for condition, value in asked.items() if value is not None}
    where = " AND ".join(each.format(place) for place, each in enumerate(given, 1)) or "true"
    # Later looks have later times, so both orders say the same; each has its index.
    order = "at DESC, number DESC" if trail.person or trail.reader else "number DESC"
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM look WHERE {where} ORDER BY {order} LIMIT {PAGE + 1}",
        *given.values(),
    )
    found = [Noted(**dict(row) | {"relation": Relation(row["relation"])}) for row in rows]
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


async def stretches(tx: Tx, trail: Trail, timezone: str) -> Sequence[Stretch]:
    """Who looked at the person, day by day, newest first."""
    rows = await tx.fetch(STRETCHES, trail.person, trail.since, trail.until, timezone)
    return [Stretch(**dict(row) | {"relation": Relation(row["relation"])}) for row in rows]

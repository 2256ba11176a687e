"""Uses of break-glass: for who may need one, for who has one open, for the officer, on paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway import store
from services.gateway.domain import Person, Reason, access
from services.gateway.domain.refusals import GlassNotNeeded
from services.gateway.queries.looks import Trail
from services.gateway.queries.people import Looking
from shared.audit import Look, record
from shared.db import Pool, Scope, Tx, transaction
from shared.encryption import CannotBeOpened, Keyring, Place, open_sealed
from shared.errors import NotFound

PAGE = 20
LAST = """
SELECT ceil(extract(epoch FROM until - clock_timestamp()) / 60)::int FROM break_glass
WHERE person = $1 AND staff = $2 AND until > clock_timestamp() ORDER BY until DESC LIMIT 1
"""
USES = """
SELECT g.id, g.person, g.staff, g.unit, g.roles, g.reason, g.words, g.remark, g.opened_at, g.until,
  g.noted_at, g.noted_by, g.mailed_at, g.mail_tries, g.mail_refused,
  (SELECT count(*) FROM look AS l WHERE l.person = g.person AND l.reader = g.staff
   AND l.relation = 'break_glass' AND l.at >= g.opened_at AND l.at < g.until) AS looks,
  EXISTS (SELECT FROM person_unit AS u WHERE u.person = g.person AND u.unit = g.unit
   AND u.until IS NULL) AS followed
FROM break_glass AS g
WHERE $1::uuid IS NULL
   OR (g.opened_at, g.id) < (SELECT b.opened_at, b.id FROM break_glass AS b WHERE b.id = $1)
ORDER BY g.opened_at DESC, g.id DESC LIMIT $2
"""
OF_PERSON = """
SELECT opened_at, until, staff, unit, roles, reason FROM break_glass
WHERE person = $1 AND ($2::timestamptz IS NULL OR opened_at >= $2)
  AND ($3::timestamptz IS NULL OR opened_at < $3) ORDER BY opened_at DESC
"""
UNNOTED = "SELECT count(*) FROM break_glass WHERE noted_at IS NULL"


@dataclass(frozen=True, slots=True)
class Glass:
    """A use that lasts still."""

    minutes: int
    """That are left, begun ones too: clock times would puzzle where a time is played."""
    alone: bool
    """Nothing else lets them see the person: they may read, and change nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """A use, as the person may know it."""

    opened_at: datetime
    until: datetime
    staff: UUID
    unit: str | None
    roles: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Use(Told):
    """A use, as the officer sees it; words and remark none where they cannot be opened."""

    id: UUID
    person: UUID
    words: str | None
    remark: str | None
    noted_at: datetime | None
    noted_by: UUID | None
    looks: int
    followed: bool
    """The reader's centre has to do with the person since."""
    mailed_at: datetime | None
    mail_tries: int
    mail_refused: int | None


async def stranger(tx: Tx, person_id: UUID, looking: Looking) -> Person:
    """Somebody for whom the glass may be broken, the look recorded: show them masked.

    Raises ``NotFound`` as for nobody, and ``GlassNotNeeded``.
    """
    reader = looking.reader
    found = await store.people.sealed(tx, person_id, reader.who.id)
    relation = access.may_find(found.facts, reader.who, looking.at) if found else None
    if found is None or relation is None:
        raise NotFound
    if access.may_see(found.facts, reader.who, looking.at):
        raise GlassNotNeeded
    if not access.may_break_glass(found.facts, reader.who, looking.at):
        raise NotFound
    await record(tx, reader, [Look(person_id, relation)])
    return found.opened(looking.ring)


async def open_glass(tx: Tx, person_id: UUID, looking: Looking) -> Glass | None:
    """The reader's own use for a person whom they see, if one lasts still."""
    who = looking.reader.who
    minutes = await tx.fetchval(LAST, person_id, who.id)
    found = await store.people.sealed(tx, person_id, who.id) if minutes else None
    if found is None:
        return None
    return Glass(minutes, alone=not access.may_change(found.facts, who, looking.at))


async def uses(tx: Tx, before: UUID | None, ring: Keyring | None) -> tuple[list[Use], UUID | None]:
    """A page of all uses, newest first, and the one from which the next page goes down.

    Record the looks before you show them: the words are open.
    """
    rows = await tx.fetch(USES, before, PAGE + 1)
    found = [
        Use(
            **dict(row)
            | {"reason": Reason(row["reason"])}
            | {column: _open(row, column, ring) for column in store.break_glass.GLASS.sealed}
        )
        for row in rows[:PAGE]
    ]
    return found, found[-1].id if len(rows) > PAGE else None


async def uses_of(tx: Tx, trail: Trail) -> list[Told]:
    """The uses for a person, newest first, without anybody's words."""
    rows = await tx.fetch(OF_PERSON, trail.person, trail.since, trail.until)
    return [Told(**dict(row) | {"reason": Reason(row["reason"])}) for row in rows]


async def unnoted(pool: Pool) -> int:
    """How many uses no officer has noted yet."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        count: int = await tx.fetchval(UNNOTED)
    return count


def _open(row: asyncpg.Record, column: str, ring: Keyring | None) -> str | None:
    sealed = row[column]
    if sealed is None or ring is None:
        return None
    try:
        return open_sealed(
            ring.data, Place(store.break_glass.GLASS.table, column, row["id"]), sealed
        )
    except CannotBeOpened:
        return None

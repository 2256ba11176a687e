"""The rules that keep people from staff, for the officer alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.queries.people import Looking
from services.gateway.store.protection import CONFLICTS, EXCLUSIONS
from shared.db import Tx
from shared.encryption import Keyring, Place, open_sealed
from shared.widening import as_the_service

RULES = """
SELECT rule.*, (SELECT count(*) FROM appointment AS a
  WHERE rule.ended_at IS NULL AND a.professional = rule.staff AND a.state = 'booked'
    AND a.starts_at > $3 AND rule.person = appointment_person(a.contact, a.referral)
  ) AS appointments
FROM (
    SELECT id, person, staff, kind, set_by, set_at, ended_at, ended_by, why FROM exclusion
    UNION ALL
    SELECT id, NULL, staff, 'number', staff, declared_at, ended_at, ended_by, why
    FROM declared_conflict
) AS rule
ORDER BY ended_at IS NOT NULL, set_at DESC, person NULLS FIRST, id OFFSET $1 LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A colleague who must neither see nor serve a person; why it ended, if it did."""

    id: UUID
    person: UUID | None
    """None for a declared number, whoever may have it."""
    staff: UUID
    kind: str
    """``by_person``, ``declared``, or ``number`` for one that was declared in advance."""
    set_by: UUID
    set_at: datetime
    ended_at: datetime | None
    ended_by: UUID | None
    why: str | None
    appointments: int
    """Booked with them for all that: nobody else was free at that time."""


async def rules(tx: Tx, looking: Looking, after: int, limit: int) -> list[Rule]:
    """A stretch of the rules: those that hold first, newest first."""
    async with as_the_service(tx):
        rows = await tx.fetch(RULES, after, limit, looking.at)
    found = []
    for row in rows:
        table = CONFLICTS.table if row["kind"] == "number" else EXCLUSIONS.table
        why = row["why"] and open_sealed(
            looking.ring.data, Place(table, "why", row["id"]), row["why"]
        )
        found.append(Rule(**dict(row) | {"why": why}))
    return found


async def declared(tx: Tx, staff: UUID, ring: Keyring) -> list[store.protection.Declaration]:
    """What a colleague declared of their own, newest first; never whether anybody has it."""
    return await store.protection.declared(tx, staff, ring)

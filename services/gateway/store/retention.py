"""What of contacts and people is due, and contacts without whom they concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway.domain import ENDED
from shared.db import Tx

OVER = ", ".join(f"'{state}'" for state in sorted(ENDED))
ENDED_AT = "coalesce(c.ended_at, c.opened_at)"
CONTACTS = f"""
FROM contact AS c WHERE (c.anonymised_at IS NULL OR c.exchange_call <> c.id::text)
AND c.state IN ({OVER}) AND {ENDED_AT} < $1 AND c.id <> ALL($2)
"""
"""An exchange that tells of an anonymised call again makes it identifiable again."""
ANONYMISE = f"""
WITH due AS MATERIALIZED (
    SELECT c.id, c.person, {ENDED_AT} AS ended {CONTACTS} AND c.id > $3
    ORDER BY c.id LIMIT $4 FOR UPDATE
), seen AS (
    UPDATE person SET last_contact_at = greatest(last_contact_at, last.ended)
    FROM (SELECT person, max(ended) AS ended FROM due GROUP BY person) AS last
    WHERE person.id = last.person
), acts AS (
    UPDATE contact_act SET staff = '00000000-0000-0000-0000-000000000000',
        before = before || '{{"person": null, "exchange_call": null, "code": null}}'
    FROM due WHERE contact_act.contact = due.id
), lines AS (
    DELETE FROM timeline USING due WHERE due.id IN (timeline.contact, timeline.answered_by)
)
UPDATE contact AS c SET person = NULL, code = NULL, anonymised_at = $5,
    exchange_call = CASE WHEN c.exchange_call IS NOT NULL THEN c.id::text END
FROM due WHERE c.id = due.id RETURNING c.id
"""
"""The person's last contact is noted: their own time counts from there. A call stays a call."""
LAST = """
greatest(p.created_at, p.last_contact_at,
  (SELECT max(coalesce(w.ended_at, w.first_at)) FROM pending_call AS w WHERE w.person = p.id),
  (SELECT max(u.since) FROM person_unit AS u WHERE u.person = p.id),
  (SELECT max(coalesce(c.ended_at, c.opened_at)) FROM contact AS c WHERE c.person = p.id))
"""
LIVES = "h.ended_at IS NULL AND h.withdrawn_at IS NULL"
PEOPLE = f"""
FROM (SELECT p.id, {LAST} AS last FROM person AS p WHERE p.erased_at IS NULL
  AND p.id <> ALL($2) AND NOT EXISTS (SELECT FROM contact AS c WHERE c.person = p.id
  AND c.state NOT IN ({OVER})) AND NOT EXISTS (SELECT FROM pending_call AS w
  WHERE w.person = p.id AND w.state IN ('open', 'passed'))
  AND NOT EXISTS (SELECT FROM group_place AS g WHERE g.person = p.id AND g.starts_at >= $1)
  AND NOT EXISTS (SELECT FROM handed_on AS h WHERE h.person = p.id AND {LIVES})
  AND NOT EXISTS (SELECT FROM contact AS c JOIN handed_on AS h ON h.contact = c.id
  WHERE c.person = p.id AND {LIVES})) AS known WHERE last < $1
"""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What began before ``limit`` is due, ``held`` persons and contacts are not."""

    limit: datetime
    held: Sequence[UUID] = ()


async def contacts_due(tx: Tx, beyond: Beyond) -> asyncpg.Record | None:
    """How many ended contacts still say whom they concern or who acted; when the oldest ended."""
    return await tx.fetchrow(
        f"SELECT count(*) AS rows, min({ENDED_AT}) AS oldest {CONTACTS}", beyond.limit, beyond.held
    )


async def anonymise(
    tx: Tx, beyond: Beyond, after: UUID, at: datetime, batch: int
) -> Sequence[UUID]:
    """Cut person, staff, ticket code and the exchange's name from a batch, in order of id."""
    rows = await tx.fetch(ANONYMISE, beyond.limit, beyond.held, after, batch, at)
    return sorted(row["id"] for row in rows)


async def people_due(tx: Tx, beyond: Beyond) -> asyncpg.Record | None:
    """How many people nobody has had to do with since; when the longest forgotten was last here."""
    return await tx.fetchrow(
        f"SELECT count(*) AS rows, min(last) AS oldest {PEOPLE}", beyond.limit, beyond.held
    )


async def take_forgotten(tx: Tx, beyond: Beyond, batch: int) -> Sequence[UUID]:
    """Some of them, locked; asked again once locked, for they may have come back meanwhile."""
    asked = (beyond.limit, beyond.held)
    rows = await tx.fetch(f"SELECT id {PEOPLE} LIMIT {int(batch)}", *asked)
    found = sorted(row["id"] for row in rows)
    await tx.fetch("SELECT id FROM person WHERE id = ANY($1) ORDER BY id FOR UPDATE", found)
    rows = await tx.fetch(f"SELECT id {PEOPLE} AND id = ANY($3) ORDER BY id", *asked, found)
    return [row["id"] for row in rows]

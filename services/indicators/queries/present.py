"""Who was here at an instant, from the stretches of the facts; a start counts, an end does not."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain import Area, DeskNow, Present
from shared.contracts.gateway import RESTRICTED
from shared.db import Tx

LASTING = "interval '24 hours'"


def told(asked: str) -> str:
    """That a fact counts while its contact is here: restricted ones only where they are asked."""
    return f"({asked}::boolean OR reason IS DISTINCT FROM '{RESTRICTED}')"


def told_once_over(asked: str, over: str) -> str:
    """That a fact counts in figures: restricted ones at the latest once their civil day is over.

    Sooner, whoever watches the day would see that one more came, and when.
    """
    return f"({told(asked)} OR opened_at < {over}::timestamptz AND ended_at IS NOT NULL)"


def here(at: str, asked: str) -> str:
    """The facts of those who were here at an instant, as a table to select from.

    Hardly anybody stays longer than a day, so an index finds those who came within one, and
    another, of those who did stay longer or are still here, the rest.
    """
    there = f"since <= {at} AND (until > {at} OR until IS NULL) AND state <> 'voided'"
    there += f" AND {told(asked)}"
    return f"""(
    SELECT * FROM contact_fact WHERE {there} AND since > {at} - {LASTING}
    UNION ALL
    SELECT * FROM contact_fact WHERE {there} AND since <= {at} - {LASTING}
      AND (until IS NULL OR until - since > {LASTING})
)"""


PRESENT = f"""
SELECT fact.door, span->>'unit' AS unit, fact.level,
       span->>'state' AS state, (span->>'at')::timestamptz AS since,
       (SELECT min((each->>'at')::timestamptz) FROM jsonb_array_elements(fact.spans) AS each
        WHERE each->>'state' = 'waiting') AS waits_from,
       (span->>'desk')::int AS desk
FROM {here("$1::timestamptz", "$3")} AS fact
CROSS JOIN LATERAL jsonb_array_elements(fact.spans) AS span
WHERE (span->>'at')::timestamptz <= $1
  AND (span->>'until' IS NULL OR (span->>'until')::timestamptz > $1)
  AND ($2::text[] IS NULL OR span->>'unit' = ANY($2))
  AND span->>'state' IN ('ringing', 'waiting', 'called', 'serving', 'parked')
ORDER BY since, contact_id
"""
# From desk to desk by the index, and of each only its newest change: the history may be long.
DESKS = """
SELECT place.unit, known.desk, newest.state
FROM unnest($1::text[]) AS place (unit)
CROSS JOIN LATERAL (
    WITH RECURSIVE known (desk) AS (
        SELECT min(desk) FROM desk_fact WHERE unit = place.unit
        UNION ALL
        SELECT (SELECT min(next.desk) FROM desk_fact AS next
                WHERE next.unit = place.unit AND next.desk > known.desk)
        FROM known WHERE known.desk IS NOT NULL
    )
    SELECT desk FROM known WHERE desk IS NOT NULL
) AS known
CROSS JOIN LATERAL (
    SELECT fact.state FROM desk_fact AS fact
    WHERE fact.unit = place.unit AND fact.desk = known.desk AND fact.since <= $2
    ORDER BY fact.version DESC LIMIT 1
) AS newest
ORDER BY place.unit, known.desk
"""
# One gateway speaks for all units: once it has been heard, silence about a unit means that nobody
# was there. Of earlier moments (a history that was replayed) only what a unit's own doors told
# counts: calls of one unit say nothing of the desks of another.
KNOWN = f"""
SELECT place.unit FROM unnest($2::text[]) AS place (unit)
WHERE EXISTS (SELECT FROM feed WHERE service = 'gateway' AND since <= $1)
   OR EXISTS (SELECT FROM desk_fact WHERE unit = place.unit AND since <= $1)
   OR EXISTS (SELECT FROM contact_fact
              WHERE opened_unit = place.unit AND opened_at <= $1 AND state <> 'voided'
                AND {told("$3")})
"""
DESKS_KNOWN = """
SELECT place.unit FROM unnest($2::text[]) AS place (unit)
WHERE EXISTS (SELECT FROM feed WHERE service = 'gateway' AND since <= $1)
   OR EXISTS (SELECT FROM desk_fact WHERE unit = place.unit AND since <= $1)
"""
PHONE_LOAD = f"""
SELECT count(*) FILTER (WHERE span->>'state' = 'waiting') AS waiting,
       count(*) FILTER (WHERE span->>'state' = 'serving') AS serving
FROM {here("$1::timestamptz", "$2")} AS fact
CROSS JOIN LATERAL jsonb_array_elements(fact.spans) AS span
WHERE fact.door = 'phone'
  AND (span->>'at')::timestamptz <= $1
  AND (span->>'until' IS NULL OR (span->>'until')::timestamptz > $1)
"""


async def present_at(tx: Tx, at: datetime, area: Area) -> tuple[list[Present], list[DeskNow]]:
    """The contacts that were in the area at the instant, and its desks: one is free if the area
    does not tell of whom it has."""
    rows = await tx.fetch(PRESENT, at, area.units, area.restricted)
    contacts = [Present(**dict(row)) for row in rows]
    at_desks = {
        (each.unit, each.desk): each for each in contacts if each.state in {"called", "serving"}
    }
    desks = []
    for row in await tx.fetch(DESKS, area.units, at):
        there = at_desks.get((row["unit"], row["desk"]))
        contact = there.state if there else None
        desks.append(DeskNow(row["unit"], row["desk"], row["state"], contact))
    return contacts, desks


async def known_units(tx: Tx, at: datetime, area: Area) -> frozenset[str]:
    """Those of the units of which anything can be said at the instant, be it that nobody came."""
    return frozenset(row["unit"] for row in await tx.fetch(KNOWN, at, area.units, area.restricted))


async def known_desks(tx: Tx, at: datetime, units: Sequence[str]) -> frozenset[str]:
    """Those of the units whose desks anything can be said of, be it that all were shut."""
    return frozenset(row["unit"] for row in await tx.fetch(DESKS_KNOWN, at, units))


async def phone_load(tx: Tx, at: datetime, restricted: bool = False) -> tuple[int, int]:
    """How many calls waited and were served at the instant, all units, with restricted ones or
    without."""
    row = await tx.fetchrow(PHONE_LOAD, at, restricted)
    return (row["waiting"], row["serving"]) if row else (0, 0)

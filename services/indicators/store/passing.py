"""Who had each pending call, and when it passed: from all its versions, in whatever order."""

from collections.abc import Collection, Iterable
from uuid import UUID

from shared.contracts.gateway import PendingCallChanged
from shared.db import Tx

KEEP_UNITS = """
INSERT INTO pending_unit_fact (pending_id, version, unit, at)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[])
ON CONFLICT DO NOTHING
"""


def passed(calls: str, units: str, which: str) -> str:
    """The statement that says anew of some calls from where they passed, and when.

    What is back at the unit where it opened was taken back, and never left it.
    """
    return f"""
UPDATE {calls} AS fact SET passed_from = came.passed_from, passed_at = came.passed_at
FROM (
    SELECT DISTINCT ON (pending_id) pending_id,
           CASE WHEN unit <> opened_unit THEN unit_before END AS passed_from,
           CASE WHEN unit <> opened_unit THEN at END AS passed_at
    FROM (
        SELECT pending_id, version, unit, at, lag(unit) OVER told AS unit_before,
               first_value(unit) OVER told AS opened_unit
        FROM {units} WHERE pending_id {which}
        WINDOW told AS (PARTITION BY pending_id ORDER BY version)
    ) AS each
    WHERE unit_before IS DISTINCT FROM unit
    ORDER BY pending_id, version DESC
) AS came
WHERE came.pending_id = fact.pending_id
  AND (fact.passed_from, fact.passed_at) IS DISTINCT FROM (came.passed_from, came.passed_at)
"""


PASSED = passed("pending_call_fact", "pending_unit_fact", "= ANY($1)")
REBUILT = "IN (SELECT pending_id FROM pg_temp.pending_unit_fact)"
"""Those of which a rebuild read anything."""
KEEP_REBUILT = """
INSERT INTO public.pending_unit_fact AS known
SELECT * FROM pg_temp.pending_unit_fact ORDER BY pending_id, version
ON CONFLICT (pending_id, version) DO UPDATE SET unit = excluded.unit, at = excluded.at
WHERE (known.unit, known.at) IS DISTINCT FROM (excluded.unit, excluded.at)
"""
LOCK = (
    f"SELECT FROM public.pending_call_fact WHERE pending_id {REBUILT} "
    "ORDER BY pending_id FOR UPDATE"
)
PASSED_REBUILT = passed("pg_temp.pending_call_fact", "public.pending_unit_fact", REBUILT)
PASSED_NEWER = passed("public.pending_call_fact", "public.pending_unit_fact", REBUILT)
"""Of facts of which a newer version was heard meanwhile: the rebuilt ones are right already."""


async def keep_units(tx: Tx, events: Iterable[PendingCallChanged]) -> None:
    """Keep who had each call, of every version that is told."""
    rows = sorted({(each.pending_id, each.version, each.unit, each.at) for each in events})
    if rows:
        await tx.execute(KEEP_UNITS, *zip(*rows, strict=True))


async def keep_passed(tx: Tx, calls: Collection[UUID]) -> None:
    """Say of these calls from where they passed, once their facts and their units are kept."""
    await tx.execute(PASSED, list(calls))


async def keep_rebuilt_units(tx: Tx) -> None:
    """Put what a rebuild read to what is known, of which its archive may lack the beginning.

    The facts are locked as whoever hears of one locks it: each sees what the other has kept.
    """
    await tx.execute(KEEP_REBUILT)
    await tx.execute(LOCK)
    await tx.execute(PASSED_REBUILT)

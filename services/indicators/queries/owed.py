"""What a unit owes now: calls, answers, and words on appointments that are over."""

from datetime import datetime

from services.indicators.domain import MADRID, Act, Area, Owed, day_bounds
from services.indicators.queries.work import hidden
from shared.db import Tx

# Whoever left the queue is told apart until somebody has called once, or it is overdue like others.
# Restricted ones that a professional has are in no list of the desk: of them it is not asked. At
# the city's telephone nobody has them yet: there they wait in reception's list for a centre.
OWED = f"""
SELECT act, count(*) AS number, min(since) AS since
FROM (
    SELECT CASE
               WHEN due_at < $1 AND origin = 'message' THEN '{Act.ANSWER}'
               WHEN due_at < $1 THEN '{Act.CALL_BACK}'
               WHEN origin = 'abandoned' AND attempts = 0 THEN '{Act.RETURN}'
           END AS act,
           CASE WHEN due_at < $1 THEN due_at ELSE first_at END AS since
    FROM pending_call_fact AS fact
    WHERE first_at <= $1 AND ended_at IS NULL AND unit = ANY($2) AND {hidden("fact", "$3")}
      AND ($5 OR NOT (restricted AND state = 'passed'))
    UNION ALL
    SELECT '{Act.NOTE}', starts_at
    FROM appointment_fact AS fact
    WHERE starts_at >= $4 AND starts_at + make_interval(mins => minutes) <= $1
      AND state = 'booked' AND unit = ANY($2) AND {hidden("fact", "$3")}
) AS each
WHERE act IS NOT NULL GROUP BY act
"""


async def owed(tx: Tx, at: datetime, area: Area, units: list[str]) -> dict[Act, Owed]:
    """What these units of an area owe now, by the act that would settle it.

    Only of now: of a past instant nobody knows how often a call had been tried by then.
    """
    start, _ = day_bounds(at.astimezone(MADRID).date())
    rows = await tx.fetch(OWED, at, units, area.restricted, start, area.telephone)
    return {Act(row["act"]): Owed(row["number"], row["since"]) for row in rows}

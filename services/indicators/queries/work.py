"""What was done, by quarter, hour and day: one statement for all intervals and their total."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain import Work, work
from services.indicators.queries.figures import Asked
from services.indicators.queries.present import told_once_over
from shared.contracts.gateway import RESTRICTED
from shared.db import Tx


def hidden(fact: str, asked: str) -> str:
    """That a pending call or appointment counts: those of restricted contacts only where asked."""
    return f"""({asked}::boolean OR NOT ({fact}.restricted OR EXISTS (
        SELECT FROM contact_fact AS whose
        WHERE whose.contact_id = {fact}.contact_id AND whose.reason = '{RESTRICTED}')))"""


def stood_at(instant: str) -> str:
    """Who had a pending call at an instant: the moment at which it passed is the other's."""
    return f"CASE WHEN passed_at > {instant} THEN passed_from ELSE unit END"


def ever_of(units: str) -> str:
    """That any of these units has a pending call, or had it."""
    return f"(unit = ANY({units}) OR passed_from = ANY({units}))"


# Of a restricted contact, who only leads hears that there was one, and nothing of what was done.
TALLIED = f"""
WITH came AS MATERIALIZED (
    SELECT width_bucket(opened_at, $5::timestamptz[]) AS stretch, level, reason, state,
           CASE WHEN ended_at <= $7 THEN outcome END AS outcome,
           ended_at, matters, entered_later, interpreter_asked_at AS asked,
           interpreter_arrived_at AS arrived, coalesce(interpreter_left_at, ended_at) AS gone,
           reason IS NOT DISTINCT FROM '{RESTRICTED}' AS restricted,
           told_least_us AS least, told_most_us AS most,
           CASE WHEN started_at <= $7 THEN wait_us END AS waited
    FROM contact_fact
    WHERE opened_at >= $1 AND opened_at < $2 AND state <> 'voided'
      AND ($3::text IS NULL OR door = $3) AND opened_unit = ANY($4)
      AND {told_once_over("$6", "$8")}
), told AS (
    SELECT * FROM came WHERE $6::boolean OR NOT restricted
), matter AS (
    SELECT stretch, each->>'reason' AS reason,
           CASE WHEN coalesce((each->>'at')::timestamptz, ended_at, $7) <= $7
                THEN each->>'outcome' END AS outcome
    FROM told CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN matters = '[]' AND reason IS NOT NULL
             THEN jsonb_build_array(jsonb_build_object('reason', reason, 'outcome', outcome))
             ELSE matters END) AS each
    UNION ALL
    SELECT stretch, reason, NULL FROM came WHERE restricted AND NOT $6::boolean
), pending AS (
    SELECT *, ended_at <= due_at AS in_time,
           CASE WHEN ended_at <= due_at THEN ended_at ELSE due_at END AS decided_at
    FROM pending_call_fact AS fact
    WHERE $3::text IS NULL AND {ever_of("$4")} AND {hidden("fact", "$6")}
      AND (first_at >= $1 AND first_at < $2 OR due_at >= $1 AND due_at < $2
           OR ended_at >= $1 AND ended_at < $2)
), promise AS (
    SELECT decided_at AS at,
           CASE WHEN in_time AND settled = 'reached' THEN 'kept' ELSE 'broken' END AS code
    FROM pending
    WHERE {stood_at("decided_at")} = ANY($4)
      AND origin <> 'message' AND settled IS DISTINCT FROM 'joined'
      AND NOT (coalesce(in_time, false)
        AND settled IN ('arrived', 'withdrawn', 'mistake', 'answered', 'over'))
), visit AS (
    SELECT width_bucket(starts_at, $5::timestamptz[]) AS stretch, kind, state,
           (starts_at AT TIME ZONE 'Europe/Madrid')::date
           - (requested_at AT TIME ZONE 'Europe/Madrid')::date AS days,
           coalesce(ended_at, starts_at) AS over_at
    FROM appointment_fact AS fact
    WHERE $3::text IS NULL AND unit = ANY($4) AND starts_at >= $1 AND starts_at < $2
      AND {hidden("fact", "$6")}
), tallied (stretch, figure, code, amount) AS (
    SELECT stretch, 'level', coalesce(level, 'none'), 0::bigint FROM told
    UNION ALL SELECT stretch, 'outcome', outcome, 0 FROM told WHERE outcome IS NOT NULL
    UNION ALL SELECT stretch, 'kept', CASE WHEN matters IS NULL THEN 'no' ELSE 'yes' END, 0
        FROM told
    UNION ALL SELECT stretch, 'ended', 'all', 0 FROM told
        WHERE state = 'closed' AND outcome NOT IN ('not_recorded', 'attended')
    UNION ALL SELECT stretch, 'ended', 'solved', 0 FROM told
        WHERE state = 'closed' AND outcome IN ('informed', 'resolved') AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(coalesce(matters, '[]')) AS each
            WHERE coalesce(each->>'outcome', '') NOT IN ('informed', 'resolved'))
    UNION ALL SELECT stretch, 'entered', 'later', 0 FROM told WHERE entered_later
    UNION ALL SELECT stretch, 'interpreter', 'asked', 0 FROM told WHERE asked <= $7
    UNION ALL SELECT stretch, 'interpreter', 'waited',
        (extract(epoch FROM arrived - asked) * 1000000)::bigint FROM told
        WHERE arrived >= asked AND arrived <= $7
    UNION ALL SELECT stretch, 'interpreter', 'there',
        (extract(epoch FROM gone - arrived) * 1000000)::bigint FROM told
        WHERE gone >= arrived AND gone <= $7
    UNION ALL SELECT stretch, 'wait', 'told', 0 FROM told WHERE most IS NOT NULL
    UNION ALL SELECT stretch, 'wait', 'served', 0 FROM told
        WHERE most IS NOT NULL AND waited IS NOT NULL
    UNION ALL SELECT stretch, 'wait', 'inside', 0 FROM told WHERE waited BETWEEN least AND most
    UNION ALL SELECT stretch, 'reason', reason, 0 FROM matter
    UNION ALL SELECT stretch, 'reason_outcome', outcome, 0 FROM matter WHERE outcome IS NOT NULL
    UNION ALL SELECT width_bucket(first_at, $5::timestamptz[]), 'pending', 'opened', 0
        FROM pending WHERE first_at >= $1 AND first_at < $2
          AND {stood_at("first_at")} = ANY($4)
    UNION ALL SELECT width_bucket(at, $5::timestamptz[]), 'callback', code, 0
        FROM promise WHERE at >= $1 AND at < $2 AND at <= $7
    UNION ALL SELECT stretch, 'appointment', state, 0 FROM visit
    UNION ALL SELECT stretch, 'days', kind, days FROM visit
        WHERE kind = 'first_visit' AND state = 'attended' AND over_at <= $7
)
SELECT stretch, figure, code, count(*) AS number, sum(amount)::bigint AS sum,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS median
FROM tallied GROUP BY GROUPING SETS ((stretch, figure, code), (figure, code))
"""


async def works(
    tx: Tx, asked: Asked, starts: Sequence[datetime], now: datetime
) -> tuple[Work, list[Work]]:
    """What was done in the whole time, and in each interval that begins at one of ``starts``.

    As of ``now``: of promises to call back, those that fell due by then count, and no outcome,
    interpreter or visit that came after it.
    """
    tallied: defaultdict[int | None, defaultdict[str, dict[str, tuple[int, int, int | None]]]]
    tallied = defaultdict(lambda: defaultdict(dict))
    for row in await tx.fetch(
        TALLIED,
        asked.start,
        asked.end,
        asked.door,
        asked.units,
        list(starts),
        asked.restricted,
        now,
        asked.over,
    ):
        amounts = (row["number"], row["sum"], row["median"])
        tallied[row["stretch"]][row["figure"]][row["code"]] = amounts
    doors = asked.door is not None
    each = [work(tallied[place], doors=doors) for place in range(1, len(starts) + 1)]
    return work(tallied[None], doors=doors), each

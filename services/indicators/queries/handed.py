"""Referrals and sessions by quarter, hour and day: one statement for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain import Handed, handed
from services.indicators.queries.doors import ERROR
from services.indicators.queries.figures import Asked
from services.indicators.queries.work import hidden
from shared.db import Tx

US = "1000000"
# A referral counts when it is sent, when it is answered, and when its time has passed unanswered;
# a session where it begins. What lies after now has not happened yet.
HANDED = f"""
WITH referral AS (
    SELECT *, coalesce(answered_at, ended_at) AS done_at FROM referral_fact AS fact
    WHERE unit = ANY($3) AND state <> '{ERROR}' AND {hidden("fact", "$5")}
      AND (sent_at >= $1 AND sent_at < $2 OR answered_at >= $1 AND answered_at < $2
           OR answer_by >= $1 AND answer_by < $2 OR acknowledge_by >= $1 AND acknowledge_by < $2)
), answer AS (
    SELECT *, width_bucket(answered_at, $4::timestamptz[]) AS stretch FROM referral
    WHERE answered_at >= $1 AND answered_at < $2 AND answered_at <= $6
), session AS (
    SELECT *, width_bucket(starts_at, $4::timestamptz[]) AS stretch,
           attended + coalesce(uncounted, 0) AS there
    FROM session_fact AS fact
    WHERE unit = ANY($3) AND state <> 'cancelled' AND ($5::boolean OR NOT restricted)
      AND starts_at >= $1 AND starts_at < $2
), held AS (
    SELECT * FROM session WHERE state = 'held' AND starts_at <= $6
), visit AS (
    SELECT width_bucket(starts_at, $4::timestamptz[]) AS stretch,
           CASE WHEN ended_at >= began_at THEN
               (extract(epoch FROM ended_at - began_at) * {US})::bigint END AS long
    FROM appointment_fact AS fact
    WHERE unit = ANY($3) AND starts_at >= $1 AND starts_at < $2 AND state = 'attended'
      AND coalesce(ended_at, starts_at) <= $6 AND {hidden("fact", "$5")}
), tallied (stretch, figure, code, amount) AS (
    SELECT width_bucket(sent_at, $4::timestamptz[]), 'referral', 'sent', 0::bigint FROM referral
        WHERE sent_at >= $1 AND sent_at < $2 AND sent_at <= $6
    UNION ALL SELECT width_bucket(answer_by, $4::timestamptz[]), 'referral', 'late', 0 FROM referral
        WHERE answer_by >= $1 AND answer_by < $2 AND answer_by < $6
          AND (done_at IS NULL OR done_at > answer_by)
    UNION ALL SELECT width_bucket(acknowledge_by, $4::timestamptz[]), 'acknowledgement',
        CASE WHEN acknowledged_at <= acknowledge_by THEN 'kept' ELSE 'broken' END, 0 FROM referral
        WHERE acknowledge_by >= $1 AND acknowledge_by < $2 AND acknowledge_by < $6
          AND (ended_at IS NULL OR ended_at > acknowledge_by OR acknowledged_at IS NOT NULL)
    UNION ALL SELECT stretch, 'answer', coalesce(no, 'accepted'), 0 FROM answer
    UNION ALL SELECT stretch, 'recognised', 'yes', 0 FROM answer WHERE recognised AND no IS NULL
    UNION ALL SELECT stretch, 'answered_of', organisation, 0 FROM answer
    UNION ALL SELECT stretch, 'no_of', organisation, 0 FROM answer WHERE no IS NOT NULL
    UNION ALL SELECT stretch, 'session', 'planned', 0 FROM session
    UNION ALL SELECT stretch, 'session', 'capacity', capacity FROM session
    UNION ALL SELECT stretch, 'session', 'taken', taken FROM session
    UNION ALL SELECT stretch, 'held', 'all', minutes FROM held
    UNION ALL SELECT stretch, 'held', 'told', minutes FROM held WHERE attended IS NOT NULL
    UNION ALL SELECT stretch, 'held', 'attended', attended FROM held WHERE attended IS NOT NULL
    UNION ALL SELECT stretch, 'held', 'absent', coalesce(absent, 0) FROM held
        WHERE attended IS NOT NULL
    UNION ALL SELECT stretch, 'held', 'there', there FROM held WHERE attended IS NOT NULL
    UNION ALL SELECT stretch, 'visit', 'attended', 0 FROM visit
    UNION ALL SELECT stretch, 'visit', 'timed', long FROM visit WHERE long IS NOT NULL
)
SELECT stretch, figure, code, count(*) AS number, sum(amount)::bigint AS sum
FROM tallied GROUP BY GROUPING SETS ((stretch, figure, code), (figure, code))
"""


async def handeds(
    tx: Tx, asked: Asked, starts: Sequence[datetime], now: datetime
) -> tuple[Handed, list[Handed]]:
    """Referrals and sessions of the whole time, and of each interval that begins at ``starts``."""
    tallied: defaultdict[int | None, defaultdict[str, dict[str, tuple[int, int]]]]
    tallied = defaultdict(lambda: defaultdict(dict))
    for row in await tx.fetch(
        HANDED, asked.start, asked.end, asked.units, list(starts), asked.restricted, now
    ):
        tallied[row["stretch"]][row["figure"]][row["code"]] = (row["number"], row["sum"])
    return handed(tallied[None]), [handed(tallied[place]) for place in range(1, len(starts) + 1)]

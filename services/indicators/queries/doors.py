"""Referrals to answer and sessions to come, at an instant: now, or any moment of the history."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.indicators.domain import (
    AHEAD,
    MADRID,
    Area,
    Doors,
    Feed,
    Freshness,
    GroupsNow,
    ReferralsNow,
    Trusted,
    day_bounds,
    trusted,
)
from services.indicators.queries.hearing import NEVER, SINCE
from services.indicators.queries.work import hidden
from shared.city.store import current
from shared.db import Tx
from shared.places_left import PLACES_LEFT

ERROR = "entered_in_error"
# What is not answered is found by its own index; of a past instant also what was answered since.
DUE = """
CASE WHEN acknowledged_at <= $1 THEN answer_by ELSE least(acknowledge_by, answer_by) END AS due,
CASE WHEN acknowledged_at <= $1 THEN warn_at ELSE coalesce(acknowledge_warn_at, warn_at) END
  AS warned
"""
"""By when the next was owed, as a centre's worklist has it: that it arrived, then an answer; and
from when somebody was warned of that."""
REFERRED = f"""
SELECT count(*) AS waiting, count(*) FILTER (WHERE due < $1) AS late,
       count(*) FILTER (WHERE due >= $1 AND warned <= $1) AS soon
FROM (
    SELECT *, {DUE} FROM referral_fact WHERE answered_at IS NULL AND ended_at IS NULL
    UNION ALL
    SELECT *, {DUE} FROM referral_fact WHERE answered_at > $1
    UNION ALL
    SELECT *, {DUE} FROM referral_fact WHERE answered_at IS NULL AND ended_at > $1
) AS fact
WHERE sent_at <= $1 AND unit = ANY($2) AND state NOT IN ('{ERROR}')
  AND (ended_at IS NULL OR ended_at > $1) AND {hidden("fact", "$3")}
"""
FIRST_VISITS = """
SELECT count(*) AS first_visits, count(*) FILTER (WHERE EXISTS (
           SELECT FROM appointment_fact AS visit
           WHERE visit.referral_id = fact.referral_id AND visit.booked_at <= $1
             AND visit.state <> 'cancelled')) AS booked
FROM first_visit_fact AS fact
WHERE at >= $4 AND at <= $1 AND unit = ANY($2) AND ($3::boolean OR NOT restricted)
"""
COUNTED = f"""
SELECT count(*) FILTER (WHERE starts_at < $5) AS sessions,
       coalesce(sum(taken) FILTER (WHERE starts_at < $5), 0)::bigint AS taken,
       coalesce(sum({PLACES_LEFT}) FILTER (
           WHERE (open OR state = 'held') AND starts_at > $1 AND starts_at <= $6), 0
       )::bigint AS left,
       coalesce(sum(waiting) FILTER (WHERE starts_at > $1), 0)::bigint AS waiting
FROM {{sessions}} AS fact
WHERE starts_at >= $4 AND state <> 'cancelled' AND unit = ANY($2)
  AND ($3::boolean OR NOT restricted)
"""
NOW = COUNTED.format(sessions="session_fact")
# A session's own numbers are those of its newest version: of a past instant its places tell them.
# What is offered to everybody at once, from $7 before the session on, keeps no place. Of whoever
# waits again the groups once told when the offer began that had ended.
THEN = COUNTED.format(
    sessions="""(
    SELECT session.unit, session.starts_at, session.state, session.restricted, session.open,
           session.capacity, place.*
    FROM session_fact AS session CROSS JOIN LATERAL (
        SELECT coalesce(sum(places) FILTER (WHERE enrolled_at <= $1), 0) AS taken,
               coalesce(sum(places) FILTER (WHERE state <> 'waiting'
                   AND offered_at <= $1 AND offered_at < session.starts_at - $7::interval
                   AND (enrolled_at IS NULL OR enrolled_at > $1)), 0) AS offered,
               coalesce(sum(places) FILTER (WHERE
                   (state = 'waiting' OR offered_at IS NULL OR offered_at > $1)
                   AND (enrolled_at IS NULL OR enrolled_at > $1)), 0) AS waiting
        FROM place_fact WHERE session_id = session.session_id AND asked_at <= $1
          AND state <> 'refused' AND (state = 'enrolled' OR ended_at IS NULL OR ended_at > $1)
    ) AS place
)"""
)
SERVICES = ("referrals", "groups")


async def doors(
    tx: Tx, at: datetime, area: Area, feeds: Mapping[str, Feed], real: datetime
) -> Doors:
    """Referrals and groups of an area as they are now, on the business's clock and in real time."""
    by, groups = (trusted(feeds[service], real) for service in SERVICES)
    return await _doors(tx, at, area, (by, groups), (NOW,))


async def past_doors(tx: Tx, at: datetime, area: Area) -> Doors:
    """Referrals and groups of a past instant, as known today; unknown before each was heard."""
    since = {row["service"]: row["since"] for row in await tx.fetch(SINCE, list(SERVICES))}
    by, groups = (
        Trusted(Freshness.LIVE, at) if service in since and since[service] <= at else NEVER
        for service in SERVICES
    )
    late = (await current(tx, at)).rules.groups.late
    return await _doors(tx, at, area, (by, groups), (THEN, late))


async def _doors(
    tx: Tx,
    at: datetime,
    area: Area,
    trust: tuple[Trusted, Trusted],
    counting: tuple[str, *tuple[timedelta, ...]],
) -> Doors:
    start, end = day_bounds(at.astimezone(MADRID).date())
    who = (at, area.units, area.restricted)
    referrals = groups = None
    if trust[0].known:
        [waiting] = await tx.fetch(REFERRED, *who)
        [visits] = await tx.fetch(FIRST_VISITS, *who, start)
        referrals = ReferralsNow(**dict(waiting), **dict(visits))
    if trust[1].known:
        counted, *late = counting
        [sessions] = await tx.fetch(counted, *who, start, end, at + AHEAD, *late)
        groups = GroupsNow(**dict(sessions))
    return Doors(*trust, referrals, groups)

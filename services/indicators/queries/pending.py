"""What is to be done at an instant: calls to return, appointments of the day, interpreters."""

from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain import MADRID, Area, day_bounds
from services.indicators.queries.present import here
from services.indicators.queries.work import hidden, stood_at
from shared.db import Tx

LASTING = "interval '30 days'"
THERE = f"""first_at <= $1 AND (ended_at > $1 OR ended_at IS NULL)
    AND {stood_at("$1")} = ANY($2) AND {hidden("fact", "$3")}"""
# Hardly any stays open longer than a month: one index finds those that began within it,
# another, of the few that did stay longer or are open, the rest.
PENDING = f"""
SELECT count(*) AS pending, count(*) FILTER (WHERE due_at < $1) AS overdue
FROM (
    SELECT due_at FROM pending_call_fact AS fact WHERE {THERE} AND first_at > $1 - {LASTING}
    UNION ALL
    SELECT due_at FROM pending_call_fact AS fact WHERE {THERE} AND first_at <= $1 - {LASTING}
      AND (ended_at IS NULL OR ended_at - first_at > '720:00:00'::interval)
) AS fact
"""
APPOINTED = f"""
SELECT count(*) AS appointments,
       count(*) FILTER (WHERE arrived_at <= $1) AS arrived,
       count(*) FILTER (WHERE state = 'missed' AND coalesce(ended_at, starts_at) <= $1) AS missed
FROM appointment_fact AS fact
WHERE unit = ANY($2) AND starts_at >= $4 AND starts_at < $5 AND booked_at <= $1
  AND state <> 'cancelled' AND {hidden("fact", "$3")}
"""
INTERPRETED = f"""
SELECT count(*) FILTER (WHERE arrived IS NULL OR arrived > $1) AS interpreters_awaited,
       count(*) FILTER (WHERE arrived <= $1) AS interpreters_there
FROM (
    SELECT interpreter_arrived_at AS arrived FROM {here("$1::timestamptz", "$3")} AS fact
    WHERE unit = ANY($2) AND interpreter_asked_at <= $1
      AND (interpreter_left_at IS NULL OR interpreter_left_at > $1)
) AS fact
"""


@dataclass(frozen=True, slots=True)
class ToDo:
    """What is to be done at an instant, counted."""

    pending: int
    overdue: int
    """Of the pending calls, those whose promised time has passed."""
    appointments: int
    """Of the civil day, those that are not cancelled."""
    arrived: int
    missed: int
    interpreters_awaited: int
    interpreters_there: int


async def to_do(tx: Tx, at: datetime, area: Area, units: list[str]) -> ToDo:
    """What is to be done at these units of an area, as known today."""
    start, end = day_bounds(at.astimezone(MADRID).date())
    who = (at, units, area.restricted)
    [calls] = await tx.fetch(PENDING, *who)
    [visits] = await tx.fetch(APPOINTED, *who, start, end)
    [interpreted] = await tx.fetch(INTERPRETED, *who)
    return ToDo(**dict(calls), **dict(visits), **dict(interpreted))

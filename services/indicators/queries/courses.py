"""How a day went up to an instant, quarter by quarter: for charts and their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.indicators.domain import MADRID, Area, Grain, Known, day_bounds, known, steps
from services.indicators.queries.gaps import gaps
from services.indicators.queries.present import here, told
from shared.db import Tx

COURSE = f"""
WITH quarter AS (
    SELECT start, start + interval '15 minutes' AS until, n
    FROM unnest($1::timestamptz[]) WITH ORDINALITY AS quarter (start, n)
), came AS (
    SELECT width_bucket(opened_at, $1::timestamptz[]) AS n, door, wait_us
    FROM contact_fact
    WHERE opened_at >= ($1::timestamptz[])[1] AND opened_at <= $2
      AND state <> 'voided' AND opened_unit = ANY($3)
      AND {told("$4")}
), counted AS (
    SELECT n, count(*) FILTER (WHERE door <> 'phone') AS desk,
           count(*) FILTER (WHERE door = 'phone') AS phone,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_us) AS median,
           max(wait_us) AS longest
    FROM came GROUP BY n
)
SELECT quarter.start, coalesce(desk, 0) AS desk, coalesce(phone, 0) AS phone,
       median / 1e6 AS median, longest / 1e6 AS longest
FROM quarter LEFT JOIN counted USING (n) ORDER BY n
"""
WAITED = f"""
SELECT span->>'unit' AS unit, n, count(*) AS waiting
FROM unnest($1::timestamptz[]) WITH ORDINALITY AS instant (at, n)
CROSS JOIN LATERAL {here("instant.at", "$3")} AS fact
CROSS JOIN LATERAL jsonb_array_elements(fact.spans) AS span
WHERE span->>'unit' = ANY($2) AND span->>'state' IN ('waiting', 'called')
  AND (span->>'at')::timestamptz <= instant.at
  AND (span->>'until' IS NULL OR (span->>'until')::timestamptz > instant.at)
GROUP BY 1, 2
"""
QUARTER = timedelta(minutes=15)
SPARKS = 8


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of an hour: arrivals, and the waits of those who came in it, seconds."""

    start: datetime
    desk: int
    """In person, be it with a ticket of the kiosk."""
    phone: int
    median: float | None
    longest: float | None
    known: bool = True
    """Not where paper left nothing but what was entered later."""


@dataclass(frozen=True, slots=True)
class Course:
    """The day's quarters up to the instant, and who waited at each unit lately."""

    quarters: tuple[Quarter, ...]
    waited: dict[str, tuple[int, ...]]
    """Of each unit, how many waited at the ends of the last eight quarters."""


async def course(tx: Tx, at: datetime, area: Area) -> Course:
    """How the civil day of ``at`` went so far, from its first quarter that tells of
    anybody, or on paper."""
    start, _ = day_bounds(at.astimezone(MADRID).date())
    starts = [each for each in steps(start, at, Grain.QUARTER) if each <= at]
    rows = await tx.fetch(COURSE, starts or [start], at, area.units, area.restricted)
    paper = await gaps(tx, area.units, start, at + timedelta(microseconds=1))
    quarters = [
        Quarter(**{**row, **_seconds(row)}, known=sure is not Known.UNKNOWN)
        for row in map(dict, rows)
        for stretch in [(row["start"], row["start"] + QUARTER)]
        for sure in [known(paper, area.units, stretch, Grain.QUARTER)]
    ]
    return Course(_from_first(quarters), await _waited(tx, [*starts[-SPARKS + 1 :], at], area))


def _seconds(row: dict[str, object]) -> dict[str, float | None]:
    return {
        name: None if row[name] is None else float(str(row[name])) for name in ("median", "longest")
    }


def _from_first(quarters: Sequence[Quarter]) -> tuple[Quarter, ...]:
    for place, each in enumerate(quarters):
        if each.desk or each.phone or not each.known:
            return tuple(quarters[place:])
    return ()


async def _waited(tx: Tx, instants: list[datetime], area: Area) -> dict[str, tuple[int, ...]]:
    counted: dict[str, list[int]] = {unit: [0] * len(instants) for unit in area.units}
    for row in await tx.fetch(WAITED, instants, area.units, area.restricted):
        counted[row["unit"]][row["n"] - 1] = row["waiting"]
    return {unit: tuple(row) for unit, row in counted.items()}

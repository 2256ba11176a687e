"""Figures by quarter, hour and day: one statement for all intervals and their total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain import Counts, Figures, figures
from services.indicators.queries.present import told_once_over
from shared.db import Tx

SECOND = 1_000_000
COUNTED = """
    count(*) AS offered,
    count(*) FILTER (WHERE answered) AS answered,
    count(*) FILTER (WHERE gone) AS abandoned,
    count(*) FILTER (WHERE answered AND wait_us <= $5) AS answered_within,
    count(*) FILTER (WHERE gone AND wait_us <= $5) AS abandoned_within,
    count(wait_us) FILTER (WHERE answered) AS waits,
    coalesce(sum(wait_us) FILTER (WHERE answered), 0)::bigint AS wait_sum,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_us) FILTER (WHERE answered) AS wait_p50,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY wait_us) FILTER (WHERE answered) AS wait_p90,
    percentile_disc(0.95) WITHIN GROUP (ORDER BY wait_us) FILTER (WHERE answered) AS wait_p95,
    max(wait_us) FILTER (WHERE answered) AS wait_max,
    count(service_us) FILTER (WHERE answered) AS handled,
    coalesce(sum(service_us) FILTER (WHERE answered), 0)::bigint AS handling_sum,
    count(wait_us) FILTER (WHERE gone) AS abandoned_waits,
    coalesce(sum(wait_us) FILTER (WHERE gone), 0)::bigint AS abandoned_wait_sum
"""
STRETCHES = f"""
SELECT stretch, {COUNTED}
FROM (
    SELECT width_bucket(opened_at, $6::timestamptz[]) AS stretch, wait_us, service_us,
           started_at IS NOT NULL AS answered,
           started_at IS NULL AND ended_at IS NOT NULL AS gone
    FROM contact_fact
    WHERE opened_at >= $1 AND opened_at < $2 AND state <> 'voided'
      AND ($3::text IS NULL OR door = $3) AND ($4::text[] IS NULL OR opened_unit = ANY($4))
      AND {told_once_over("$7", "$8")}
) AS came
GROUP BY GROUPING SETS ((stretch), ())
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contacts are meant: when they came in, by which door, where; none is all."""

    start: datetime
    end: datetime
    within: float
    """Seconds, for the service level."""
    door: str | None = None
    units: Sequence[str] | None = None
    restricted: bool = False
    """With restricted contacts, whatever their day."""
    over: datetime | None = None
    """Before it every civil day is over, and restricted contacts of then count for everybody."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One interval's figures; ``end`` is excluded."""

    start: datetime
    end: datetime
    figures: Figures


async def stretches(
    tx: Tx, asked: Asked, starts: Sequence[datetime]
) -> tuple[Figures, list[Stretch]]:
    """The figures of the whole time, and of each interval that begins at one of ``starts``."""
    rows = await tx.fetch(
        STRETCHES,
        asked.start,
        asked.end,
        asked.door,
        asked.units,
        round(asked.within * SECOND),
        list(starts),
        asked.restricted,
        asked.over,
    )
    counted = {row["stretch"]: counts_of(dict(row)) for row in rows}
    ends = [*starts[1:], asked.end]
    return figures(counted.get(None, Counts()), asked.within), [
        Stretch(start, end, figures(counted.get(place, Counts()), asked.within))
        for place, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def counts_of(row: Mapping[str, int]) -> Counts:
    """A row of ``COUNTED`` columns as counts."""
    return Counts(**{name: value for name, value in row.items() if name != "stretch"})

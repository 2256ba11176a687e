"""When units worked on paper."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain import Gap
from shared.db import Tx

GAPS = """
SELECT unit, began_at AS since, ended_at AS until FROM paper_gap_fact
WHERE NOT withdrawn AND unit = ANY($1) AND began_at < $3 AND (ended_at IS NULL OR ended_at > $2)
ORDER BY unit, began_at
"""
ON_PAPER = """
SELECT unit, min(began_at) AS since FROM paper_gap_fact
WHERE NOT withdrawn AND unit = ANY($1) AND began_at <= $2 AND (ended_at IS NULL OR ended_at > $2)
GROUP BY unit ORDER BY unit
"""


async def gaps(tx: Tx, units: Sequence[str], start: datetime, end: datetime) -> list[Gap]:
    """The gaps of these units that touch a time; ``end`` is excluded."""
    return [Gap(**dict(row)) for row in await tx.fetch(GAPS, units, start, end)]


async def on_paper(tx: Tx, units: Sequence[str], at: datetime) -> dict[str, datetime]:
    """Those of the units that were on paper at an instant, and since when."""
    return {row["unit"]: row["since"] for row in await tx.fetch(ON_PAPER, units, at)}

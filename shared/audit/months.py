"""The months into which looks are written."""

from datetime import datetime

from shared.db import Tx

NEEDED = """
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month FROM look_rest
UNION
SELECT (date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')
        + ahead * interval '1 month')::date
FROM generate_series(0, 2) AS ahead
"""


async def open_months(tx: Tx, _at: datetime) -> None:
    """Have the months ready: those that looks wait for, this one, and the coming two. Real time."""
    for row in await tx.fetch(NEEDED):
        await tx.execute("SELECT look_partition($1)", row["month"])

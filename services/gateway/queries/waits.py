"""What to expect of a wait, and how often it was so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.gateway import store
from services.gateway.domain.access import READERS
from services.gateway.domain.waits import Interval, expected
from shared.city.store import current
from shared.contracts.gateway import Level
from shared.db import Tx
from shared.identity import Principal

KEPT = """
SELECT count(*) FILTER (WHERE p.least_seconds IS NOT NULL) AS told,
  count(*) FILTER (WHERE p.least_seconds IS NOT NULL AND served) AS ended,
  count(*) FILTER (WHERE served AND seconds BETWEEN p.least_seconds AND p.most_seconds) AS inside
FROM (
  SELECT p.*, c.started_at IS NOT NULL AND c.waiting_from IS NOT NULL AS served,
    extract(epoch FROM c.started_at - c.waiting_from) AS seconds
  FROM wait_promise AS p JOIN contact AS c ON c.id = p.contact
  WHERE p.unit = $1 AND p.at >= $2 AND p.at < $3 AND c.state <> 'voided'
    AND ($4::text[] IS NULL OR (coalesce(c.reason = ANY($4), true) AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(c.matters) AS each WHERE each ->> 'reason' <> ALL($4))))
) AS p
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a unit's day: how many were told a wait, were served then, and were inside it."""

    told: int
    ended: int
    inside: int

    @property
    def share(self) -> float | None:
        """Of those who were served, how many waited as they had been told; none of nobody."""
        return self.inside / self.ended if self.ended else None


async def expected_wait(tx: Tx, unit: str, level: Level | None, at: datetime) -> Interval | None:
    """How long somebody of that level who comes now may wait; none where it is unknown."""
    city = await current(tx, at)
    line, today = await store.waits.met(tx, city, unit, level, at)
    return expected(today, line)


async def waits_as_told(tx: Tx, unit: str, day: date, who: Principal, at: datetime) -> Kept:
    """How many of a day's waits were as had been told.

    Whoever only leads is told of restricted contacts once their civil day is over, no sooner.
    """
    city = await current(tx, at)
    since, until = city.midnight(day), city.midnight(day + timedelta(days=1))
    told = None
    if not who.roles & READERS and until > at:
        told = [each.code for each in city.reasons if not each.restricted]
    row = await tx.fetchrow(KEPT, unit, since, until, told)
    return Kept(row["told"], row["ended"], row["inside"]) if row else Kept(0, 0, 0)

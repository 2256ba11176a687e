"""What a waiting room's display shows: codes and desks, nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.domain.waits import Interval
from services.gateway.queries.paper import on_paper
from shared.db import Tx

SHOWN = 6
FOR = timedelta(minutes=30)
CALLS = """
SELECT unit, code, desk, calls, called_at, state = 'called' AS now FROM (
    SELECT c.unit, c.code, (span ->> 'desk')::int AS desk, c.calls, c.state,
           (span ->> 'at')::timestamptz AS called_at,
           row_number() OVER (
               PARTITION BY c.id ORDER BY (span ->> 'at')::timestamptz DESC
           ) AS newest
    FROM contact AS c, jsonb_array_elements(c.spans) AS span
    WHERE c.unit = ANY($1) AND c.opened_at > $2 AND c.code IS NOT NULL
      AND c.state <> 'voided' AND c.ways ->> 'called_by' = 'screen' AND c.door <> 'phone'
      AND span ->> 'state' = 'called' AND span ->> 'unit' = c.unit AND span ->> 'desk' IS NOT NULL
) AS call
WHERE newest = 1 AND called_at > $3
ORDER BY unit, called_at DESC
"""
LONGEST_DAY = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Call:
    """A code that was called to a desk; ``now`` while the person is still awaited."""

    code: str
    desk: int
    calls: int
    now: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """The calls of a unit, newest first."""

    unit: str
    minute: datetime
    calls: tuple[Call, ...]
    expected: Interval | None = None
    """How long whoever comes now may wait."""
    on_paper: bool = False
    """The unit works on paper: who is called is not known here."""

    @property
    def now(self) -> list[Call]:
        """Whoever is called and not yet there."""
        return [call for call in self.calls if call.now][:SHOWN]

    @property
    def past(self) -> list[Call]:
        """Called a while ago."""
        return [call for call in self.calls if not call.now][:SHOWN]


async def walls(tx: Tx, units: Collection[str], at: datetime) -> Mapping[str, Wall]:
    """The displays of several units by one statement."""
    rows = await tx.fetch(CALLS, list(units), at - LONGEST_DAY, at - FOR)
    paper = await on_paper(tx, units)
    minute = at.replace(second=0, microsecond=0)
    return {
        unit: Wall(
            unit,
            minute,
            tuple(
                Call(row["code"], row["desk"], row["calls"], row["now"])
                for row in rows
                if row["unit"] == unit
            ),
            on_paper=unit in paper,
        )
        for unit in units
    }

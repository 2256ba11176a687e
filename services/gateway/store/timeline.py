"""The lines of people's timelines, kept as the events are told."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import asyncpg

from services.gateway.domain.timeline import Line, Stretch, Thing
from shared.db import Tx

COLUMNS = "thing, subject, version, contact, answered_by, unit, at, told, person"
KEEP = f"""
INSERT INTO timeline ({COLUMNS})
SELECT {COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS line (thing text, subject uuid,
  version bigint, contact uuid, answered_by uuid, unit text, at timestamptz, told jsonb,
  person uuid)
ORDER BY thing, subject
ON CONFLICT (thing, subject) DO UPDATE SET version = excluded.version, contact = excluded.contact,
  answered_by = excluded.answered_by, unit = excluded.unit, at = excluded.at, told = excluded.told,
  person = excluded.person
WHERE timeline.version <= excluded.version
"""
"""What comes late changes nothing. Of the same version only what a line is tied to may differ."""
LINES = f"""
SELECT {COLUMNS} FROM timeline
WHERE unit = $1
  AND (contact = ANY($2) OR answered_by = ANY($2) OR person = $6
    OR (thing = 'pending_call' AND subject = ANY($7)))
  AND (contact IS NULL OR contact <> ALL($3)) AND (answered_by IS NULL OR answered_by <> ALL($3))
  AND (thing <> 'pending_call' OR subject <> ALL($8))
ORDER BY at DESC, thing, subject LIMIT $4 OFFSET $5
"""


@dataclass(frozen=True, slots=True)
class Tied:
    """What lines are tied to: a person, contacts, pending calls that were said to be theirs."""

    person: UUID | None
    contacts: Sequence[UUID]
    calls: Sequence[UUID]


async def keep_lines(tx: Tx, lines: Sequence[Line]) -> None:
    """Keep each line, unless a newer version of it is there."""
    if lines:
        await tx.execute(KEEP, json.dumps([asdict(line) for line in lines], default=str))


async def lines_of(tx: Tx, known: Tied, hidden: Tied, stretch: Stretch) -> list[Line]:
    """What is tied to anything of the one, and to nothing of the other, newest first."""
    asked = (stretch.unit, known.contacts, hidden.contacts, stretch.limit, stretch.after)
    rows = await tx.fetch(LINES, *asked, known.person, known.calls, hidden.calls)
    return [_line(row) for row in rows]


def _line(row: asyncpg.Record) -> Line:
    told = row["told"] if isinstance(row["told"], dict) else json.loads(row["told"])
    return Line(**{**row, "thing": Thing(row["thing"]), "told": told})

"""The lines of people's timelines, kept as the events are told."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
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
WHERE unit = $1 AND (contact = ANY($2) OR answered_by = ANY($2) OR person = $6)
  AND (contact IS NULL OR contact <> ALL($3)) AND (answered_by IS NULL OR answered_by <> ALL($3))
ORDER BY at DESC, thing, subject LIMIT $4 OFFSET $5
"""


async def keep_lines(tx: Tx, lines: Sequence[Line]) -> None:
    """Keep each line, unless a newer version of it is there."""
    if lines:
        await tx.execute(KEEP, json.dumps([asdict(line) for line in lines], default=str))


async def lines_of(
    tx: Tx, person: UUID, known: Collection[UUID], unknown: Collection[UUID], stretch: Stretch
) -> list[Line]:
    """The person's own, or tied to any of these contacts, and to none of those, newest first."""
    asked = (stretch.unit, list(known), list(unknown), stretch.limit, stretch.after, person)
    return [_line(row) for row in await tx.fetch(LINES, *asked)]


def _line(row: asyncpg.Record) -> Line:
    told = row["told"] if isinstance(row["told"], dict) else json.loads(row["told"])
    return Line(**{**row, "thing": Thing(row["thing"]), "told": told})

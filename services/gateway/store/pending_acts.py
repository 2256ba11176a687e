"""What staff did with pending calls, and what of it was undone."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.gateway.domain.pending_undo import ActOnCall
from services.gateway.store.pending import ENTRY
from shared.db import Tx

ACT = TypeAdapter(ActOnCall)
COLUMNS = "pending_call AS entry, " + ", ".join(each.name for each in fields(ActOnCall)[1:])
ADD = """
INSERT INTO pending_act (pending_call, version, stands, unit, act, staff, at, before)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
LAST = f"""
SELECT {COLUMNS} FROM pending_act WHERE pending_call = $1 AND undone_at IS NULL
ORDER BY version DESC LIMIT 1
"""
JOINED_WITH = f"""
SELECT {COLUMNS} FROM pending_act WHERE staff = $2 AND at = $3 AND undone_at IS NULL
  AND pending_call IN (
      SELECT other.id FROM pending_call AS one JOIN pending_call AS other
        ON other.joined_into = one.id OR other.id = one.joined_into
      WHERE one.id = $1 AND other.person = one.person)
"""
HANDED_OVER = """
SELECT EXISTS (
    SELECT FROM pending_act
    WHERE pending_call = ANY($1) AND act = 'handed_over' AND undone_at IS NULL)
"""
UNDONE = """
WITH taken_back AS (
    UPDATE pending_act SET undone_at = $5 WHERE pending_call = $1 AND version = $2
)
UPDATE pending_act SET stands = $4
WHERE pending_call = $1 AND stands = $3 AND version < $2 AND undone_at IS NULL
"""


def act_of(row: asyncpg.Record) -> ActOnCall:
    """The act of a row."""
    return ACT.validate_python({name: row[name] for name in ActOnCall.__slots__})


async def add_act(tx: Tx, act: ActOnCall) -> None:
    """Keep what somebody did."""
    before = None if act.before is None else ENTRY.dump_json(act.before).decode()
    made = (act.entry, act.version, act.stands, act.unit, act.act, act.staff, act.at)
    await tx.execute(ADD, *made, before)


async def last_act(tx: Tx, entry: UUID) -> ActOnCall | None:
    """The newest act on it that has not been undone."""
    row = await tx.fetchrow(LAST, entry)
    return None if row is None else act_of(row)


async def joined_with(tx: Tx, act: ActOnCall) -> ActOnCall | None:
    """What the same act did with the other pending call, if two of a person became one by it."""
    row = await tx.fetchrow(JOINED_WITH, act.entry, act.staff, act.at)
    return None if row is None else act_of(row)


async def was_handed_over(tx: Tx, entries: Sequence[UUID]) -> bool:
    """Whether somebody gave one of these to a professional, and did not take that back."""
    return bool(await tx.fetchval(HANDED_OVER, entries))


async def undone(tx: Tx, act: ActOnCall, version: int, at: datetime) -> None:
    """Mark an act as undone; the one before it is the last again, in this version."""
    was = act.before.version if act.before else 0
    await tx.execute(UNDONE, act.entry, act.version, was, version, at)

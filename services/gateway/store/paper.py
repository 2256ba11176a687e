"""Hours on paper, and the codes that paper may use."""

from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.gateway.domain.paper import Block, Gap
from shared.db import Tx

KEEP = """
INSERT INTO paper_gap (id, version, unit, began_at, ended_at, entered_at, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, ended_at = excluded.ended_at,
    entered_at = excluded.entered_at, withdrawn = excluded.withdrawn
"""
RESERVE = """
INSERT INTO ticket_counter (unit, day, last) VALUES ($1, $2, $3)
ON CONFLICT (unit, day) DO UPDATE SET last = ticket_counter.last + $3
WHERE ticket_counter.last + $3 <= $4 RETURNING last
"""
USED = """
SELECT EXISTS (SELECT FROM paper_entry AS e JOIN contact AS c ON c.id = e.contact
WHERE e.block = $1 AND e.number = $2 AND c.state <> 'voided')
"""
NOTE = """
INSERT INTO paper_entry (block, number, unit, gap, contact, entered_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (block, number) DO UPDATE SET gap = excluded.gap, contact = excluded.contact,
    entered_at = excluded.entered_at
"""


def gap_from(row: asyncpg.Record) -> Gap:
    """The gap of a row."""
    return Gap(**dict(row))


def block_from(row: asyncpg.Record) -> Block:
    """The block of a row."""
    return Block(row["id"], row["unit"], row["day"], row["first"], row["last"])


async def lock_gaps(tx: Tx, unit: str) -> tuple[Gap, ...]:
    """The unit's gaps; one request at a time declares one."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 3))", unit)
    rows = await tx.fetch("SELECT * FROM paper_gap WHERE unit = $1", unit)
    return tuple(gap_from(row) for row in rows)


async def take_gap(tx: Tx, unit: str, gap: UUID) -> Gap | None:
    """A gap of the unit, locked."""
    row = await tx.fetchrow(
        "SELECT * FROM paper_gap WHERE id = $1 AND unit = $2 FOR UPDATE", gap, unit
    )
    return gap_from(row) if row else None


async def keep_gap(tx: Tx, gap: Gap) -> None:
    """Keep a gap as it is now."""
    told = (gap.began_at, gap.ended_at, gap.entered_at, gap.withdrawn)
    await tx.execute(KEEP, gap.id, gap.version, gap.unit, *told)


async def reserve_numbers(tx: Tx, unit: str, day: date, count: int, most: int) -> int | None:
    """Take so many numbers from the counter, which never gives them again; the last of them.

    None, and nothing taken, where that would be beyond ``most``.
    """
    last: int | None = await tx.fetchval(RESERVE, unit, day, count, most)
    return last


async def add_block(tx: Tx, block: Block, at: datetime) -> None:
    """Keep which numbers were given to paper."""
    await tx.execute(
        "INSERT INTO paper_block (id, unit, day, first, last, made_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        block.id,
        block.unit,
        block.day,
        block.first,
        block.last,
        at,
    )


async def take_blocks(tx: Tx, unit: str, first: date, last: date) -> list[Block]:
    """The blocks of the unit in those days, locked: a code is entered once."""
    rows = await tx.fetch(
        "SELECT * FROM paper_block WHERE unit = $1 AND day BETWEEN $2 AND $3 "
        "ORDER BY day, first FOR UPDATE",
        unit,
        first,
        last,
    )
    return [block_from(row) for row in rows]


async def is_used(tx: Tx, block: UUID, number: int) -> bool:
    """Whether a code was entered, and that was not undone."""
    used: bool = await tx.fetchval(USED, block, number)
    return used


async def note_entry(
    tx: Tx, block: Block, number: int, gap: UUID, contact: UUID, at: datetime
) -> None:
    """A code of paper is this contact."""
    await tx.execute(NOTE, block.id, number, block.unit, gap, contact, at)

"""What was done with referrals, and who has read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referrals.domain import Party
from shared.db import Tx

ADD = """
INSERT INTO referral_act (referral, version, act, side, staff, at, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
READ = """
INSERT INTO referral_reader (referral, reader, side, first_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a side did, in codes."""

    version: int
    act: str
    side: Party
    staff: UUID | None
    at: datetime
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody who has read the content, and when first."""

    reader: UUID
    side: Party
    first_at: datetime


async def add(tx: Tx, referral: UUID, act: Act) -> None:
    """Write it into the history, which only grows."""
    told = (act.version, act.act, act.side, act.staff, act.at, act.facts)
    await tx.execute(ADD, referral, *told)


async def read_by(tx: Tx, referral: UUID, read: Read) -> None:
    """Note who reads the content; once is enough."""
    await tx.execute(READ, referral, read.reader, read.side, read.first_at)


async def history(tx: Tx, referral: UUID) -> list[Act]:
    """Everything that was done, oldest first."""
    rows = await tx.fetch(
        "SELECT version, act, side, staff, at, facts FROM referral_act WHERE referral = $1 "
        "ORDER BY version",
        referral,
    )
    return [
        Act(r["version"], r["act"], Party(r["side"]), r["staff"], r["at"], r["facts"]) for r in rows
    ]


async def readers(tx: Tx, referral: UUID) -> list[Read]:
    """Who has read the content, the first first."""
    rows = await tx.fetch(
        "SELECT reader, side, first_at FROM referral_reader WHERE referral = $1 "
        "ORDER BY first_at, reader",
        referral,
    )
    return [Read(row["reader"], Party(row["side"]), row["first_at"]) for row in rows]

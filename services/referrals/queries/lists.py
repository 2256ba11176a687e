"""Lists of referrals: what a centre has to answer, and what somebody has sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg

from services.referrals.domain import Party, Referral, State
from services.referrals.domain.access import side_of
from services.referrals.store import acts
from services.referrals.store.acts import Read
from services.referrals.store.referrals import COLUMNS, referral_of
from shared.db import Tx
from shared.identity import Principal, Role

OPEN = ("requested", "accepted", "in_progress", "on_hold")


class Box(StrEnum):
    """Which referrals."""

    OPEN = "open"
    """Still to be answered, or worked on."""
    ENDED = "ended"
    DRAFTS = "drafts"


OF_BOX = {
    Box.OPEN: f"state = ANY('{{{','.join(OPEN)}}}')",
    Box.ENDED: f"state <> ALL('{{{','.join((*OPEN, 'draft'))}}}')",
    Box.DRAFTS: "state = 'draft'",
}
VISIT = "(SELECT v.state FROM first_visit AS v WHERE v.referral = r.id) AS visit"
OFFERED = """
(SELECT count(*) FROM referred_place AS p WHERE p.referral = r.id AND p.state = 'offered'
 AND p.answer IS NULL AND (p.offered_until IS NULL OR p.offered_until > $2)) AS offers
"""
RECEIVED = f"""
SELECT {COLUMNS}, {VISIT}, {OFFERED} FROM referral AS r
WHERE unit = $1 AND outside = $5 AND shown AND {{box}} AND (NOT restricted OR $6)
ORDER BY state <> 'requested',
  CASE WHEN state = 'requested' THEN CASE WHEN acknowledged_at IS NULL
    THEN least(acknowledge_by, answer_by) ELSE answer_by END END,
  coalesce(ended_at, sent_at) DESC, id
LIMIT $3 OFFSET $4
"""
SENT = f"""
SELECT {COLUMNS}, {VISIT}, {OFFERED} FROM referral AS r
WHERE organisation = $1 AND internal = $5 AND {{box}} AND (NOT restricted OR $6)
ORDER BY coalesce(ended_at, answered_at, sent_at, written_at) DESC, id
LIMIT $3 OFFSET $4
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A referral in a list, by its code alone."""

    referral: Referral
    visit: str | None
    offers: int
    """Places that wait for an answer."""

    @property
    def needs_time(self) -> bool:
        """Whether another time has to be chosen for the first visit."""
        return self.visit in {"refused", "cancelled"} and self.referral.state in {
            State.ACCEPTED,
            State.IN_PROGRESS,
            State.ON_HOLD,
        }


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a list, by position."""

    limit: int
    after: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines, and where the next page begins; none on the last."""

    lines: tuple[Line, ...]
    more: int | None


async def received(
    tx: Tx, unit: str, box: Box, who: Principal, at: datetime, page: Stretch
) -> Listed:
    """What a unit, or a partner, has been sent: the next to be late first."""
    return await _listed(tx, RECEIVED, unit, box, (who, at, page))


async def sent(tx: Tx, whose: str, box: Box, who: Principal, at: datetime, page: Stretch) -> Listed:
    """What an organisation, or a unit, has sent: the newest news first."""
    return await _listed(tx, SENT, whose, box, (who, at, page))


async def _listed(
    tx: Tx, statement: str, code: str, box: Box, asked: tuple[Principal, datetime, Stretch]
) -> Listed:
    who, at, page = asked
    partner = who.organisation is not None
    flag = partner if statement is RECEIVED else not partner
    may_all = partner or Role.PROFESSIONAL in who.roles
    values: tuple[Any, ...] = (code, at, page.limit + 1, page.after, flag, may_all)
    rows = await tx.fetch(statement.format(box=OF_BOX[box]), *values)
    lines = tuple(line for row in rows[: page.limit] if (line := _line(row, who)))
    more = page.after + page.limit if len(rows) > page.limit else None
    return Listed(lines, more)


def _line(row: asyncpg.Record, who: Principal) -> Line | None:
    referral = referral_of(row)
    if side_of(referral, who) is None:
        return None
    return Line(referral, row["visit"], row["offers"])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are."""

    open: int
    unanswered: int
    late: int


TALLY = """
SELECT count(*) FILTER (WHERE state = ANY($3)) AS open,
  count(*) FILTER (WHERE state = 'requested') AS unanswered,
  count(*) FILTER (WHERE state = 'requested' AND $2 >
    CASE WHEN acknowledged_at IS NULL THEN acknowledge_by ELSE answer_by END) AS late
FROM referral WHERE unit = $1 AND outside = $4 AND shown AND (NOT restricted OR $5)
"""


async def tally(tx: Tx, unit: str, who: Principal, at: datetime) -> Tally:
    """What a receiver has to do."""
    partner = who.organisation is not None
    may_all = partner or Role.PROFESSIONAL in who.roles
    row = await tx.fetchrow(TALLY, unit, at, list(OPEN), partner, may_all)
    return Tally(*row) if row else Tally(0, 0, 0)


MISTAKES = f"""
SELECT {COLUMNS} FROM referral WHERE state = 'entered_in_error' AND opened_at IS NOT NULL
ORDER BY ended_at DESC, id LIMIT $1 OFFSET $2
"""


async def mistakes(tx: Tx, page: Stretch) -> tuple[tuple[Referral, ...], int | None]:
    """For the officer: those sent by mistake that had been opened, the newest first."""
    rows = await tx.fetch(MISTAKES, page.limit + 1, page.after)
    more = page.after + page.limit if len(rows) > page.limit else None
    return tuple(referral_of(row) for row in rows[: page.limit]), more


async def readers_of(tx: Tx, referrals: Sequence[UUID]) -> dict[UUID, list[Read]]:
    """For the officer: who of the receivers had read each, the first first."""
    return {
        each: [read for read in await acts.readers(tx, each) if read.side is Party.RECEIVER]
        for each in referrals
    }

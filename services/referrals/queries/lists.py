"""Lists of referrals: what a centre has to answer, and what somebody has sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import asyncpg

from services.referrals.domain import Referral, State
from services.referrals.domain.access import sides_of
from services.referrals.queries.lost import AGAIN, LOST_PLACE, LOST_VISIT
from services.referrals.store.referrals import COLUMNS, referral_of
from shared.db import Tx
from shared.identity import Principal, Role

TAKEN_ON = frozenset({State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD})
OPEN = ("requested", "accepted", "in_progress", "on_hold")
OPEN_STATES = f"state = ANY ('{{{','.join(OPEN)}}}')"
BACK = "(state = 'rejected' AND taken_up_at IS NULL)"
RETURNS = f"{BACK} OR unread = 'sender'"
"""Of a unit's own: it came back, or there is a message for whoever sent it."""


class Box(StrEnum):
    """Which referrals."""

    OPEN = "open"
    """Still to be answered, or worked on; to its sender also what was returned and not replaced."""
    ENDED = "ended"
    DRAFTS = "drafts"


OF_BOX = {
    Box.OPEN: OPEN_STATES,
    Box.ENDED: f"state <> ALL('{{{','.join((*OPEN, 'draft'))}}}')",
    Box.DRAFTS: "state = 'draft'",
}
RETURNED = """
(r.no = 'returned' AND r.state = 'rejected' AND NOT r.internal AND NOT EXISTS (
  SELECT FROM referral AS instead WHERE instead.replaces = r.id
    AND instead.state <> ALL('{draft,cancelled,entered_in_error}')))
"""
"""It waits for its sender, who has sent nothing in its place yet."""
OF_SENT = {
    Box.OPEN: f"({OF_BOX[Box.OPEN]} OR {RETURNED})",
    Box.ENDED: f"{OF_BOX[Box.ENDED]} AND ({RETURNED}) IS NOT TRUE",
    Box.DRAFTS: OF_BOX[Box.DRAFTS],
}
OFFERED = """
(SELECT count(*) FROM referred_place AS p WHERE p.referral = r.id AND p.state = 'offered'
 AND p.answer IS NULL AND (p.offered_until IS NULL OR p.offered_until > $2)) AS offers
"""
LOST = f"({LOST_VISIT}) AS lost_visit, ({LOST_PLACE}) AS lost_place"
RECEIVED = f"""
SELECT {COLUMNS}, {OFFERED}, {LOST} FROM referral AS r
WHERE unit = $1 AND outside = $5 AND shown AND {{box}} AND (NOT restricted OR $6)
ORDER BY state <> 'requested',
  CASE WHEN state = 'requested' THEN CASE WHEN acknowledged_at IS NULL
    THEN least(acknowledge_by, answer_by) ELSE answer_by END END,
  NOT {AGAIN}, coalesce(ended_at, sent_at) DESC, id
LIMIT $3 OFFSET $4
"""
SENT = f"""
SELECT {COLUMNS}, {OFFERED}, {LOST} FROM referral AS r
WHERE organisation = $1 AND internal = $5 AND {{box}} AND (NOT restricted OR $6)
ORDER BY {{first}} DESC NULLS LAST,
  coalesce(ended_at, answered_at, sent_at, written_at) DESC, id
LIMIT $3 OFFSET $4
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A referral in a list, by its code alone."""

    referral: Referral
    offers: int
    """Places that wait for an answer."""
    lost_visit: bool
    """Nothing stands in place of a first visit that they did not have."""
    lost_place: bool
    """A place was taken from them, and nothing stands instead."""
    both: bool = False
    """Whether who reads the list is of both sides."""

    @property
    def needs_time(self) -> bool:
        """Whether another time has to be chosen for the first visit."""
        return self.lost_visit and self.referral.state in TAKEN_ON

    @property
    def needs_place(self) -> bool:
        """Whether another session has to be chosen, or a first visit instead."""
        return self.lost_place and self.referral.state in TAKEN_ON


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
    """What an organisation has sent: what was returned first, then the newest news."""
    return await _listed(tx, SENT, whose, box, (who, at, page))


async def _listed(
    tx: Tx, statement: str, code: str, box: Box, asked: tuple[Principal, datetime, Stretch]
) -> Listed:
    who, at, page = asked
    partner = who.organisation is not None
    flag = partner if statement is RECEIVED else not partner
    may_all = partner or Role.PROFESSIONAL in who.roles
    values: tuple[Any, ...] = (code, at, page.limit + 1, page.after, flag, may_all)
    boxes = OF_BOX if statement is RECEIVED else OF_SENT
    rows = await tx.fetch(statement.format(box=boxes[box], first=RETURNED), *values)
    return listed(rows, who, page)


def listed(rows: Sequence[asyncpg.Record], who: Principal, page: Stretch) -> Listed:
    """The stretch that these rows begin, of which one more than it holds was asked for."""
    lines = tuple(line for row in rows[: page.limit] if (line := _line(row, who)))
    more = page.after + page.limit if len(rows) > page.limit else None
    return Listed(lines, more)


def _line(row: asyncpg.Record, who: Principal) -> Line | None:
    referral = referral_of(row)
    sides = sides_of(referral, who)
    if not sides:
        return None
    return Line(referral, row["offers"], row["lost_visit"], row["lost_place"], len(sides) > 1)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are."""

    open: int
    unanswered: int
    late: int
    returns: int
    """Of those it sent to other units: what came back, and what has a message for it."""
    withheld: int
    """Restricted ones that wait for an answer too, and that the reader may not know more of."""
    again: int
    """Of those it has taken on: for whom another time or session has to be chosen."""

    @property
    def to_do(self) -> int:
        """What waits for somebody of the unit."""
        return self.unanswered + self.returns + self.again


TALLY = f"""
SELECT count(*) FILTER (WHERE state = ANY($3) AND may) AS open,
  count(*) FILTER (WHERE state = 'requested' AND may) AS unanswered,
  count(*) FILTER (WHERE state = 'requested' AND may AND $2 >
    CASE WHEN acknowledged_at IS NULL THEN acknowledge_by ELSE answer_by END) AS late,
  (SELECT count(*) FROM referral WHERE organisation = $1 AND internal AND ({RETURNS})
   AND (NOT restricted OR $5)) AS returns,
  count(*) FILTER (WHERE state = 'requested' AND NOT may) AS withheld,
  count(*) FILTER (WHERE may AND {AGAIN}) AS again
FROM (SELECT *, NOT restricted OR $5 AS may FROM referral
      WHERE unit = $1 AND outside = $4 AND shown) AS r
"""


async def tally(tx: Tx, unit: str, who: Principal, at: datetime) -> Tally:
    """What a receiver has to do, and a unit with those it sent."""
    partner = who.organisation is not None
    may_all = partner or Role.PROFESSIONAL in who.roles
    row = await tx.fetchrow(TALLY, unit, at, list(OPEN), partner, may_all)
    return Tally(*row) if row else Tally(0, 0, 0, 0, 0, 0)

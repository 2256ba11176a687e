"""What a unit sent to another: what came back first, for it has to see to those people again."""

from datetime import datetime
from typing import Any

from services.referrals.queries.lists import (
    BACK,
    LOST,
    OFFERED,
    OPEN_STATES,
    RETURNS,
    Box,
    Listed,
    Stretch,
    listed,
)
from services.referrals.store.referrals import COLUMNS
from shared.db import Tx
from shared.identity import Principal, Role

OF_BOX = {
    Box.OPEN: f"({OPEN_STATES} OR {RETURNS})",
    Box.ENDED: f"state <> 'draft' AND NOT {OPEN_STATES} AND ({RETURNS}) IS NOT TRUE",
    Box.DRAFTS: "false",  # a unit's own come of contacts, as sent
}
SENT_WITHIN = f"""
SELECT {COLUMNS}, {OFFERED}, {LOST} FROM referral AS r
WHERE organisation = $1 AND internal AND {{box}} AND (NOT restricted OR $5)
ORDER BY {BACK} DESC, unread IS NOT DISTINCT FROM 'sender' DESC,
  coalesce(ended_at, answered_at, sent_at) DESC, id
LIMIT $3 OFFSET $4
"""


async def sent_within(
    tx: Tx, unit: str, box: Box, who: Principal, at: datetime, page: Stretch
) -> Listed:
    """What came back and nobody took up, then what has a message for us, then the newest news.

    These stand among the open ones, whatever their state.
    """
    may_all = Role.PROFESSIONAL in who.roles
    values: tuple[Any, ...] = (unit, at, page.limit + 1, page.after, may_all)
    rows = await tx.fetch(SENT_WITHIN.format(box=OF_BOX[box]), *values)
    return listed(rows, who, page)

"""The load of an area, now or at any past instant."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request

from services.indicators import queries
from services.indicators.api.asking import AskedArea
from services.indicators.api.board_shapes import BoardShown
from services.indicators.domain import Freshness, GroupsNow, ReferralsNow, Trusted, instant
from services.indicators.policy import POLICY
from shared.errors import Refused
from shared.web import Now, Tx, around, router


class NotYet(Refused):
    """The future is not known."""

    code = "not-yet"
    title = "That moment has not come yet."


def past(at: datetime, now: datetime) -> datetime:
    """The moment meant. Raises ``NotYet`` for one to come."""
    moment = instant(at)
    if moment > now:
        raise NotYet
    return moment


api = router(POLICY, prefix="/api", tags=["boards"])
At = Annotated[
    datetime | None,
    Query(description="An instant of the history; without an offset it is Madrid's. Else now."),
]


@api.get("/areas/{area}/board", response_model=BoardShown)
async def board_of_area(request: Request, tx: Tx, now: Now, area: AskedArea, at: At = None) -> Any:
    """Who waits and is served, with the time until which everything is counted."""
    if at is None:
        feeds = await queries.feeds(tx)
        real = around(request).clock.real_now()
        board = (await queries.boards(tx, [area], feeds["gateway"], (now, real)))[area]
        doors = await queries.doors(tx, now, area, feeds, real)
    else:
        board = await queries.past_board(tx, area, past(at, now))
        doors = await queries.past_doors(tx, board.at, area)
    known = board.freshness is not Freshness.UNKNOWN
    return {
        "area": area.code,
        "at": board.at,
        "as_of": board.as_of,
        "freshness": board.freshness,
        "load": board.load if known else None,
        "to_do": board.to_do if known else None,
        "referrals": _door(doors.referrals_trust, doors.referrals),
        "groups": _door(doors.groups_trust, doors.groups),
        "paper": [{"unit": unit, "since": since, "until": None} for unit, since in board.paper],
        "by_unit": {unit: board.by_unit.get(unit) for unit in area.units} if known else None,
    }


def _door(trust: Trusted, now: ReferralsNow | GroupsNow | None) -> dict[str, Any]:
    return {"freshness": trust.freshness, "as_of": trust.as_of, "now": now}

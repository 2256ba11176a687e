"""Reports of the telephone door over all units, and how much has arrived.

The policy asks for the whole city: a total that silently left units out would be a wrong number.
Hours on paper leave nothing out: the exchange goes on then, and what it tells is accepted late.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AwareDatetime

from services.indicators import queries
from services.indicators.api.figures import Within
from services.indicators.api.shapes import CallsReport, LoadReport, TallyShown, calls_shown
from services.indicators.domain import instant, midnight, works_at_the_door
from services.indicators.policy import POLICY
from shared.contracts.gateway import Door
from shared.web import Now, Tx, Who, router
from shared.web.civil import Day

api = router(POLICY, prefix="/api", tags=["reports"])

Moment = Annotated[
    AwareDatetime | None, Query(description="Of those who came from then, or before.")
]


@api.get("/reports/calls", response_model=CallsReport)
async def calls_report(tx: Tx, now: Now, who: Who, day: Day, within: Within = 20.0) -> Any:
    """The calls that rang on a civil day."""
    told = (works_at_the_door(who), midnight(now))
    return calls_shown(await queries.calls_of_day(tx, day, within, *told))


@api.get("/reports/load", response_model=LoadReport)
async def load_report(
    tx: Tx,
    who: Who,
    at: Annotated[datetime, Query(description="Without an offset it is Madrid's time.")],
) -> Any:
    """Calls waiting and being served at an instant; a start counts, an end does not."""
    moment = instant(at)
    waiting, serving = await queries.phone_load(tx, moment, works_at_the_door(who))
    return {"at": moment, "waiting": waiting, "serving": serving}


@api.get("/tally", response_model=TallyShown)
async def indicators_tally(
    tx: Tx,
    door: Annotated[Door, Query()] = Door.PHONE,
    since: Moment = None,
    until: Moment = None,
) -> Any:
    """How many contacts of a door are known here, and the sum of their versions."""
    return await queries.tally(tx, door, since, until)

"""Programmes, series and sessions."""

from typing import Any

from fastapi import Request, Response

from services.groups import commands, queries
from services.groups.api.asked import CapacityAsked, Code, CountAsked, SeriesAsked, SessionId
from services.groups.api.asking import Asking
from services.groups.api.facilitators import require_leading
from services.groups.api.shapes import (
    ProgrammesShown,
    SeriesShown,
    SessionShown,
    SessionsShown,
)
from services.groups.policy import POLICY
from shared.city.store import current
from shared.pages.rendering import language_of
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["sessions"])


@api.get("/programmes", response_model=ProgrammesShown)
async def programme_list(request: Request, tx: Tx, by: Asking) -> Any:
    """What a unit may open sessions of, in the reader's language."""
    language = language_of(request)
    found = (await current(tx, by.at)).programmes
    return {
        "programmes": [
            each.model_dump(exclude={"title", "aim", "audience"})
            | {"title": each.title.said(language)}
            for each in found
        ]
    }


@api.get("/units/{unit}/sessions", response_model=SessionsShown)
async def sessions_of_unit(
    tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink, past: bool = False
) -> Any:
    """A unit's sessions from today on, soonest first, or those before, newest first; drafts too."""
    here = await current(tx, by.at)
    since = here.midnight(here.day(by.at))
    found, further = await queries.sessions_of(tx, unit, since, page.after, page.limit, past=past)
    link(further)
    return {"sessions": found}


@api.post("/units/{unit}/series", status_code=201, response_model=SeriesShown)
async def open_series(request: Request, tx: Tx, by: Asking, unit: Code, body: SeriesAsked) -> Any:
    """Make a series as drafts; days on which the unit is shut are left out and told."""
    await require_leading(request, unit, body.facilitators)
    made, shut = await commands.open_series(tx, unit, body.series(), by)
    return {"sessions": made, "shut": shut}


@api.get("/sessions/{session_id}", response_model=SessionShown)
async def session(tx: Tx, by: Asking, response: Response, session_id: SessionId) -> Any:
    """A session as it stands."""
    found = await queries.session(tx, session_id, by.who)
    response.headers["etag"] = f'"{found.version}"'
    return found


@api.post("/sessions/{session_id}/publish", response_model=SessionShown)
async def publish_session(tx: Tx, by: Asking, session_id: SessionId) -> Any:
    """Let others know of it: the catalogue, and every service."""
    return await commands.publish(tx, session_id, by)


@api.post("/sessions/{session_id}/cancel", response_model=SessionShown)
async def cancel_session(tx: Tx, by: Asking, session_id: SessionId) -> Any:
    """It is off: every place is taken back, and told."""
    return await commands.cancel(tx, session_id, by)


@api.post("/sessions/{session_id}/capacity", response_model=SessionShown)
async def change_capacity(tx: Tx, by: Asking, session_id: SessionId, body: CapacityAsked) -> Any:
    """Make it larger, and what is free is offered; or smaller, and the newest offers go."""
    return await commands.change_capacity(tx, session_id, body.capacity, by)


@api.post("/sessions/{session_id}/count", response_model=SessionShown)
async def count_people(tx: Tx, by: Asking, session_id: SessionId, body: CountAsked) -> Any:
    """So many came without being enrolled: a number, nobody's name."""
    return await commands.count(tx, session_id, body.uncounted, by)


@api.post("/sessions/{session_id}/close", response_model=SessionShown)
async def close_session(tx: Tx, by: Asking, session_id: SessionId) -> Any:
    """It took place, and of everybody it is said whether they came."""
    return await commands.close_sheet(tx, session_id, by)

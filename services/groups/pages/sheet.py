"""The sheet of a session: who comes, who waits, and marking who came, on a telephone too."""

from uuid import UUID

from fastapi import Request, Response

from services.groups import queries
from services.groups.api.asked import Code
from services.groups.api.asking import Asking, Looks
from services.groups.api.facilitators import leading
from services.groups.domain.sessions import OPEN_BEFORE, Stage
from services.groups.pages.words import ATTENDANCE, DOORS, KINDS, NEEDS, STAGES, STATES
from services.groups.policy import LEADS, POLICY
from shared.city.store import current
from shared.errors import NotFound
from shared.identity.colleagues import names_of
from shared.pages import render
from shared.web import Tx, around, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/sessions")


@pages.get("/{session_id}")
async def sheet_page(
    request: Request, tx: Tx, by: Asking, looks: Looks, unit: Code, session_id: UUID
) -> Response:
    """Each look at a name is in the trace before it leaves; the gateway shows its own people."""
    here = await current(tx, by.at)
    found = await queries.session(tx, session_id, by.who)
    if found.unit != unit:
        raise NotFound
    meeting = await queries.in_series(tx, found)
    shown = await queries.sheet(tx, session_id, looks)
    session = shown.session
    names = await names_of(around(request).identity, session.facilitators)
    begun = by.at >= session.starts_at - OPEN_BEFORE
    return render(
        request,
        "sheet.html",
        sheet=shown,
        session=session,
        here=here,
        meeting=meeting,
        needs=NEEDS,
        place=here.unit(unit),
        programme=here.programme(session.programme),
        marks=begun and session.state in {Stage.PUBLISHED, Stage.HELD},
        leads=bool(LEADS & by.who.roles),
        names=names,
        leading=await leading(request, unit) | names,
        takes=session.is_open(by.at),
        attendance=ATTENDANCE,
        doors=DOORS,
        kinds=KINDS,
        stages=STAGES,
        states=STATES,
    )

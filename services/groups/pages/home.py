"""Where people come in: staff to the sessions of their unit, partners to whom they enrolled,
everybody else to the catalogue."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.groups.policy import POLICY, PORTAL, SEES
from shared.audit.looks import unit_of
from shared.city.store import current
from shared.identity import Principal
from shared.web import Now, Tx, router

pages = router(POLICY, include_in_schema=False)


@pages.get("/")
async def home(request: Request, tx: Tx, now: Now) -> Response:
    """The chosen unit's sessions, or the first's of those that they see; a partner's places."""
    root = request.scope.get("root_path", "")
    who: Principal | None = request.state.principal
    if who is not None and PORTAL & who.roles:
        return RedirectResponse(f"{root}/organisations/{who.organisation}/places", 303)
    if who is None or not SEES & who.roles:
        return RedirectResponse(f"{root}/catalogue", 303)
    here = await current(tx, now)
    unit = unit_of(who) or next(each.code for each in here.units if who.sees(each.code))
    return RedirectResponse(f"{root}/units/{unit}/sessions", 303)

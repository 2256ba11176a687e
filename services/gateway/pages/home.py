"""Where people come in: each to the screen of their work."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.gateway.policy import POLICY
from shared.city import City
from shared.city.store import current
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.web import Now, Tx, Who, router

pages = router(POLICY, include_in_schema=False)
AT_THE_DESK = {Role.RECEPTION, Role.ADMINISTRATOR}


@pages.get("/")
async def home(request: Request, tx: Tx, who: Who, now: Now) -> Response:
    """The desk for reception, the wall for displays, the trace for the officer, else the board."""
    root = request.scope.get("root_path", "")
    if Role.DATA_PROTECTION_OFFICER in who.roles and not who.roles & AT_THE_DESK:
        return RedirectResponse(f"{root}/audit", 303)
    if not who.roles & {*AT_THE_DESK, Role.DISPLAY, Role.KIOSK}:
        return RedirectResponse("/indicators/", 303)
    unit = unit_of(who, await current(tx, now))
    screen = "desk" if who.roles & AT_THE_DESK else "wall"
    return RedirectResponse(f"{root}/units/{unit}/{screen}", 303)


def unit_of(who: Principal, here: City) -> str:
    """The unit chosen in the bar, else the first in scope."""
    if who.unit and who.sees(who.unit):
        return who.unit
    for unit in here.units:
        if who.sees(unit.code):
            return unit.code
    raise NotFound

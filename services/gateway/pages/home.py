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
SCREENS = {
    Role.RECEPTION: "desk",
    Role.PROFESSIONAL: "agenda",
    Role.DISPLAY: "wall",
    Role.KIOSK: "kiosk",
}
"""What each sees of a unit, the first of their roles counts."""
ELSEWHERE = {
    Role.DATA_PROTECTION_OFFICER: "/gateway/audit",
    Role.PARTNER: "/referrals/",
    Role.FACILITATOR: "/groups/",
}
"""Where the work of those is who have none at a door; everybody else sees the board."""


@pages.get("/")
async def home(request: Request, tx: Tx, who: Who, now: Now) -> Response:
    """Desk, agenda or wall, each at a unit; for others the screen of their work."""
    root = request.scope.get("root_path", "")
    screen = next((screen for role, screen in SCREENS.items() if role in who.roles), None)
    if screen is None:
        place = next((place for role, place in ELSEWHERE.items() if role in who.roles), None)
        return RedirectResponse(place or "/indicators/", 303)
    unit = unit_of(who, await current(tx, now))
    return RedirectResponse(f"{root}/units/{unit}/{screen}", 303)


def unit_of(who: Principal, here: City) -> str:
    """The unit chosen in the bar, else the first in scope."""
    if who.unit and who.sees(who.unit):
        return who.unit
    for unit in here.places:
        if who.sees(unit.code):
            return unit.code
    raise NotFound

"""Where people come in: to the board of what they answer for."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.indicators.domain import CITY
from services.indicators.policy import BOARDS, POLICY
from shared.web import Who, router

pages = router(POLICY, include_in_schema=False)


@pages.get("/")
async def home(request: Request, who: Who) -> Response:
    """The whole city for those who see all of it, else their own units.

    Whoever sees no board reads what each figure means.
    """
    root = request.scope.get("root_path", "")
    if not BOARDS & who.roles:
        return RedirectResponse(f"{root}/definitions", 303)
    own = who.unit if who.unit and who.sees(who.unit) else None
    if who.units is not None and len(who.units) == 1:
        [own] = who.units
    area = own if own and who.units is not None else CITY
    return RedirectResponse(f"{root}/areas/{area}", 303)

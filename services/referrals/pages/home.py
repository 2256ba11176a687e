"""Where people come in: partners to what they sent, staff to what their centre has to answer."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.referrals.policy import HOUSE, POLICY
from shared.city import City
from shared.city.store import current
from shared.identity import Principal, Role
from shared.pages import N_, render
from shared.web import Now, Tx, Who, router

pages = router(POLICY, include_in_schema=False)


@pages.get("/")
async def home(request: Request, tx: Tx, who: Who, now: Now) -> Response:
    """Each to their list; whoever has none is told so."""
    root = request.scope.get("root_path", "")
    if Role.PARTNER in who.roles:
        return RedirectResponse(f"{root}/sent", 303)
    if Role.DATA_PROTECTION_OFFICER in who.roles and who.units is None:
        return RedirectResponse(f"{root}/mistakes", 303)
    unit = unit_of(who, await current(tx, now))
    if unit is None or not HOUSE & who.roles:
        return render(
            request,
            "empty.html",
            heading=N_("Referrals"),
            message=N_("Your role has no work with referrals."),
        )
    return RedirectResponse(f"{root}/units/{unit}", 303)


def unit_of(who: Principal, here: City) -> str | None:
    """The centre chosen in the bar, else the first in scope."""
    codes = [unit.code for unit in here.centres if who.sees(unit.code)]
    return who.unit if who.unit in codes else next(iter(codes), None)

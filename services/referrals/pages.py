"""For people: where referrals will be."""

from fastapi import Request, Response

from services.referrals.policy import POLICY
from shared.pages import N_, render
from shared.web import Who, router

pages = router(POLICY, include_in_schema=False)


@pages.get("/")
async def home(request: Request, _who: Who) -> Response:
    """The empty page of a service whose work is still to come."""
    return render(
        request,
        "empty.html",
        heading=N_("Referrals"),
        message=N_("Here partner services will send people to the right door, and hear back."),
    )

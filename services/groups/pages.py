"""For people: where sessions will be."""

from fastapi import Request, Response

from services.groups.policy import POLICY
from shared.pages import N_, render
from shared.web import Who, router

pages = router(POLICY, include_in_schema=False)


@pages.get("/")
async def home(request: Request, _who: Who) -> Response:
    """The empty page of a service whose work is still to come."""
    return render(
        request,
        "empty.html",
        heading=N_("Groups"),
        message=N_("Here sessions, enrolment and waiting lists will be."),
    )

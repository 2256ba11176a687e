"""Who may do what, as a page: every service shows its own table."""

from fastapi import APIRouter, Request, Response

from shared.rights import words
from shared.web.edge import Edge, around
from shared.web.policy import COMMON
from shared.web.routes import addresses

router = APIRouter(include_in_schema=False, route_class=Edge)


@router.get("/policy")
async def policy_page(request: Request) -> Response:
    """The service's own rules, then those of every service."""
    from shared import pages

    rules = around(request).policy
    own = {name: rule for name, rule in rules.items() if name not in COMMON}
    common = {name: rule for name, rule in rules.items() if name in COMMON}
    return pages.render(
        request, "policy.html", own=own, common=common, words=words, where=addresses(request.app)
    )

"""A person's name alone, as a piece for pages of the other doors on the same origin."""

from uuid import UUID

from fastapi import Request, Response

from services.gateway import queries
from services.gateway.api.asking import Looks
from services.gateway.policy import POLICY
from shared.pages import render
from shared.web import Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/desk/names")


@pages.get("/{person_id}")
async def person_name(request: Request, tx: Tx, looks: Looks, person_id: UUID) -> Response:
    """How the person is called, for whoever has to do with them; each is a recorded look."""
    return render(request, "name.html", name=await queries.person_name(tx, person_id, looks))

"""Households: who is linked with a person, a new link, the end of one."""

from typing import Any
from uuid import UUID

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.households_shapes import HouseholdShown, Linked, Linking
from services.gateway.api.people import Id, shown
from services.gateway.policy import POLICY
from shared.web import Tx, asking_router, router

api = router(POLICY, prefix="/api/people/{person_id}", tags=["people"])
questions = asking_router(POLICY, prefix="/api/people/{person_id}", tags=["people"])


@questions.post("/household", response_model=HouseholdShown)
async def household(tx: Tx, looks: Looks, person_id: Id) -> Any:
    """Who is linked with the person, masked, of those whom one may see anyway; each a look."""
    found = await queries.household(tx, person_id, looks)
    return {
        "members": [
            {
                "link": member.link.id,
                "kind": member.link.kind,
                "since": member.link.since,
                "person": shown(member.person, masked=True),
            }
            for member in found.members
        ]
    }


@api.post("/household/links", response_model=Linked)
async def link_people(tx: Tx, by: Asking, person_id: Id, body: Linking) -> Any:
    """They live together or are family from now on. It opens nothing of either to anybody."""
    await commands.link_people(tx, person_id, body.person, body.kind, by)
    return {"linked": True}


@api.post("/household/links/{link}/end", response_model=Linked)
async def end_link(tx: Tx, by: Asking, person_id: Id, link: UUID) -> Any:
    """They do so no more."""
    await commands.end_link(tx, person_id, link, by)
    return {"linked": False}

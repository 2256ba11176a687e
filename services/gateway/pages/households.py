"""A person's household on their page: who it may be, a new link, the end of one."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from services.gateway import commands
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.shapes import Code
from services.gateway.domain import Kind, people
from services.gateway.pages.person import PERSON_PREFIX, Where, address_of, shown_person
from services.gateway.pages.person_forms import SearchForm
from services.gateway.pages.whom import candidates
from services.gateway.policy import POLICY
from shared.pages import render
from shared.web import Tx, asking_router, router

pages = router(POLICY, include_in_schema=False, prefix=PERSON_PREFIX)
questions = asking_router(POLICY, include_in_schema=False, prefix=PERSON_PREFIX)


class LinkForm(BaseModel):
    """Who else it is, and what they are to one another."""

    model_config = ConfigDict(extra="ignore")

    person: UUID
    kind: Kind


@questions.post("/household/search")
async def person_page_household(
    request: Request,
    tx: Tx,
    looks: Looks,
    unit: Code,
    person_id: UUID,
    form: Annotated[SearchForm, Form()],
) -> Response:
    """The person's page with those whom it may be; nobody is linked by being found."""
    asked = people.wanted(form.asked)
    context = await shown_person(request, tx, looks, unit, person_id)
    found = await candidates(tx, asked, looks)
    others = tuple(each for each in found.people if each.id != person_id)
    said = context | {"found": replace(found, people=others), "wanted": asked}
    return render(request, "person.html", **said, open=False)


@pages.get("/household/search")
async def person_page_leave(request: Request, unit: Code, person_id: UUID) -> Response:
    """What was found is not kept: back to the person."""
    return RedirectResponse(address_of(request, unit, person_id), 303)


@pages.post("/household")
async def person_page_link(
    tx: Tx, by: Asking, where: Where, form: Annotated[LinkForm, Form()]
) -> Response:
    """They are linked from now on."""
    await commands.link_people(tx, where.person, form.person, form.kind, by)
    return RedirectResponse(f"{where.address}#household", 303)


@pages.post("/household/{link}/end")
async def person_page_unlink(tx: Tx, by: Asking, where: Where, link: UUID) -> Response:
    """They are linked no more."""
    await commands.end_link(tx, where.person, link, by)
    return RedirectResponse(f"{where.address}#household", 303)

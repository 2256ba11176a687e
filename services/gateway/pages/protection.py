"""Not by them, as people do it: on a person's page, on one's account, and the officer's lists."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.protection import colleague, note
from services.gateway.api.shapes import Code
from services.gateway.domain import people
from services.gateway.pages.leaving import after, leave
from services.gateway.pages.person_forms import Typed
from services.gateway.pages.trace_words import RULES
from services.gateway.policy import POLICY
from shared.audit import known
from shared.pages import render
from shared.web import Keys, Reading, Tx, around, router
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False)
PERSON = "/units/{unit}/people/{person_id}"


class ColleagueForm(BaseModel):
    """Who must neither see nor serve the person."""

    model_config = ConfigDict(extra="ignore")

    colleague: Typed = ""


class EndForm(BaseModel):
    """Why a rule ends."""

    model_config = ConfigDict(extra="ignore")

    why: Annotated[str, Field(max_length=500)] = ""


class DeclareForm(BaseModel):
    """A whole telephone or a whole document."""

    model_config = ConfigDict(extra="ignore")

    asked: Typed = ""


@pages.post(PERSON + "/exclude")
async def person_page_exclude(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    person_id: UUID,
    form: Annotated[ColleagueForm, Form()],
) -> Response:
    """Keep a colleague from the person; what was noted is shown to nobody."""
    who = await colleague(request, form.colleague)
    sees = await commands.exclude(tx, person_id, who, by)
    return leave(request, f"/units/{unit}/people/{person_id}?noted=1" if sees else "/")


@pages.post("/account/conflicts")
async def account_conflict(
    request: Request, tx: Tx, by: Asking, keys: Keys, form: Annotated[DeclareForm, Form()]
) -> Response:
    """Declare whom one must not serve; whether anybody has the number is never said."""
    await commands.declare_conflict(tx, people.asked_for(form.asked), by, keys.ring())
    return after(request, "/account#conflicts")


@pages.get("/audit/exclusions")
async def exclusions_page(
    request: Request, tx: Tx, looks: Looks, reading: Reading, page: Page
) -> Response:
    """Every rule, those that hold first."""
    found = await queries.rules(tx, looks, page.after, page.limit + 1)
    shown = found[: page.limit]
    context: dict[str, Any] = {
        "rules": shown,
        "more": page.end if len(found) > page.limit else None,
        "readers": await known(around(request).identity),
        "kinds": RULES,
    }
    await note(tx, reading, [each.person for each in shown])
    return render(request, "exclusions.html", **context)


@pages.post("/audit/exclusions/{rule}/end")
async def exclusion_end(
    request: Request, tx: Tx, by: Asking, keys: Keys, rule: UUID, form: Annotated[EndForm, Form()]
) -> Response:
    """End a rule, with the reason."""
    await commands.end_rule(tx, rule, form.why, by, keys.ring())
    return after(request, "/audit/exclusions")

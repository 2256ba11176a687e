"""Of whom it is time to ask whether they arrived where they were redirected."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.domain import Arrived
from services.gateway.domain.follow_up import ANSWERED, to_ask
from services.gateway.pages.leaving import after
from services.gateway.pages.ways_words import ARRIVED, SAFE, SPEAKERS
from services.gateway.policy import POLICY
from shared.city.store import current
from shared.pages import render
from shared.web import Tx, router
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/follow-ups")


class FollowUpForm(BaseModel):
    """What was found out."""

    model_config = ConfigDict(extra="ignore")

    reason: Annotated[str, Field(max_length=60)]
    arrived: Arrived


class SeenForm(BaseModel):
    """The version with the answer that is to be undone."""

    model_config = ConfigDict(extra="ignore")

    seen: int | None = None


@pages.get("")
async def follow_ups_page(request: Request, tx: Tx, by: Asking, unit: Code, page: Page) -> Response:
    """Those of this unit, longest due first: codes only."""
    here = await current(tx, by.at)
    found = await queries.follow_ups(tx, unit, by.who, by.at, (page.after, page.limit + 1))
    shown = found[: page.limit]
    last = await queries.last_act(tx, unit, by.who, by.at)
    return render(
        request,
        "follow_ups.html",
        city=here,
        unit=here.unit(unit),
        rows=[(contact, matter) for contact in shown for matter in to_ask(contact.matters)],
        how=await queries.how_to_ask(tx, shown),
        people=await queries.whom_to_ask(tx, shown, by.who, by.at),
        answered=last if last and last.act == ANSWERED else None,
        more=page.end if len(found) > page.limit else None,
        answers=ARRIVED,
        safe_words=SAFE,
        speakers=SPEAKERS,
    )


@pages.post("/{contact_id}")
async def follow_up_answered(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    contact_id: UUID,
    form: Annotated[FollowUpForm, Form()],
) -> Response:
    """Whether they arrived, and back to the list."""
    await commands.answer_follow_up(tx, contact_id, form.reason, form.arrived, by)
    return after(request, f"/units/{unit}/follow-ups")


@pages.post("/{contact_id}/undo")
async def follow_up_undone(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    contact_id: UUID,
    form: Annotated[SeenForm, Form()],
) -> Response:
    """It is not known after all whether they arrived; and back to the list."""
    await commands.undo(tx, contact_id, replace(by, seen=form.seen), only=ANSWERED)
    return after(request, f"/units/{unit}/follow-ups")

"""Calling those who were offered a place or lost one and were not written to, and what they say."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from services.groups import commands, queries
from services.groups.api.asked import Code
from services.groups.api.asking import Asking, Looks
from services.groups.pages.words import DOORS
from services.groups.policy import LEADS, POLICY
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer
from shared.errors import NotFound
from shared.pages import render
from shared.web import Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/calls")


class Reply(StrEnum):
    """What somebody says on the telephone."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TOLD = "told"
    """They know that it is lost."""
    UNTOLD = "untold"
    """They were not told after all."""
    AGAIN = "again"
    """Their offer ended, and they wait again."""


class ReplyForm(BaseModel):
    """Their answer."""

    model_config = ConfigDict(extra="ignore")

    answer: Reply


@pages.get("")
async def calls_page(request: Request, tx: Tx, by: Asking, unit: Code, after: int = 0) -> Response:
    """Who has to be called, by codes; what ends or begins first first."""
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise NotFound
    after = min(max(after, 0), 100_000)
    found, further = await queries.to_call(tx, unit, by.who, by.at, after)
    return render(
        request,
        "calls.html",
        here=here,
        place=place,
        found=found,
        further=further,
        told=await queries.told_lately(tx, unit, by.who, by.at),
        leads=bool(LEADS & by.who.roles),
        doors=DOORS,
    )


@pages.get("/{place_id}")
async def call_page(
    request: Request, tx: Tx, by: Asking, looks: Looks, unit: Code, place_id: UUID
) -> Response:
    """Name and number; the look is in the trace before they leave."""
    here = await current(tx, by.at)
    place = here.unit(unit)
    found = await queries.call(tx, place_id, looks)
    if place is None or found.place.unit != unit:
        raise NotFound
    programme = here.programme(found.session.programme)
    return render(request, "call.html", place=place, call=found, programme=programme)


@pages.post("/{place_id}")
async def call_page_answer(
    request: Request,
    tx: Tx,
    by: Asking,
    unit: Code,
    place_id: UUID,
    form: Annotated[ReplyForm, Form()],
) -> Response:
    """What they said; then back to who else has to be called."""
    if form.answer is Reply.TOLD:
        done = await commands.told(tx, place_id, by)
    elif form.answer is Reply.UNTOLD:
        done = await commands.untold(tx, place_id, by)
    elif form.answer is Reply.AGAIN:
        done = await commands.wait_again(tx, place_id, by)
    else:
        done = await commands.answer(tx, place_id, PlaceAnswer(form.answer.value), by)
    if done.unit != unit:
        raise NotFound
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/calls", 303)

"""Places in sessions that were asked for at a unit: what is to be told, and what they answer."""

from enum import StrEnum
from uuid import UUID

from fastapi import Request, Response

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands import By
from services.gateway.domain.places import Place
from services.gateway.pages.leaving import after
from services.gateway.pages.place_words import NOT_KNOWN, STATES
from services.gateway.pages.ways_words import SAFE, SPEAKERS
from services.gateway.policy import POLICY
from services.gateway.queries.places import told_lately
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx as Connection
from shared.errors import NotFound
from shared.pages import render
from shared.web import Tx, router
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/places")


class PlaceAct(StrEnum):
    """What a button does with a place."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    TOLD = "told"
    UNTOLD = "untold"
    """They were not told after all."""


ANSWERS = {
    PlaceAct.ACCEPT: PlaceAnswer.ACCEPTED,
    PlaceAct.DECLINE: PlaceAnswer.DECLINED,
    PlaceAct.WITHDRAW: PlaceAnswer.WITHDRAWN,
}


@pages.get("")
async def places_page(request: Request, tx: Tx, by: Asking, unit: Code, page: Page) -> Response:
    """Those that stand, by codes: whoever counts on a place and has none first."""
    here = await current(tx, by.at)
    stretch = (page.after, page.limit + 1)
    found = await queries.places_of_unit(tx, unit, by.who, by.at, stretch)
    shown = found.places[: page.limit]
    return render(
        request,
        "places.html",
        city=here,
        place=here.unit(unit),
        rows=shown,
        how=await queries.how_to_ask(tx, [each.contact for each in shown]),
        safe_words=SAFE,
        speakers=SPEAKERS,
        told=await told_lately(tx, unit, by.who, by.at),
        heard=found.heard,
        more=page.end if len(found.places) > page.limit else None,
        states=STATES,
        not_known=NOT_KNOWN,
        now=by.at,
    )


@pages.post("/{place_id}/{place_act}")
async def places_act(
    request: Request, tx: Tx, by: Asking, unit: Code, place_id: UUID, place_act: PlaceAct
) -> Response:
    """What they say to it, or that they were told; and back to the list."""
    place = await _done(tx, place_id, place_act, by)
    if place.unit != unit:
        raise NotFound
    return after(request, f"/units/{unit}/places")


async def _done(tx: Connection, place_id: UUID, act: PlaceAct, by: By) -> Place:
    if act is PlaceAct.TOLD:
        return await commands.deal_with_place(tx, place_id, by)
    if act is PlaceAct.UNTOLD:
        return await commands.undo_told(tx, place_id, by)
    return await commands.answer_place(tx, place_id, ANSWERS[act], by)

"""Sessions of the groups, and places in them as the outcome of a reason."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id
from services.gateway.api.places_shapes import (
    Answering,
    PlaceShown,
    PlacesShown,
    SessionsShown,
    WantedPlace,
)
from services.gateway.api.shapes import Code
from services.gateway.commands import Wanted
from services.gateway.policy import POLICY
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["places in sessions"])
PlaceId = Annotated[UUID, Path(description="The place.")]
ForReason = Annotated[
    Code | None, Query(description="Those whose programme answers this reason come first.")
]


@api.get("/units/{unit}/sessions", response_model=SessionsShown)
async def coming_sessions(
    tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink, reason: ForReason = None
) -> Any:
    """Sessions of the city in which somebody can be enrolled, or wait; the unit's own first.

    Where ``known`` is false the groups were not heard of for a while: places left are unknown.
    """
    stretch = (page.after, page.limit + 1)
    found = await queries.coming_sessions(tx, unit, reason, by.at, stretch)
    link(page.end if len(found.sessions) > page.limit else None)
    known = found.heard.known
    return {
        "known": known,
        "as_of": found.heard.as_of,
        "sessions": [
            {
                "session": each.session_id,
                "programme": each.programme,
                "answers": each.programme in found.answering,
                "unit": each.unit,
                "language": each.language,
                "starts_at": each.starts_at,
                "minutes": each.minutes,
                "left": each.left if known else None,
                "waiting": each.waiting if known else None,
            }
            for each in found.sessions[: page.limit]
        ],
    }


@api.post(
    "/contacts/{contact_id}/reasons/{reason}/group-place",
    status_code=201,
    response_model=PlaceShown,
)
async def ask_place(tx: Tx, by: Asking, contact_id: Id, reason: Code, body: WantedPlace) -> Any:
    """Ask for places of one household in a session; the reason ends so. The groups answer."""
    return await commands.ask_place(tx, contact_id, reason, Wanted(body.session, body.places), by)


@api.get("/units/{unit}/places", response_model=PlacesShown)
async def places_of_unit(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Those that were asked for at a unit and stand; first who counts on one and has none."""
    stretch = (page.after, page.limit + 1)
    found = await queries.places_of_unit(tx, unit, by.who, by.at, stretch)
    link(page.end if len(found.places) > page.limit else None)
    return {
        "known": found.heard.known,
        "places": [each.place for each in found.places[: page.limit]],
    }


@api.get("/places/{place_id}", response_model=PlaceShown)
async def place_of_session(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """A place as it stands."""
    return (await queries.placed(tx, place_id, by.who, by.at)).place


@api.post("/places/{place_id}/answer", response_model=PlaceShown)
async def answer_place(tx: Tx, by: Asking, place_id: PlaceId, body: Answering) -> Any:
    """What they say: yes or no to an offer, or that they want it no more."""
    return await commands.answer_place(tx, place_id, body.answer, by)


@api.post("/places/{place_id}/told", response_model=PlaceShown)
async def deal_with_place(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """They were told that they have no place."""
    return await commands.deal_with_place(tx, place_id, by)


@api.post("/places/{place_id}/told/undo", response_model=PlaceShown)
async def undo_told_of_place(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """They were not told after all; within ten minutes."""
    return await commands.undo_told(tx, place_id, by)

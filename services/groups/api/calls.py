"""Who has to be called about a place that is offered or lost, since no letter told them of it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.groups import commands, queries
from services.groups.api.asked import Code
from services.groups.api.asking import Asking, Looks
from services.groups.api.places import PlaceId
from services.groups.api.shapes import PLACE, SESSION, PlaceShown, SessionShown, example
from services.groups.policy import POLICY
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["places"])
OFFERED = PLACE | {"state": "offered", "offered_until": "2026-03-09T08:05:10Z"}
CALL = {
    "place": OFFERED,
    "programme": "energy",
    "starts_at": "2026-03-16T09:00:00Z",
    "off": False,
}


class ToCallShown(BaseModel):
    """An offered or lost place whose household nobody has told; whether its session is off."""

    model_config = example(CALL)

    place: PlaceShown
    programme: str
    starts_at: datetime
    off: bool


class CallsShown(BaseModel):
    """A page of them, what ends or begins first first."""

    model_config = example({"calls": [CALL]})

    calls: list[ToCallShown]


class WhoShown(BaseModel):
    """How somebody is called, and on which number; without one they gave none."""

    model_config = example({"name": "Rosa", "telephone": None})

    name: str
    telephone: str | None


class CallShown(BaseModel):
    """Whom to call, and about what."""

    model_config = example(
        {"place": OFFERED, "session": SESSION, "who": {"name": "Rosa", "telephone": None}}
    )

    place: PlaceShown
    session: SessionShown
    who: WhoShown


@api.get("/units/{unit}/calls", response_model=CallsShown)
async def calls_of_unit(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Who has to be called in a unit, without names."""
    found, further = await queries.to_call(tx, unit, by.who, by.at, page.after, page.limit)
    link(further)
    return {"calls": found}


@api.get("/places/{place_id}/call", response_model=CallShown)
async def call(tx: Tx, looks: Looks, place_id: PlaceId) -> Any:
    """Whom to call about an offered or lost place: that somebody looked is noted."""
    return await queries.call(tx, place_id, looks)


@api.post("/places/{place_id}/told", response_model=PlaceShown)
async def note_told(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """Somebody said to them that their place or offer is lost: they are to be called no more."""
    return await commands.told(tx, place_id, by)


@api.post("/places/{place_id}/told/undo", response_model=PlaceShown)
async def undo_told(tx: Tx, by: Asking, place_id: PlaceId) -> Any:
    """They were not told after all, which may be said for ten minutes: they are to be called."""
    return await commands.untold(tx, place_id, by)

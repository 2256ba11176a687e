"""Desks: opening, pausing, closing, calling; and a unit's queue."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Calling
from services.gateway.api.shapes import CalledShown, Code, DeskShown, DesksShown, QueueShown
from services.gateway.policy import POLICY
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api/units/{unit}", tags=["desks"])
Number = Annotated[int, Path(ge=1, le=999, description="The desk's number.")]


class Change(StrEnum):
    """What may become of a desk."""

    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"


CHANGES = {
    Change.OPEN: commands.open_desk,
    Change.PAUSE: commands.pause_desk,
    Change.CLOSE: commands.close_desk,
}


@api.get("/queue", response_model=QueueShown)
async def queue_of_unit(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Those whom desks may call, next first. The order is of this moment: page quickly."""
    waiting = (await queries.reception(tx, unit, by.who, by.at)).waiting
    link(page.end if len(waiting) > page.end else None)
    return {"contacts": waiting[page.after : page.end]}


@api.get("/desks", response_model=DesksShown)
async def desks_of_unit(tx: Tx, by: Asking, unit: Code) -> Any:
    """The unit's desks that are not closed; there are never more than the city folder says."""
    return {"desks": (await queries.reception(tx, unit, by.who, by.at)).desks.all}


@api.post("/desks/{desk}/call-next", response_model=CalledShown)
async def call_next(tx: Tx, by: Calling, unit: Code, desk: Number) -> Any:
    """Call whoever is next for this desk, and say why this one."""
    return await commands.call_next(tx, unit, desk, by)


@api.post("/desks/{desk}/{change}", response_model=DeskShown)
async def change_desk(tx: Tx, by: Asking, unit: Code, desk: Number, change: Change) -> Any:
    """Open, pause or close a desk."""
    return await CHANGES[change](tx, unit, desk, by)

"""Hours on paper: blocks of codes, gaps, and entering what was written with its true times."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Response

from services.gateway import commands, queries
from services.gateway.api.agenda import AppointmentId
from services.gateway.api.agenda_shapes import AppointmentShown
from services.gateway.api.asking import Asking
from services.gateway.api.contacts import Id, shown
from services.gateway.api.paper_asked import Ended, Entered, GapEnded, NewBlock, NewGap, Visited
from services.gateway.api.paper_shapes import BlockShown, GapShown, GapWithContacts, PaperShown
from services.gateway.api.shapes import Code, ContactShown
from services.gateway.policy import POLICY
from shared.city import City, Unit
from shared.city.store import current
from shared.db import Tx as Connection
from shared.errors import NotFound
from shared.web import Keys, Tx, router

api = router(POLICY, prefix="/api/units/{unit}/paper", tags=["paper"])
GapId = Annotated[UUID, Path(description="The hours on paper.")]


class Course(StrEnum):
    """What may become of hours on paper."""

    ENTERED = "entered"
    WITHDRAW = "withdraw"


COURSES = {Course.ENTERED: commands.gap_entered, Course.WITHDRAW: commands.withdraw_gap}


class _Gap:
    """Hours on paper of a unit, for whoever acts on them."""

    def __init__(self, tx: Tx, by: Asking, keys: Keys, unit: Code, gap: GapId) -> None:
        self.tx, self.by, self.unit = tx, by, unit
        self.gap = (unit, gap)
        self.hours = commands.Hours(unit, gap, keys)


Of = Annotated[_Gap, Depends(_Gap)]


async def _here(tx: Connection, unit: str, by: commands.By) -> tuple[City, Unit]:
    city = await current(tx, by.at)
    found = city.unit(unit)
    if found is None:
        raise NotFound
    return city, found


@api.get("", response_model=PaperShown)
async def paper_of_unit(tx: Tx, by: Asking, unit: Code) -> Any:
    """The unit's hours on paper and blocks of codes, newest first."""
    here = await _here(tx, unit, by)
    found = await queries.paper(tx, unit)
    return {"gaps": found.gaps, "blocks": [BlockShown.of(each, *here) for each in found.blocks]}


@api.post("/blocks", status_code=201, response_model=BlockShown)
async def reserve_block(tx: Tx, by: Asking, unit: Code, body: NewBlock) -> Any:
    """Reserve codes for paper; nobody else is given them on that day."""
    city, place = await _here(tx, unit, by)
    day = body.day or city.day(by.at)
    block = await commands.reserve_block(tx, unit, day, body.count, by)
    return BlockShown.of(block, city, place)


@api.post("/gaps", status_code=201, response_model=GapShown)
async def declare_gap(tx: Tx, by: Asking, unit: Code, body: NewGap) -> Any:
    """The unit works on paper, or worked; nothing of that time is known until it is entered."""
    return await commands.declare_gap(tx, unit, body.began_at, body.ended_at, by)


@api.get("/gaps/{gap}", response_model=GapWithContacts)
async def gap_of_unit(tx: Tx, by: Asking, unit: Code, gap: GapId) -> Any:
    """Hours on paper, with what was entered of them and whom they caught."""
    here = await _here(tx, unit, by)
    found = await queries.paper_gap(tx, unit, gap, by.who, by.at)
    return {
        "gap": found.gap,
        "blocks": [BlockShown.of(each, *here) for each in found.blocks],
        "entered": found.entered,
        "caught": found.caught,
        "appointments": found.appointments,
    }


@api.post("/gaps/{gap}/entries", status_code=201, response_model=ContactShown)
async def enter_contact(of: Of, body: Entered, response: Response) -> Any:
    """Enter what stands on paper of one code; ``mistakes`` says by field what cannot be so."""
    city, _ = await _here(of.tx, of.unit, of.by)
    entered = await commands.enter_contact(
        of.tx, of.hours, body.written(city, of.hours.unit), of.by
    )
    return shown(response, entered)


@api.post("/gaps/{gap}/contacts/{contact_id}/end", response_model=ContactShown)
async def end_truly(of: Of, contact_id: Id, body: Ended, response: Response) -> Any:
    """Give a contact that was there when it began its true end."""
    ended = await commands.end_truly(of.tx, of.hours, contact_id, body.true(), of.by)
    return shown(response, ended)


@api.post("/gaps/{gap}/appointments/{appointment_id}", response_model=AppointmentShown)
async def enter_visit(of: Of, appointment_id: AppointmentId, body: Visited) -> Any:
    """Somebody came to an appointment meanwhile: their true times."""
    return await commands.enter_visit(of.tx, of.hours, appointment_id, body.visit(), of.by)


@api.post("/gaps/{gap}/end", response_model=GapShown)
async def end_gap(of: Of, body: GapEnded) -> Any:
    """The system is back."""
    return await commands.end_gap(of.tx, *of.gap, body.ended_at or of.by.at, of.by)


@api.post("/gaps/{gap}/{course}", response_model=GapShown)
async def turn_gap(of: Of, course: Course) -> Any:
    """Everything on paper is ``entered``, or it was said by mistake (``withdraw``)."""
    return await COURSES[course](of.tx, *of.gap, of.by)

"""Paper mode: codes to print, hours on paper, and entering what was written with its true times."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.gateway import commands, queries
from services.gateway.commands.opening import ticket
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.pages.paper_desk import NOTHING, PaperDesk, Place, Said
from services.gateway.pages.paper_forms import (
    Clock,
    day_of,
    true_end,
    visit,
    written,
)
from services.gateway.policy import POLICY
from shared.city import City
from shared.pages import render
from shared.web import router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/paper")


class Step(StrEnum):
    """What may become of a gap."""

    END = "end"
    ENTERED = "entered"
    WITHDRAW = "withdraw"


@pages.get("")
async def paper_page(desk: PaperDesk) -> Response:
    """The unit's hours on paper and its sheets."""
    return await desk.shown(NOTHING)


@pages.post("/blocks")
async def paper_reserve(desk: PaperDesk, form: Said) -> Response:
    """Reserve codes for a day, and show the sheet to print."""
    city, _ = await desk.here()
    made: list[UUID] = []

    async def reserve() -> None:
        count = int(form.count) if form.count.isdecimal() else 0
        day = day_of(form.day, city.day(desk.by.at))
        made.append((await commands.reserve_block(desk.tx, desk.unit, day, count, desk.by)).id)

    if why := await desk.tried(reserve()):
        return await desk.shown(form, why)
    return RedirectResponse(f"{desk.address}/sheets/{made[0]}", 303)


@pages.get("/sheets/{block}")
async def paper_sheet(desk: PaperDesk, block: UUID) -> Response:
    """A sheet to print: codes, empty fields for times, the day's appointments; no names.

    Of whom its reader must not know only the time stands there: it is taken.
    """
    city, unit = await desk.here()
    found = await queries.paper_block(desk.tx, desk.unit, block)
    codes = [ticket(city, unit, number) for number in range(found.first, found.last + 1)]
    booked = await queries.appointments_of_day(desk.tx, desk.unit, found.day, desk.by.at)
    hidden = await queries.hidden_from(desk.tx, booked, desk.by.who)
    shown: dict[str, Any] = {"place": unit, "block": found, "codes": codes}
    shown |= {"booked": booked, "hidden": hidden}
    return render(desk.request, "paper_sheet.html", **shown)


@pages.post("/gaps")
async def paper_declare(desk: PaperDesk, form: Said) -> Response:
    """The unit works on paper, or worked."""
    city, _ = await desk.here()
    made: list[UUID] = []

    async def declare() -> None:
        clock = Clock(city, day_of(form.day, city.day(desk.by.at)))
        began = clock.at("began_at", form.began_at)
        ended = clock.at("ended_at", form.ended_at)
        if began is None:
            raise NotAsOnPaper({"began_at": Mistake.MISSING} | clock.mistakes)
        clock.require()
        gap = await commands.declare_gap(desk.tx, desk.unit, began, ended, desk.by)
        made.append(gap.id)

    if why := await desk.tried(declare()):
        return await desk.shown(form, why)
    return RedirectResponse(f"{desk.address}/gaps/{made[0]}", 303)


@pages.get("/gaps/{gap}")
async def paper_gap(desk: PaperDesk, gap: UUID) -> Response:
    """A gap: what was entered, whom it caught, and the form for the next code."""
    return await desk.gap(gap, NOTHING)


@pages.post("/gaps/{gap}/entries")
async def paper_enter(desk: PaperDesk, gap: UUID, form: Said) -> Response:
    """Enter what stands on paper of one code."""

    async def enter(city: City, day: date) -> None:
        what = written(form, city, desk.unit, day)
        await commands.enter_contact(desk.tx, desk.hours(gap), what, desk.by)

    return await desk.entered(gap, form, enter, Place("new", "enter"))


@pages.post("/gaps/{gap}/contacts/{contact_id}/end")
async def paper_end(desk: PaperDesk, gap: UUID, contact_id: UUID, form: Said) -> Response:
    """Give a contact that the gap caught its true end."""

    async def end(city: City, day: date) -> None:
        true = true_end(form, city, day)
        await commands.end_truly(desk.tx, desk.hours(gap), contact_id, true, desk.by)

    return await desk.entered(gap, form, end, Place(str(contact_id), "caught"))


@pages.post("/gaps/{gap}/appointments/{appointment_id}")
async def paper_visit(desk: PaperDesk, gap: UUID, appointment_id: UUID, form: Said) -> Response:
    """Somebody came to an appointment meanwhile."""

    async def enter(city: City, day: date) -> None:
        came = visit(form, city, day)
        await commands.enter_visit(desk.tx, desk.hours(gap), appointment_id, came, desk.by)

    return await desk.entered(gap, form, enter, Place(str(appointment_id), "visits"))


@pages.post("/gaps/{gap}/{course}")
async def paper_step(desk: PaperDesk, gap: UUID, course: Step, form: Said) -> Response:
    """The system is back; all is entered; or there was no gap."""
    city, _ = await desk.here()

    async def change() -> None:
        if course is Step.ENTERED:
            await commands.gap_entered(desk.tx, desk.unit, gap, desk.by)
        elif course is Step.WITHDRAW:
            await commands.withdraw_gap(desk.tx, desk.unit, gap, desk.by)
        else:
            clock = Clock(city, day_of(form.day, city.day(desk.by.at)))
            ended = clock.at("ended_at", form.ended_at)
            clock.require()
            await commands.end_gap(desk.tx, desk.unit, gap, ended or desk.by.at, desk.by)

    if why := await desk.tried(change()):
        return await desk.gap(gap, form, why, "gap")
    return RedirectResponse(f"{desk.address}/gaps/{gap}", 303)

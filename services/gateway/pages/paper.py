"""Paper mode: codes to print, hours on paper, and entering what was written with its true times."""

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands.opening import ticket
from services.gateway.domain.entering import TrueEnd
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.pages.paper_forms import (
    ENDINGS,
    FIELDS,
    MISTAKES,
    Clock,
    Typed,
    day_of,
    written,
)
from services.gateway.policy import POLICY
from shared.city import City, Unit
from shared.city.store import current
from shared.errors import NotFound, Refused
from shared.pages import render
from shared.web import Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/paper")
REASONS, CODES = 3, 40


class Step(StrEnum):
    """What may become of a gap."""

    END = "end"
    ENTERED = "entered"
    WITHDRAW = "withdraw"


class Desk:
    """Paper mode of a unit, for whoever asks."""

    def __init__(self, request: Request, tx: Tx, by: Asking, unit: Code) -> None:
        self.request, self.tx, self.by, self.unit = request, tx, by, unit
        self.address = f"{request.scope.get('root_path', '')}/units/{unit}/paper"

    async def here(self) -> tuple[City, Unit]:
        """The city and the unit. Raises ``NotFound``."""
        city = await current(self.tx, self.by.at)
        unit = city.unit(self.unit)
        if unit is None:
            raise NotFound
        return city, unit

    async def tried(self, done: Awaitable[Any]) -> Refused | None:
        """What the rules say no to, before anything changes; what was typed is shown again."""
        try:
            await done
        except Refused as why:
            if isinstance(why, NotFound):
                raise
            return why
        return None

    async def shown(self, typed: Typed, why: Refused | None = None) -> Response:
        """The unit's gaps and blocks, with a form for another of each."""
        city, unit = await self.here()
        answer = render(
            self.request,
            "paper.html",
            place=unit,
            paper=await queries.paper(self.tx, self.unit),
            today=city.day(self.by.at),
            latest=city.day(self.by.at + commands.paper.AHEAD),
            count=CODES,
            ticket=lambda number: ticket(city, unit, number),
            **_wrong(typed, why),
        )
        return _marked(answer, why)

    async def gap(
        self, gap: UUID, typed: Typed, why: Refused | None = None, of: str = ""
    ) -> Response:
        """One gap with its forms; ``of`` is the contact whose form is wrong."""
        city, unit = await self.here()
        found = await queries.paper_gap(self.tx, self.unit, gap, self.by.who, self.by.at)
        answer = render(
            self.request,
            "paper_gap.html",
            place=unit,
            city=city,
            found=found,
            endings=ENDINGS,
            reasons=range(REASONS),
            of=of,
            ticket=lambda number: ticket(city, unit, number),
            days=sorted({city.day(found.gap.began_at), city.day(found.gap.ended_at or self.by.at)}),
            **_wrong(typed, why),
        )
        return _marked(answer, why)


PaperDesk = Annotated[Desk, Depends(Desk)]
Said = Annotated[Typed, Form()]
NOTHING = Typed()


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A field, its words and what is wrong with it."""

    field: str
    name: str
    mistake: str


def _wrong(typed: Typed, why: Refused | None) -> dict[str, Any]:
    found = why.mistakes if isinstance(why, NotAsOnPaper) else {}
    said = [_Wrong(f, FIELDS.get(f, f), MISTAKES[Mistake(m)]) for f, m in found.items()]
    return {"typed": typed.to_repeat(), "wrong": said, "why": why.title if why else None}


def _marked(answer: Response, why: Refused | None) -> Response:
    answer.status_code = why.status if why else 200
    return answer


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
    """A sheet to print: codes and empty fields for times, no names."""
    city, unit = await desk.here()
    found = await queries.paper_block(desk.tx, desk.unit, block)
    codes = [ticket(city, unit, number) for number in range(found.first, found.last + 1)]
    return render(desk.request, "paper_sheet.html", place=unit, block=found, codes=codes)


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
    city, _ = await desk.here()
    here = (await queries.paper_gap(desk.tx, desk.unit, gap, desk.by.who, desk.by.at)).gap

    async def enter() -> None:
        what = written(form, city, city.day(here.began_at))
        await commands.enter_contact(desk.tx, desk.unit, gap, what, desk.by)

    if why := await desk.tried(enter()):
        return await desk.gap(gap, form, why, "new")
    return RedirectResponse(f"{desk.address}/gaps/{gap}#enter", 303)


@pages.post("/gaps/{gap}/contacts/{contact_id}/end")
async def paper_end(desk: PaperDesk, gap: UUID, contact_id: UUID, form: Said) -> Response:
    """Give a contact that the gap caught its true end."""
    city, _ = await desk.here()
    here = (await queries.paper_gap(desk.tx, desk.unit, gap, desk.by.who, desk.by.at)).gap

    async def end() -> None:
        clock = Clock(city, day_of(form.day, city.day(here.began_at)))
        true = TrueEnd(
            clock.at("started_at", form.started_at),
            clock.at("ended_at", form.ended_at),
            form.ending,
        )
        clock.require()
        await commands.end_truly(desk.tx, desk.unit, gap, contact_id, true, desk.by)

    if why := await desk.tried(end()):
        return await desk.gap(gap, form, why, str(contact_id))
    return RedirectResponse(f"{desk.address}/gaps/{gap}#caught", 303)


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

"""The pages of paper mode for whoever asks, with what was typed and what is wrong with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.commands.opening import ticket
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.domain.ways import SafeContact
from services.gateway.pages.agenda import KINDS
from services.gateway.pages.paper_forms import (
    ENDINGS,
    FIELDS,
    KEPT_ENDINGS,
    MISTAKES,
    VISITS,
    Typed,
)
from services.gateway.pages.screen import OUTCOMES
from services.gateway.pages.ways_words import SAFE
from shared.city import City, Unit
from shared.city.store import current
from shared.contracts.gateway import AppointmentKind
from shared.errors import NotFound, Refused
from shared.pages import render
from shared.web import Keys, Tx

REASONS, CODES = 3, 40
Enters = Callable[[City, date], Awaitable[None]]
"""Enters something of a gap, whose times are of the day on which it began."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a gap's page something is entered: the form, and where it stands afterwards."""

    form: str
    afterwards: str


class Desk:
    """Paper mode of a unit, for whoever asks."""

    def __init__(self, request: Request, tx: Tx, by: Asking, keys: Keys, unit: Code) -> None:
        self.request, self.tx, self.by, self.unit = request, tx, by, unit
        self._keys = keys
        self.address = f"{request.scope.get('root_path', '')}/units/{unit}/paper"

    def hours(self, gap: UUID) -> commands.Hours:
        """The hours on paper into which something is entered."""
        return commands.Hours(self.unit, gap, self._keys)

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

    async def entered(self, gap: UUID, form: Typed, enters: Enters, place: Place) -> Response:
        """Enter something of a gap, and lead to where it stands; refused, the form says why."""
        city, _ = await self.here()
        here = (await queries.paper_gap(self.tx, self.unit, gap, self.by.who, self.by.at)).gap
        if why := await self.tried(enters(city, city.day(here.began_at))):
            return await self.gap(gap, form, why, place.form)
        return RedirectResponse(f"{self.address}/gaps/{gap}#{place.afterwards}", 303)

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
            outcomes=OUTCOMES,
            safe={
                each: words for each, words in SAFE.items() if each is not SafeContact.NO_CONTACT
            },
            free=await queries.free_slots(
                self.tx, self.unit, list(AppointmentKind), found.gap.began_at
            ),
            kinds=KINDS,
            visits=VISITS,
            nothing=NOTHING,
            kept_endings=KEPT_ENDINGS,
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

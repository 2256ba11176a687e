"""A unit's sessions, and the form that opens a series."""

from collections.abc import Sequence
from datetime import date, time
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.groups import commands, queries
from services.groups.api.asked import Code, Day, Facilitators, Room
from services.groups.api.asking import Asking
from services.groups.api.facilitators import entrusted, leading, require_leading
from services.groups.commands import NewSeries
from services.groups.domain.series import MOST, Every, Recurrence
from services.groups.domain.sessions import Need
from services.groups.pages.words import EVERY, KINDS, NEEDS, STAGES
from services.groups.policy import LEADS, MANAGES, POLICY
from shared.city.store import current
from shared.errors import NotFound
from shared.identity.colleagues import names_of
from shared.pages import render
from shared.web import Reading, Tx, around, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}")
NAMED = 7
"""So many days that were left out are named."""


class SeriesForm(BaseModel):
    """A series, as the form has it; what is empty is as the programme has it."""

    model_config = ConfigDict(extra="ignore")

    programme: Code
    every: Every = Every.ONCE
    first: Day
    clock: time
    times: Annotated[int, Field(ge=1, le=MOST)] = 1
    room: Room
    capacity: Annotated[str, Field(pattern="^([1-9][0-9]{0,2})?$")] = ""
    minutes: Annotated[str, Field(pattern="^([1-9][0-9]{0,2})?$")] = ""
    spoken: Annotated[str, Field(max_length=8)] = ""
    needs: Annotated[list[Need], Field(max_length=len(Need))] = []
    public: bool = False
    walk_in: bool = False
    facilitators: Facilitators = []

    def series(self) -> NewSeries:
        """What is to be opened."""
        clock = self.clock.replace(tzinfo=None, second=0, microsecond=0)
        return NewSeries(
            self.programme,
            Recurrence(self.every, self.first, clock, self.times),
            self.room,
            min(int(self.capacity), 500) if self.capacity else None,
            min(max(int(self.minutes), 5), 480) if self.minutes else None,
            self.spoken or None,
            tuple(dict.fromkeys(self.needs)),
            self.public,
            self.walk_in,
            tuple(dict.fromkeys(self.facilitators)),
        )


@pages.get("/sessions")
async def sessions_page(
    request: Request, tx: Tx, by: Asking, unit: Code, after: int = 0, past: bool = False
) -> Response:
    """From today on, drafts too, and whose sheet is still open; or those before, newest first."""
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise NotFound
    since = here.midnight(here.day(by.at))
    after = min(max(after, 0), 100_000)
    found, further = await queries.sessions_of(tx, unit, since, after, past=past)
    sheets = [] if past else await queries.open_sheets(tx, unit, by.at)
    shown = [*sheets, *(each.session for each in found)]
    return render(
        request,
        "sessions.html",
        here=here,
        place=place,
        places=[each for each in here.units if by.who.sees(each.code)],
        found=found,
        further=further,
        past=past,
        sheets=sheets,
        to_call=await queries.how_many_to_call(tx, unit, by.who, by.at),
        shut=_days(request.query_params.getlist("shut")),
        leads=bool(LEADS & by.who.roles),
        manages=bool(MANAGES & by.who.roles),
        leading=await leading(request, unit),
        names=await names_of(
            around(request).identity, {one for each in shown for one in each.facilitators}
        ),
        today=here.day(by.at),
        every=EVERY,
        kinds=KINDS,
        needs=NEEDS,
        stages=STAGES,
    )


@pages.post("/series")
async def sessions_page_open(
    request: Request, tx: Tx, by: Asking, unit: Code, form: Annotated[SeriesForm, Form()]
) -> Response:
    """Make a series as drafts."""
    await require_leading(request, unit, form.facilitators)
    _, shut = await commands.open_series(tx, unit, form.series(), by)
    root = request.scope.get("root_path", "")
    said = "&".join(f"shut={day.isoformat()}" for day in shut[:NAMED])
    return RedirectResponse(f"{root}/units/{unit}/sessions" + (f"?{said}" if said else ""), 303)


@pages.post("/sessions/{session_id}/entrust")
async def sessions_page_entrust(
    request: Request,
    tx: Tx,
    by: Asking,
    reader: Reading,
    session_id: UUID,
    holder: Annotated[UUID, Form()],
) -> Response:
    """Name who holds a session that nobody of the unit holds any more."""
    unit = request.path_params["unit"]
    if (await queries.session(tx, session_id, by.who)).unit != unit:
        raise NotFound
    await entrusted(request, tx, session_id, holder, reader, by)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/sessions", 303)


@pages.post("/series/{series_id}/publish")
async def series_page_publish(
    request: Request, tx: Tx, by: Asking, unit: Code, series_id: UUID
) -> Response:
    """Publish all of a series that are to come."""
    await commands.publish_series(tx, series_id, by)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/sessions", 303)


def _days(said: Sequence[str]) -> list[date]:
    """What the address says of days that were left out; what is no day is nothing."""
    days = []
    for each in said[:NAMED]:
        try:
            days.append(date.fromisoformat(each))
        except ValueError:
            continue
    return days

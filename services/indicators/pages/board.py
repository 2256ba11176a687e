"""The live board of a unit, a district or the city, and the board of any past instant."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from services.indicators import queries
from services.indicators.api.asking import AskedArea, Code
from services.indicators.api.boards import past
from services.indicators.domain import Area, Doors, Feed, area_of, freshness, trusted
from services.indicators.pages.done import shown
from services.indicators.pages.screen import screen
from services.indicators.policy import POLICY
from services.indicators.queries import Board, Course, Done
from shared.city.store import current
from shared.db import Pool, Scope, transaction
from shared.errors import NotFound
from shared.pages import render, render_part
from shared.web import Now, Shown, Tx, Who, around, event_stream, router, stream_router, watcher_of

pages = router(POLICY, include_in_schema=False, prefix="/areas/{area}")
streams = stream_router(include_in_schema=False, prefix="/areas/{area}")
PARTS = (
    "state", "figs", "doors", "cells", "hands", "people", "course", "done", "desks", "rest",
    "others",
)  # fmt: skip
DOORS = ("referrals", "groups")
EVERY = timedelta(milliseconds=150)
REDRAW_SECONDS = 15.0
"""Charts and what was done are drawn anew at most so often: a moving picture tells nothing more."""
At = Annotated[datetime | None, Query()]


@dataclass(frozen=True)
class View:
    """A board, the doors beside it, how the day went and what was done in it."""

    board: Board
    doors: Doors
    course: Course
    done: Done


class Views:
    """Loads boards for all who watch; asks the facts only when something arrived."""

    def __init__(self, request: Request) -> None:
        self._clock = around(request).clock
        self._seen: object = None
        self._views: dict[Area, View] = {}
        self._drawn: dict[Area, tuple[float, Course, Done]] = {}

    async def load(self, pool: Pool, areas: Collection[Area], now: datetime) -> Mapping[Area, View]:
        """The views of these areas as they are now."""
        real = self._clock.real_now()
        feeds = await queries.feeds(pool)
        feed = feeds["gateway"]
        shown = [(each, trusted(each, real)) for each in feeds.values() if each.service in DOORS]
        minute = now.replace(second=0, microsecond=0)
        pulse = (feed, freshness(feed, real), shown, minute)
        if pulse != self._seen or not set(areas) <= self._views.keys():
            watched = Scope.of(unit for area in areas for unit in area.units)
            async with transaction(pool, watched) as tx:
                boards = await queries.boards(tx, areas, feed, (now, real))
                self._views = {
                    area: View(
                        board,
                        await queries.doors(tx, now, area, feeds, real),
                        *await self._day(tx, area, now, feed),
                    )
                    for area, board in boards.items()
                }
            self._seen = pulse
        return self._views

    async def _day(self, tx: Tx, area: Area, now: datetime, feed: Feed) -> tuple[Course, Done]:
        drawn = self._drawn.get(area)
        if drawn is None or drawn[2].as_of is None or time.monotonic() > drawn[0]:
            course = await queries.course(tx, now, area)
            done = await queries.done(tx, now, area, feed.shown_as_of)
            drawn = (time.monotonic() + REDRAW_SECONDS, course, done)
            self._drawn[area] = drawn
        return drawn[1:]


@pages.get("")
async def board_page(
    request: Request, tx: Tx, who: Who, now: Now, area: AskedArea, at: At = None
) -> Response:
    """The board as it is now, or as it was at an instant."""
    here = await current(tx, now)
    if at is not None:
        moment = past(at, now)
        board = await queries.past_board(tx, area, moment)
        doors = await queries.past_doors(tx, moment, area)
    else:
        moment = now
        feeds = await queries.feeds(tx)
        real = around(request).clock.real_now()
        board = (await queries.boards(tx, [area], feeds["gateway"], (now, real)))[area]
        doors = await queries.doors(tx, now, area, feeds, real)
    course = await queries.course(tx, moment, area)
    done = await queries.done(tx, moment, area, board.as_of)
    context = screen(board, course, here, who) | shown(done, here)
    return render(request, "board.html", **context, doors=doors)


@streams.get("/stream")
async def board_stream(request: Request, who: Who, area: Code) -> StreamingResponse:
    """What changes on the board, pushed."""
    here = await current(around(request).pool, around(request).clock.now())
    asked = area_of(here, who, area)
    if asked is None:
        raise NotFound

    def parts(view: View) -> Mapping[str, str]:
        context: dict[str, Any] = screen(view.board, view.course, here, who)
        context |= shown(view.done, here) | {"doors": view.doors}
        return {part: render_part(request, "board.html", part, context) for part in PARTS}

    watcher = watcher_of(request, "boards", EVERY, Views(request).load)
    return event_stream(request, watcher, asked, Shown(parts))

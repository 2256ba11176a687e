"""Pending calls: the list, one of them with its ledger, and every act as a form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.gateway import queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.pages.leaving import after, leave
from services.gateway.pages.message_form import new_message
from services.gateway.pages.pending_acts import CALL_ACTS, CallAct, CallForm
from services.gateway.pages.pending_drawer import Drawer, Opened
from services.gateway.pages.pending_words import ENDS, GIVEN_UP, ORIGINS, RESULTS, TABS
from services.gateway.pages.screen import OUTCOMES
from services.gateway.pages.ways_words import SPEAKERS
from services.gateway.pages.whom import back_to_desk
from services.gateway.policy import POLICY
from services.gateway.queries import PendingList, Shown
from shared.identity import Principal, colleagues
from shared.pages import render, render_part
from shared.web import (
    Now,
    Tx,
    Who,
    around,
    asking_router,
    event_stream,
    router,
    stream_router,
    watcher_of,
)
from shared.web import Shown as ShownTo

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")
questions = asking_router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")
streams = stream_router(include_in_schema=False, prefix="/units/{unit}/pending")
EVERY = timedelta(seconds=1)
PAGE = 50
Opens = Callable[[str], Awaitable[Opened]]
PARTS = ("counts", "list")
Which = Annotated[Shown, Query()]
After = Annotated[int, Query(ge=0, le=10_000)]
OfContact = Annotated[UUID | None, Query()]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which of a unit's, from which on; what is open beside them, or where a message is left."""

    which: Shown = Shown.ALL
    after: int = 0
    entry: UUID | None = None
    contact: UUID | None = None


async def _asked(
    which: Which = Shown.ALL,
    after: After = 0,
    entry_id: UUID | None = None,
    contact: OfContact = None,
) -> Any:
    return _Asked(which, after, entry_id, contact)


AskedFor = Annotated[_Asked, Depends(_asked)]


class PendingPage:
    """The screen for whoever asks: the list, and what is open beside it."""

    def __init__(self, request: Request, tx: Tx, who: Who, now: Now) -> None:
        self._request, self._tx, self._who, self._now = request, tx, who, now

    async def shown(self, unit: str, asked: _Asked, opens: Opens | None = None) -> Response:
        """The whole screen; what is open comes last, since it may record a look."""
        here = await queries.pending_list(self._tx, unit, self._who, self._now)
        identity = around(self._request).identity
        shown = {
            **_context(here, self._who, asked),
            "names": await colleagues.who_work_at(identity, unit),
            "colleagues": await colleagues.at_unit(identity, unit),
            "new": await new_message(
                self._tx, here.city, (unit, asked.contact), self._who, self._now
            ),
            "drawer": await opens(unit) if opens else None,
        }
        return render(self._request, "pending.html", **shown)


Page = Annotated[PendingPage, Depends(PendingPage)]


def _context(here: PendingList, who: Principal, asked: _Asked) -> dict[str, Any]:
    rows = here.shown(asked.which, who)
    return {
        "here": here,
        "place": here.city.unit(here.unit),
        "places": [each for each in here.city.units if who.sees(each.code)],
        "rows": rows[asked.after : asked.after + PAGE],
        "more": asked.after + PAGE if len(rows) > asked.after + PAGE else None,
        "asked": asked,
        "tabs": {each: (words, here.count(each, who)) for each, words in TABS.items()},
        "late": here.count(Shown.OVERDUE, who),
        "origins": ORIGINS,
        "results": RESULTS,
        "ends": ENDS,
        "given_up": GIVEN_UP,
        "outcomes": OUTCOMES,
        "speakers": SPEAKERS,
        "desk": None,
    }


@pages.get("")
async def pending_page(page: Page, unit: Code, asked: AskedFor) -> Response:
    """Who is to be called back, those that are due first."""
    return await page.shown(unit, asked)


@streams.get("/stream")
async def pending_stream(
    request: Request, who: Who, unit: Code, asked: AskedFor
) -> StreamingResponse:
    """What changes in the list, pushed."""
    names = await colleagues.who_work_at(around(request).identity, unit)

    def own(here: PendingList) -> PendingList:
        return here.for_reader(who)

    def parts(here: PendingList) -> Mapping[str, str]:
        context = _context(here, who, asked) | {"names": names, "drawer": None}
        return {part: render_part(request, "pending.html", part, context) for part in PARTS}

    watcher = watcher_of(request, "pending", EVERY, queries.pending_lists)
    return event_stream(request, watcher, unit, ShownTo(parts, own))


@pages.get("/{entry_id}")
async def pending_one(page: Page, drawer: Drawer, unit: Code, asked: AskedFor) -> Response:
    """One of them beside the list, with all that was tried."""
    return await page.shown(unit, asked, drawer.opened)


@questions.post("/{entry_id}/number")
async def pending_number(page: Page, drawer: Drawer, unit: Code, asked: AskedFor) -> Response:
    """The same with the whole number; the look is recorded first."""
    return await page.shown(unit, asked, drawer.with_number)


@questions.post("/{entry_id}/candidates")
async def pending_candidates(page: Page, drawer: Drawer, unit: Code, asked: AskedFor) -> Response:
    """The same with those who have that number, masked; each a recorded look."""
    return await page.shown(unit, asked, drawer.with_candidates)


@pages.get("/{entry_id}/number")
async def pending_number_back(request: Request, unit: Code, entry_id: UUID) -> Response:
    """The number is not at an address: back to the entry."""
    return to_entry(request, unit, entry_id)


@pages.get("/{entry_id}/candidates")
async def pending_candidates_back(request: Request, unit: Code, entry_id: UUID) -> Response:
    """What was found is not kept: back to the entry."""
    return to_entry(request, unit, entry_id)


class _Where:
    """Which one is acted on, from which unit's list, and how."""

    def __init__(self, unit: Code, entry_id: UUID, call_act: CallAct) -> None:
        self.unit, self.entry, self.act = unit, entry_id, call_act


Where = Annotated[_Where, Depends(_Where)]


@pages.post("/{entry_id}/do/{call_act}")
async def pending_act(
    request: Request, tx: Tx, by: Asking, where: Where, form: Annotated[CallForm, Form()]
) -> Response:
    """Do something with a pending call, and come back to where it was done."""
    done = await CALL_ACTS[where.act](tx, where.entry, form, by)
    if where.act is CallAct.REACHED and done.desk is not None:
        return leave(request, f"/units/{where.unit}/desk")
    if form.back == "desk":
        return back_to_desk(request, where.unit)
    return to_entry(request, where.unit, done.id if where.act is CallAct.NAME else where.entry)


def to_entry(request: Request, unit: str, entry_id: UUID) -> Response:
    """To the page of one of them."""
    return after(request, f"/units/{unit}/pending/{entry_id}")

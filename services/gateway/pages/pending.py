"""Pending calls: their addresses, and every act as a form."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import StreamingResponse

from services.gateway import queries
from services.gateway.api.asking import Comparing
from services.gateway.api.shapes import Code
from services.gateway.domain import Contact
from services.gateway.domain.pending import PendingCall
from services.gateway.pages.agenda import agenda_of
from services.gateway.pages.leaving import after, leave
from services.gateway.pages.moving import Back
from services.gateway.pages.pending_acts import CALL_ACTS, CallAct, CallForm
from services.gateway.pages.pending_drawer import Drawer
from services.gateway.pages.pending_screen import AskedFor, Page, context
from services.gateway.pages.whom import back_to_desk
from services.gateway.policy import POLICY
from services.gateway.queries import PendingList
from shared.contracts.gateway import Outcome
from shared.db import Tx as Connection
from shared.identity import colleagues
from shared.pages import render_part
from shared.web import Shown as ShownTo
from shared.web import (
    Tx,
    Who,
    around,
    asking_router,
    event_stream,
    router,
    stream_router,
    watcher_of,
)

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")
questions = asking_router(POLICY, include_in_schema=False, prefix="/units/{unit}/pending")
streams = stream_router(include_in_schema=False, prefix="/units/{unit}/pending")
EVERY = timedelta(seconds=1)
PARTS = ("counts", "list")


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
        shown = context(here, who, asked) | {"names": names, "drawer": None}
        return {part: render_part(request, "pending.html", part, shown) for part in PARTS}

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


@pages.get("/{entry_id}/number")
async def pending_number_back(request: Request, unit: Code, entry_id: UUID) -> Response:
    """The number is not at an address: back to the entry."""
    return to_entry(request, unit, entry_id)


class _Where:
    """Which one is acted on, from which unit's list, and how."""

    def __init__(self, unit: Code, entry_id: UUID, call_act: CallAct, asked: AskedFor) -> None:
        self.unit, self.entry, self.act, self.asked = unit, entry_id, call_act, asked


Where = Annotated[_Where, Depends(_Where)]


@pages.post("/{entry_id}/do/{call_act}")
async def pending_act(
    request: Request, tx: Tx, by: Comparing, where: Where, form: Annotated[CallForm, Form()]
) -> Response:
    """Do something with a pending call, and come back to where it was done."""
    done = await CALL_ACTS[where.act](tx, where.entry, form, by)
    if isinstance(done, Contact) and (done.desk or done.outcome is Outcome.APPOINTMENT):
        return leave(request, await _goes_on(tx, where.unit, done))
    if form.back == "desk":
        return back_to_desk(request, where.unit)
    if form.back == "agenda":
        return after(request, agenda_of(where.unit, form.day))
    if isinstance(done, PendingCall) and not await queries.is_still_theirs(tx, done, by.who, by.at):
        passed = "" if where.act is CallAct.UNDO else "&passed=true"
        return leave(request, f"/units/{where.unit}/pending{where.asked.query}{passed}")
    entry = done.id if where.act is CallAct.NAME else where.entry
    return to_entry(request, where.unit, entry, where.asked.query)


async def _goes_on(tx: Connection, unit: str, reached: Contact) -> str:
    """Where one goes on with whom one has reached: at one's desk, or to tell them their time."""
    if reached.desk is not None:
        return f"/units/{unit}/desk"
    made = await queries.given_at(tx, reached.id)
    return f"/units/{unit}/booked/{made}?back={Back.PENDING}"


def to_entry(request: Request, unit: str, entry_id: UUID, query: str = "") -> Response:
    """To the page of one of them, beside the list that the query asks for."""
    return after(request, f"/units/{unit}/pending/{entry_id}{query}")

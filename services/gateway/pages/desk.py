"""The desk: queue, call, contact, outcome; every act is a form that works without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import StreamingResponse

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Calling
from services.gateway.api.desks import CHANGES, Change, Number
from services.gateway.api.shapes import Code
from services.gateway.domain.ways import Ways
from services.gateway.pages.acts import ACTS, Act, ActForm, ArrivalForm
from services.gateway.pages.screen import screen
from services.gateway.pages.whom import ShownDesk, back_to_desk
from services.gateway.policy import POLICY
from services.gateway.queries import Reception
from shared.pages import render_part
from shared.web import Shown, Tx, Who, around, event_stream, router, stream_router, watcher_of

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}")
streams = stream_router(include_in_schema=False, prefix="/units/{unit}")
PARTS = ("work", "queue")
EVERY = timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True)
class _Where:
    """Which contact is acted on, from which unit's desk, and how."""

    unit: str
    contact: UUID
    act: Act


async def _where(unit: Code, contact_id: UUID, act: Act) -> _Where:
    return _Where(unit, contact_id, act)


Where = Annotated[_Where, Depends(_where)]


@pages.get("/desk")
async def desk_page(desk: ShownDesk, unit: Code) -> Response:
    """The reception's screen."""
    return await desk.shown(unit)


@streams.get("/desk/stream")
async def desk_stream(request: Request, who: Who, unit: Code) -> StreamingResponse:
    """What changes at the unit, pushed."""

    def own(here: Reception) -> Reception:
        return here.for_reader(who)

    def parts(here: Reception) -> Mapping[str, str]:
        context = screen(here, who, texting=texting) | {"last": None, "done": None}
        return {part: render_part(request, "desk.html", part, context) for part in PARTS}

    texting = bool(around(request).settings.text_url)
    watcher = watcher_of(request, "receptions", EVERY, queries.receptions)

    def serving(here: Reception) -> bool:
        desk = here.desks.of(who.id)
        return bool(desk and desk.contact)

    return event_stream(request, watcher, unit, Shown(parts, own, serving))


@pages.post("/contacts")
async def desk_new(
    request: Request, tx: Tx, by: Asking, unit: Code, form: Annotated[ArrivalForm, Form()]
) -> Response:
    """Somebody has come to the desk, or is on a telephone that no exchange tells of."""
    ways = Ways(called_by=form.called_by)
    arrival = commands.Arrival(unit, form.door, None, form.reason or None, ways=ways)
    await commands.come_to_desk(tx, arrival, by)
    return back_to_desk(request, unit)


@pages.post("/practice")
async def desk_practise(request: Request, tx: Tx, by: Asking, unit: Code) -> Response:
    """An invented caller comes to one's own desk."""
    await commands.invent(tx, unit, by)
    return back_to_desk(request, unit)


@pages.post("/desks/{desk}/call")
async def desk_call(request: Request, tx: Tx, by: Calling, unit: Code, desk: Number) -> Response:
    """Call whoever is next."""
    await commands.call_next(tx, unit, desk, by)
    return back_to_desk(request, unit)


@pages.post("/desks/{desk}/{change}")
async def desk_act(
    request: Request, tx: Tx, by: Asking, unit: Code, desk: Number, change: Change
) -> Response:
    """Open, pause or close a desk."""
    await CHANGES[change](tx, unit, desk, by)
    return back_to_desk(request, unit)


@pages.post("/contacts/{contact_id}/{act}")
async def contact_act(
    request: Request, tx: Tx, by: Calling, where: Where, form: Annotated[ActForm, Form()]
) -> Response:
    """Do something with a contact, and come back to the desk."""
    await ACTS[where.act](tx, where.contact, form, by)
    return back_to_desk(request, where.unit)

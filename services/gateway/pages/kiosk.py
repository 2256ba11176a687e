"""The kiosk: language, what for, ticket; by touch, by keyboard, and without scripts."""

from typing import Annotated, Literal

from fastapi import Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands, queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.domain.papers import PapersFor
from services.gateway.domain.refusals import AppointmentOver, NotTheTime
from services.gateway.pages.qr import drawn
from services.gateway.pages.visit import AtKiosk
from services.gateway.policy import POLICY
from shared.errors import NotFound
from shared.identity.tries import network_of
from shared.web import Tx, around, router
from shared.web.browser import address_of
from shared.web.came_from import absolute

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/kiosk")
Language = Annotated[str, Path(pattern="^[a-z]{2,3}$")]


class WishForm(BaseModel):
    """What was touched, and which privacy notice was on the screen."""

    model_config = ConfigDict(extra="ignore")

    notice: Annotated[int, Field(ge=1, le=9999)]
    papers: PapersFor | None = None


class CheckInForm(BaseModel):
    """An appointment's code, or the address that a QR reader types."""

    model_config = ConfigDict(extra="ignore")

    notice: Annotated[int, Field(ge=1, le=9999)]
    code: Annotated[str, Field(max_length=300)]


@pages.get("")
async def kiosk_start(kiosk: AtKiosk) -> Response:
    """Which language; or, while the centre is closed, when it opens. A new visit begins."""
    return kiosk.first()


@pages.get("/languages")
async def kiosk_languages(kiosk: AtKiosk) -> Response:
    """Languages beside the three, each in its own script."""
    return kiosk.shown("kiosk_languages.html", "ca")


@pages.get("/{language}")
async def kiosk_what_for(kiosk: AtKiosk, language: Language) -> Response:
    """What brings them; the privacy notice is on this screen."""
    return kiosk.shown("kiosk_what_for.html", language)


@pages.get("/{language}/papers")
async def kiosk_papers(kiosk: AtKiosk, language: Language) -> Response:
    """What it is about the papers."""
    return kiosk.shown("kiosk_papers.html", language)


@pages.get("/{language}/notice")
async def kiosk_notice(kiosk: AtKiosk, language: Language) -> Response:
    """The whole privacy notice."""
    return kiosk.shown("kiosk_notice.html", language)


@pages.get("/{language}/appointment")
async def kiosk_appointment(
    kiosk: AtKiosk,
    language: Language,
    why: Annotated[Literal["", "unknown", "not-now"], Query()] = "",
) -> Response:
    """The code of an appointment, typed or held before a QR reader; ``why`` it was not taken."""
    return kiosk.shown("kiosk_appointment.html", language, why=why)


@pages.post("/{language}/check-in")
async def kiosk_check_in(
    request: Request,
    tx: Tx,
    by: Asking,
    kiosk: AtKiosk,
    language: Language,
    form: Annotated[CheckInForm, Form()],
) -> Response:
    """They have an appointment: a ticket for it. Only wrong codes use up the address's rate."""
    if kiosk.token is None:
        return kiosk.restart()
    code = form.code.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    wish = commands.Wish(kiosk.unit.code, language, form.notice, kiosk.link, appointment=code)
    try:
        await commands.take_ticket(tx, wish, by)
    except NotFound:
        return RedirectResponse(kiosk.path(f"{language}/appointment") + "&why=unknown", 303)
    except (NotTheTime, AppointmentOver):
        return RedirectResponse(kiosk.path(f"{language}/appointment") + "&why=not-now", 303)
    around(request).rates.by_route["kiosk_check_in"].put_back(network_of(address_of(request)))
    return RedirectResponse(kiosk.path(f"{language}/ticket"), 303)


@pages.post("/{language}/tickets")
async def kiosk_take(
    tx: Tx, by: Asking, kiosk: AtKiosk, language: Language, form: Annotated[WishForm, Form()]
) -> Response:
    """Take a ticket; the next screen shows it."""
    if kiosk.token is None:
        return kiosk.restart()
    wish = commands.Wish(kiosk.unit.code, language, form.notice, kiosk.link, form.papers)
    await commands.take_ticket(tx, wish, by)
    return RedirectResponse(kiosk.path(f"{language}/ticket"), 303)


@pages.get("/{language}/ticket")
async def kiosk_ticket(
    request: Request, tx: Tx, unit: Code, kiosk: AtKiosk, language: Language
) -> Response:
    """The visit's ticket: its code, and where it can be followed on a telephone."""
    if kiosk.token is None:
        return kiosk.restart()
    try:
        ticket = await queries.ticket(tx, kiosk.link, kiosk.at)
    except NotFound:
        return kiosk.restart()
    notice = await queries.shown_notice(tx, unit, kiosk.link)
    address = absolute(request, "ticket_page", token=kiosk.token)
    return kiosk.shown(
        "kiosk_ticket.html", language, ticket=ticket, notice_shown=notice, qr=drawn(address)
    )

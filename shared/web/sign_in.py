"""Signing in and out, how long that lasts, and what people choose in the bar: of every service."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from shared import cookies
from shared.city.store import current
from shared.errors import NotFound, Refused, TooMany
from shared.identity import LANGUAGES
from shared.identity import accounts as local
from shared.identity.refusals import WrongSignIn
from shared.identity.sessions import SCREEN
from shared.identity.tries import is_known, network_of, remember
from shared.web.browser import browser_of, place_of
from shared.web.came_from import came_from
from shared.web.edge import Who, around, identity_router, stream_router
from shared.web.serving import keep_while_serving

router = identity_router(include_in_schema=False)
looking: APIRouter = stream_router(include_in_schema=False)
"""What pages ask by themselves, without anybody being there."""
CLEARED = {"clear-site-data": '"cache"'}
"""Whatever a browser kept of our pages goes; the choice of keys in its storage is no secret."""
WAIT_SECONDS = 60
Text = Annotated[str, Form(min_length=1, max_length=200)]


@router.get("/sign-in")
async def sign_in_page(request: Request, ended: str = "") -> Response:
    """Ask for name and password; ``ended`` when a session came to its end a moment ago."""
    return _ask(request, ended=bool(ended))


@router.post("/sign-in")
async def sign_in(
    request: Request,
    user_name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Begin a session; a wrong name and a wrong password are answered alike."""
    try:
        account = await _right(request, user_name, password)
    except (WrongSignIn, TooMany) as why:
        return _ask(request, refusal=why)
    return await enter(request, account)


async def _right(request: Request, user_name: str, password: str) -> UUID:
    """The account, if name and password fit. Raises ``WrongSignIn`` or ``TooMany``.

    Failures of one address count together, whatever the names: else one password could be tried
    with each. A name's owner in a browser that is known goes on all the same.
    """
    here, place = around(request), place_of(request)
    if await is_known(here.identity, user_name, place):
        return await local.sign_in(here.identity, user_name, password, place)
    failures, address = here.rates.failed_sign_ins, network_of(place.address)
    failures.take(address)
    account = await local.sign_in(here.identity, user_name, password, place)
    failures.put_back(address)
    return account


async def enter(request: Request, account: UUID, provider_sid: str | None = None) -> Response:
    """Go to the first page, whatever was asked for, in a new session that ends the one before."""
    here = around(request)
    if left := request.cookies.get(here.settings.cookie):
        await here.sessions.end(left)
    answer = RedirectResponse(_home(request), 303)
    await begin_session(request, answer, account, provider_sid)
    return answer


async def begin_session(
    request: Request, answer: Response, account: UUID, provider_sid: str | None = None
) -> None:
    """Give this browser a new session of the account, and know it from now on."""
    here = around(request)
    token = await here.sessions.begin(account, browser_of(request), provider_sid)
    cookies.keep(request, answer, cookies.SESSION, token, SCREEN.total_seconds())
    await know_browser(request, answer, account)


async def know_browser(request: Request, answer: Response, account: UUID) -> None:
    """Know this browser as the account's from now on."""
    device = await remember(around(request).identity, account, place_of(request))
    cookies.keep(request, answer, cookies.DEVICE, device, cookies.YEAR_SECONDS)


def leave(request: Request) -> Response:
    """To the sign-in page, without the session's cookie and whatever the browser kept of pages."""
    answer = RedirectResponse(request.url_for("sign_in_page").path, 303, CLEARED)
    cookies.drop(request, answer, cookies.SESSION)
    return answer


def _ask(request: Request, *, refusal: Refused | None = None, ended: bool = False) -> Response:
    from shared.pages import render

    status = refusal.status if refusal else 200
    page = render(request, "sign_in.html", status=status, refusal=refusal, ended=ended)
    if isinstance(refusal, TooMany):
        page.headers["retry-after"] = str(refusal.seconds or WAIT_SECONDS)
    return page


@looking.get("/session")
async def session_left(request: Request, who: Who) -> Response:
    """Seconds until the session ends: without a touch, and in any case; none: never.

    ``busy``: while a contact is served it lasts because of this question, asked time and again.
    """
    here = around(request)
    busy = await keep_while_serving(request, who)
    left = await here.sessions.left(request.cookies.get(here.settings.cookie, ""))
    told = {"idle": None, "ends": None} if left is None else {"idle": left.idle, "ends": left.ends}
    return JSONResponse({**told, "busy": busy})


@router.post("/session")
async def session_stay(request: Request, who: Who) -> Response:
    """Somebody is there."""
    here = around(request)
    await here.sessions.stay(request.cookies.get(here.settings.cookie, ""))
    return await session_left(request, who)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, here and everywhere this cookie was."""
    here = around(request)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.end(token)
    return leave(request)


@router.post("/language")
async def choose_language(request: Request, language: Text) -> Response:
    """Speak another language from now on, in this session and this browser."""
    if language not in LANGUAGES:
        raise NotFound
    here = around(request)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.speak(token, language)
    answer = RedirectResponse(came_from(request) or _home(request), 303)
    cookies.keep(request, answer, cookies.LANGUAGE, language, cookies.YEAR_SECONDS)
    return answer


@router.post("/unit")
async def choose_unit(request: Request, who: Who, unit: Text) -> Response:
    """Work at another of one's centres from now on; one that the city has."""
    who.require(unit)
    here = around(request)
    if (await current(here.pool, here.clock.now())).unit(unit) is None:
        raise NotFound
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.choose(token, unit)
    return RedirectResponse(_home(request), 303)


def _home(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return f"{root}/"

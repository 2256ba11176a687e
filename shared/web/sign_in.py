"""Signing in and out, and what people choose in the bar; every service has these."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from shared.errors import NotFound
from shared.identity import LANGUAGES
from shared.identity.accounts import verify
from shared.identity.sessions import ABSOLUTE
from shared.web.came_from import came_from
from shared.web.edge import StreamEdge, Who, around

router = APIRouter(include_in_schema=False, route_class=StreamEdge)
LANGUAGE_COOKIE = "portes_language"
YEAR_SECONDS = 365 * 24 * 3600
Text = Annotated[str, Form(min_length=1, max_length=200)]


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """Ask for name and password."""
    from shared.pages import render

    return render(request, "sign_in.html", wrong=False)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    user_name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Begin a session; a wrong name and a wrong password are answered alike."""
    from shared.pages import render

    here = around(request)
    account = await verify(here.identity, user_name.replace("\0", ""), password)
    if account is None:
        return render(request, "sign_in.html", status=422, wrong=True)
    return await enter(request, account)


async def enter(request: Request, account: UUID, provider_sid: str | None = None) -> Response:
    """Begin a session of that account and go to the first page, whatever was asked for."""
    here = around(request)
    answer = RedirectResponse(_home(request), 303)
    answer.set_cookie(
        here.settings.cookie,
        await here.sessions.begin(account, provider_sid),
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, here and everywhere this cookie was."""
    here = around(request)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.end(token)
    answer = RedirectResponse(request.url_for("sign_in_page").path, 303)
    answer.delete_cookie(here.settings.cookie)
    return answer


@router.post("/language")
async def choose_language(request: Request, language: Text) -> Response:
    """Speak another language from now on, in this session and this browser."""
    if language not in LANGUAGES:
        raise NotFound
    here = around(request)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.speak(token, language)
    answer = RedirectResponse(came_from(request) or _home(request), 303)
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="lax")
    return answer


@router.post("/unit")
async def choose_unit(request: Request, who: Who, unit: Text) -> Response:
    """Work at another of one's centres from now on."""
    who.require(unit)
    here = around(request)
    if token := request.cookies.get(here.settings.cookie):
        await here.sessions.choose(token, unit)
    return RedirectResponse(_home(request), 303)


def _home(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return f"{root}/"

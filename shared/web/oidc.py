"""Sign-in by the city's identity provider: out to it, back from it, and what it ends."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from shared import cookies
from shared.city import Texts
from shared.city import store as cities
from shared.errors import NotFound
from shared.identity.oidc import Claims, NotTrusted, ProviderAway, name_of, standing, store
from shared.web.came_from import absolute
from shared.web.edge import StreamEdge, around
from shared.web.sign_in import enter

if TYPE_CHECKING:
    from shared.identity.oidc.provider import Provider

router = APIRouter(prefix="/sign-in/provider", include_in_schema=False, route_class=StreamEdge)
Word = Annotated[str, Query(max_length=4000)]
Says = Literal["away", "failed"]
STATUS: dict[Says, int] = {"away": 503, "failed": 400}
_log = structlog.get_logger()


@router.get("")
async def provider_ask(request: Request) -> Response:
    """Send the browser to the provider, if that one is there."""
    here, provider = around(request), _provider(request)
    try:
        asked = await provider.ask(_back(request))
    except ProviderAway as why:
        _log.warning("identity provider away", why=type(why.__cause__).__name__)
        return _told(request, "away")
    answer = RedirectResponse(asked.url, 303)
    begun, lasts = await store.begin(here.identity, asked), store.UNDER_WAY.total_seconds()
    cookies.keep(request, answer, _cookie(request), begun, lasts)
    return answer


@router.get("/callback")
async def provider_answer(
    request: Request, code: Word = "", state: Word = "", iss: Word | None = None
) -> Response:
    """Begin a session of whoever the provider says came back, with the roles of today."""
    try:
        answer = await _came_back(request, code, state, iss)
    except ProviderAway as why:
        _log.warning("identity provider away", why=type(why.__cause__).__name__)
        answer = _told(request, "away")
    except NotTrusted as why:
        _log.warning("sign-in refused", rule=str(why))
        answer = _told(request, "failed")
    cookies.drop(request, answer, _cookie(request))
    return answer


@router.post("/logout")
async def provider_logout(
    request: Request, logout_token: Annotated[str, Form(max_length=20_000)] = ""
) -> Response:
    """End what the provider ended (back-channel logout); it acts within five seconds."""
    here, provider = around(request), _provider(request)
    try:
        ended = await provider.logged_out(logout_token)
        if not await store.obey(here.identity, provider.issuer, ended):
            raise NotTrusted("jti")
    except NotTrusted as why:
        _log.warning("logout refused", rule=str(why))
        return JSONResponse({"error": "invalid_request"}, 400)
    except ProviderAway:
        return JSONResponse({"error": "temporarily_unavailable"}, 503)
    return Response(status_code=200)


async def _came_back(request: Request, code: str, state: str, iss: str | None) -> Response:
    here, provider = around(request), _provider(request)
    browser = cookies.kept(request, _cookie(request)) or ""
    begun = await store.finish(here.identity, browser, state)
    if begun is None:
        raise NotTrusted("state")
    if iss not in {None, provider.issuer}:
        raise NotTrusted("iss")
    if not code:
        raise NotTrusted("code")
    nonce, verifier = begun
    claims = await provider.identify(code, verifier, nonce, _back(request))
    return await _let_in(request, provider, claims)


async def _let_in(request: Request, provider: "Provider", claims: Claims) -> Response:
    here = around(request)
    known = await cities.current(here.pool, here.clock.now())
    if known.sign_in is None:
        raise NotFound
    name, subject = name_of(claims, known.sign_in), str(claims["sub"])
    has = standing(claims, known.sign_in, [unit.code for unit in known.places])
    if has is None:
        await store.lose(here.identity, provider.issuer, subject, name)
        return _no_role(request, known.sign_in.ask)
    locale, sid = claims.get("locale"), claims.get("sid")
    account = await store.keep(here.identity, provider.issuer, subject, name, has, locale)
    if account is None:  # switched off here
        return _no_role(request, known.sign_in.ask)
    return await enter(request, account, sid if isinstance(sid, str) else None)


def _no_role(request: Request, ask: Texts) -> Response:
    from shared.pages import language_of, render

    return render(request, "no_role.html", status=403, ask=ask.said(language_of(request)))


def _told(request: Request, says: Says) -> Response:
    from shared.pages import render

    told: dict[str, Any] = {"provider_says": says, "refusal": None, "ended": False}
    return render(request, "sign_in.html", status=STATUS[says], **told)


def _provider(request: Request) -> "Provider":
    found = around(request).provider
    if found is None:
        raise NotFound
    return found


def _back(request: Request) -> str:
    return absolute(request, "provider_answer")


def _cookie(request: Request) -> str:
    """Each door has its own, so that two tabs do not take it from one another."""
    return f"provider_{around(request).service}"

"""What is answered when something cannot be done: a problem (RFC 9457), or a page for people."""

from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from shared import cookies
from shared.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    TooMany,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from shared.web.came_from import came_from
from shared.web.refusals import Failed, Invalid, MethodNotAllowed, Unreadable

PROBLEM = "application/problem+json"
NOTICE_SECONDS = 60
OF_INPUT = frozenset({400, 413, 415, 422, 429})
"""What is put right in the form: to a script it is told there, and nothing typed is lost."""
ENDED = {"hx-reswap": "none", "hx-trigger": "portes:refused"}
"""The page stays until it has kept what was being written; then it leaves by itself."""
_log = structlog.get_logger()


def is_api(request: Request) -> bool:
    """Whether a machine asks; people get pages."""
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return path.startswith(("/api/", "/healthz", "/readyz", "/metrics", "/openapi"))


def problem(refusal: Refused) -> Response:
    """The refusal as ``application/problem+json``."""
    content: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
    }
    if refusal.detail:
        content["detail"] = refusal.detail
    return _with_wait(
        JSONResponse(content | refusal.extra, refusal.status, media_type=PROBLEM), refusal
    )


def _with_wait(answer: Response, refusal: Refused) -> Response:
    """Say how long to wait, where that is known."""
    if isinstance(refusal, TooMany) and refusal.seconds is not None:
        answer.headers["retry-after"] = str(refusal.seconds)
    return answer


def _refusal(status: int) -> Refused:
    known: dict[int, type[Refused]] = {
        400: Unreadable,
        401: Unauthenticated,
        403: Forbidden,
        404: NotFound,
        405: MethodNotAllowed,
        415: UnsupportedMediaType,
        422: Invalid,
    }
    return known.get(status, Failed)()


def _answer(request: Request, refusal: Refused) -> Response:
    if is_api(request):
        return problem(refusal)
    by_script = "hx-request" in request.headers
    if isinstance(refusal, Unauthenticated):
        return _to_sign_in(request, by_script=by_script)
    from shared.pages import refusal_notice, refusal_page

    waits = isinstance(refusal, TooMany) and refusal.seconds is not None
    if request.method == "POST" and (page := came_from(request)):
        if by_script and refusal.amendable and refusal.status in OF_INPUT:
            return _with_wait(refusal_notice(request, refusal), refusal)
        if not waits:
            return _told_there(request, page, refusal)

    return _with_wait(refusal_page(request, refusal), refusal)


def _to_sign_in(request: Request, *, by_script: bool) -> Response:
    if by_script:
        return Response(status_code=Unauthenticated.status, headers=ENDED)
    return RedirectResponse(request.url_for("sign_in_page").path, 303)


def _told_there(request: Request, page: str, refusal: Refused) -> Response:
    """Back to the page with the form, which shows the refusal of this code once."""
    answer = RedirectResponse(page, 303)
    cookies.keep(request, answer, cookies.NOTICE, refusal.code, NOTICE_SECONDS)
    return answer


def _place_and_rule(error: Any) -> dict[str, str]:
    """Where the mistake is (a JSON pointer from the body, or the parameter) and which rule.

    An unknown field's name is theirs, not ours: the pointer leads to what holds it.
    """
    place, *path = (str(part) for part in error["loc"])
    path = path[:-1] if error["type"] == "extra_forbidden" else path
    pointer = "".join(f"/{part}" for part in path)
    return {"in": place, "pointer": pointer, "rule": error["type"]}


def answer_refusals(app: FastAPI) -> None:
    """Answer every refusal and failure of this application."""
    app.exception_handler(Refused)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(asyncpg.InsufficientPrivilegeError)(_walled)
    app.exception_handler(asyncpg.DataError)(_unfit)
    app.exception_handler(asyncpg.LockNotAvailableError)(_locked)
    app.exception_handler(asyncpg.DeadlockDetectedError)(_locked)
    for away in (
        asyncpg.QueryCanceledError,
        asyncpg.PostgresConnectionError,
        asyncpg.InterfaceError,
        ConnectionError,
    ):
        app.exception_handler(away)(_away)


async def _refused(request: Request, why: Refused) -> Response:
    return _answer(request, why)


async def _invalid(request: Request, why: RequestValidationError) -> Response:
    return _answer(request, Invalid(errors=[_place_and_rule(error) for error in why.errors()]))


async def _http(request: Request, why: HTTPException) -> Response:
    answer = _answer(request, _refusal(why.status_code))
    answer.status_code = why.status_code
    return answer


async def _walled(request: Request, why: Exception) -> Response:
    """PostgreSQL refused what we had let pass: out of scope, and our mistake."""
    _log.error("refused by the database", exc_info=why, method=request.method)
    return _answer(request, NotFound())


async def _unfit(request: Request, why: Exception) -> Response:
    """PostgreSQL takes no such bytes or numbers; its own words would repeat them."""
    _log.warning("unfit for the database", kind=type(why).__name__, method=request.method)
    return _answer(request, Invalid())


async def _locked(request: Request, _why: Exception) -> Response:
    return _answer(request, Conflict())


async def _away(request: Request, _why: Exception) -> Response:
    return _answer(request, Unavailable())


def failed(request: Request, why: Exception) -> Response:
    """Our own mistake, in the log and to whoever asked; its words go to neither."""
    _log.error("failed", exc_info=why, method=request.method)
    return _answer(request, Failed())

"""Render a template in the reader's language."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared import cookies
from shared.encryption import KeysMissing, digest
from shared.encryption.keys import ID_BYTES
from shared.errors import Refused, TooMany, refusals
from shared.identity import LANGUAGES, Principal
from shared.pages import formats
from shared.pages.assets import FOLDER, Assets, content_hash
from shared.pages.messages import NAMES, ROOT, preferred, translations
from shared.rights.doors import doors_of

NONCE_BYTES = 18
"""A page's scripts carry it, and the answer's content security policy lets no others run."""
NOTICE_PLACE = {
    "hx-retarget": "#notice",
    "hx-reselect": ".govuk-error-summary",
    "hx-reswap": "innerHTML",
    "hx-push-url": "false",
}
"""Where a script puts a refusal, whatever place its form had named."""


def furnish(app: FastAPI, service: str) -> None:
    """Give an application its static files and its templates."""
    app.mount("/static", Assets(directory=FOLDER), name="static")
    app.state.page_service = service


@cache
def _environment(service: str, language: str) -> Environment:
    own = ROOT / "services" / service / "templates"
    made = Environment(
        loader=FileSystemLoader([own, ROOT / "shared" / "pages" / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(service, language), newstyle=True)  # type: ignore[attr-defined]  # from the extension
    made.filters |= {
        "clock": formats.clock,
        "seconds_clock": formats.seconds_clock,
        "minutes": formats.minutes,
        "duration": formats.duration,
        "local": formats.local,
        "isoday": formats.isoday,
        "day": lambda at: formats.day(at, language),
        "shortday": lambda at: formats.shortday(at, language),
        "shortmonth": lambda at: formats.shortmonth(at, language),
        "longday": lambda at: formats.longday(at, language),
        "moment": lambda at: formats.moment(at, language),
        "decimal": lambda value: formats.decimal(value, language),
        "spoken": lambda code: formats.spoken(code, language),
        "tongue": lambda code: formats.tongue(code, language),
        "longdate": lambda on: formats.longdate(on, language),
        "in_words": lambda chosen: formats.in_words(chosen, language),
        "fulldate": lambda on: formats.fulldate(on, language),
    }
    made.globals |= {"languages": NAMES, "service": service, "language": language}
    return made


def language_of(request: Request) -> str:
    """The reader's language: chosen in the session, in the browser, or asked for by it."""
    principal: Principal | None = getattr(request.state, "principal", None)
    chosen = principal.language if principal else None
    return preferred(
        (chosen, cookies.kept(request, cookies.LANGUAGE)),
        request.headers.get("accept-language", ""),
    )


def render_part(
    request: Request, template: str, part: str, context: Mapping[str, Any], language: str = ""
) -> str:
    """One block of a template, for a live view."""
    environment = _environment(request.app.state.page_service, language or language_of(request))
    loaded = environment.get_template(template)
    whole = loaded.new_context(_surroundings(request) | dict(context))
    return "".join(loaded.blocks[part](whole)).strip()


def render(
    request: Request, template: str, *, status: int = 200, tongue: str = "", **context: Any
) -> HTMLResponse:
    """A whole page, in the reader's language unless it is made for somebody else's ``tongue``."""
    language = tongue or language_of(request)
    environment = _environment(request.app.state.page_service, language)
    notice = _notice(request)
    nonce = request.state.nonce = secrets.token_urlsafe(NONCE_BYTES)
    whole = _surroundings(request) | {"notice": notice, "nonce": nonce} | context
    text = environment.get_template(template).render(whole)
    answer = HTMLResponse(text, status, headers={"content-language": language})
    if notice:
        cookies.drop(request, answer, cookies.NOTICE)
    return answer


def _notice(request: Request) -> type[Refused] | None:
    """What the last form was refused for, to be shown once."""
    code = cookies.kept(request, cookies.NOTICE)
    return next((kind for kind in refusals() if kind.code == code), None)


def refusal_page(request: Request, refusal: Refused) -> HTMLResponse:
    """A calm page that says what could not be done, and what to do next."""
    wait = refusal.seconds if isinstance(refusal, TooMany) else None
    return render(request, "refusal.html", status=refusal.status, message=refusal.title, wait=wait)


def _asset(request: Request, name: str) -> str:
    root: str = request.scope.get("root_path", "")
    return f"{root}/static/{name}?v={content_hash(name)}"


def refusal_notice(request: Request, refusal: Refused) -> HTMLResponse:
    """The refusal alone, for the place of the page that shows one; the form stays as it is."""
    answer = render(request, "notice.html", status=refusal.status, refusal=refusal)
    answer.headers.update(NOTICE_PLACE)
    return answer


def _draft_key(request: Request) -> str:
    """Seals in a browser what somebody was writing; theirs alone, and empty without our keys."""
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or principal.machine:
        return ""
    try:
        made = digest(request.app.state.around.keys.ring().index, "draft", str(principal.id))
    except KeysMissing:
        return ""
    return b64encode(made[ID_BYTES:]).decode()


def _surroundings(request: Request) -> dict[str, Any]:
    root: str = request.scope.get("root_path", "")
    here = request.app.state.around
    principal: Principal | None = getattr(request.state, "principal", None)
    return {
        "asset": partial(_asset, request),
        "root": root,
        "principal": principal,
        "their_doors": doors_of(principal),
        "notice": None,
        "draft_key": lambda: _draft_key(request),
        "provider": here.provider is not None,
        "now": here.clock.now(),
        "read_at": f"{getattr(request.state, 'read_at', 0.0):.3f}",
        "played": here.clock.played,
        "new_key": lambda: str(uuid4()),
        "all_languages": LANGUAGES,
    }

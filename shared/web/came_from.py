"""Where a form was sent from, and where an answer may send somebody: only to our own pages."""

import re

from fastapi import Request

from shared.cookies import settings_of

OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path of visible ASCII that no browser reads as another host: no second slash, no backslash."""


def came_from(request: Request) -> str | None:
    """The path of the page they came from, if it is one of ours; never another site."""
    origin = settings_of(request).origin
    referer = request.headers.get("referer", "")
    if not referer.startswith(f"{origin}/"):
        return None
    path = referer.removeprefix(origin).partition("?")[0].partition("#")[0]
    return path if OWN_PATH.fullmatch(path) else None


def absolute(request: Request, name: str, **values: object) -> str:
    """A route's whole address, for somebody to open elsewhere; never made from what was sent."""
    return settings_of(request).origin + request.url_for(name, **values).path

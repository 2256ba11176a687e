"""What bodies a route reads: JSON or a form, never both, and never a file."""

import re

from fastapi import Request, params
from fastapi.routing import APIRoute

from shared.errors import UnsupportedMediaType
from shared.web.guard import FORM, JSON, kind_of
from shared.web.other_sites import SAFE
from shared.web.problems import is_api
from shared.web.refusals import Unreadable

NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


async def refuse_unreadable(request: Request, route: APIRoute) -> None:
    """Refuse a body of another type, or with a character that no text has.

    Raises ``UnsupportedMediaType`` or ``Unreadable``.
    """
    if request.method in SAFE:
        return
    body = await request.body()
    if not body:
        return
    kind = kind_of(request.headers)
    if kind != read_by(request, route):
        raise UnsupportedMediaType
    if b"\0" in body or (_nul_in_form(body) if kind == FORM else _nul_in_json(body)):
        raise Unreadable


def read_by(request: Request, route: APIRoute) -> str:
    """The one media type of bodies that the route reads."""
    if route.body_field is not None:
        return FORM if isinstance(route.body_field.field_info, params.Form) else JSON
    return JSON if is_api(request) else FORM


def _nul_in_form(body: bytes) -> bool:
    return b"%00" in body


def _nul_in_json(body: bytes) -> bool:
    return b"\\u0000" in body and NUL_IN_JSON.search(body) is not None

"""Bytes, numbers and dates that nobody means, in every place where a route takes something.

Each is refused or taken, never failed on, and what is refused is not repeated. A place is a part of
the address, a question in it, a header, or a value anywhere in a form or body.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import AsyncMock
from urllib.parse import parse_qsl, urlencode

import pytest
from fastapi.dependencies.utils import _get_flat_body_params, get_flat_params
from fastapi.params import Header, Path
from fastapi.routing import iter_route_contexts

from shared.identity import passwords
from shared.web.policy import COMMON
from tests.fixtures.asking import ask
from tests.fixtures.web import command
from tests.shared.tried import Tried, Who, name_of

MARK = "zqxkanari"
"""What is never repeated."""
BYTES = (f"{MARK}\0", f"{MARK}\ud800")
"""A NUL, and half of a pair of surrogates."""
NUMBERS = ("9" * 20, "-" + "9" * 20, "1e999")
DAYS = ("0001-01-01", "9999-12-31", "2026-03-29", "2026-10-25")
"""The first and the last that Python knows, and the days on which clocks are changed."""
HOURS = ("0001-01-01T00:00", "9999-12-31T23:59:59Z", "2026-03-29T02:30", "2026-10-25T02:30")
DATES = (*DAYS, *HOURS)
STRANGE = (*BYTES, *NUMBERS, *DATES)
GRANT = {"grant_type": "client_credentials", "client_id": "c", "client_secret": "s", "scope": "x"}
REFUSED, FAILED = 400, 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A request with something strange in it."""

    path: str
    questions: dict[str, str]
    headers: dict[str, str]
    body: Any


class Taking:
    """A route, and what it takes."""

    def __init__(self, tried: Tried, asked: tuple[str, str, str], takes: Any) -> None:
        self.name, self.method, self.path = asked
        self._values = tried.own.values()
        params = get_flat_params(takes) if takes else []
        kinds = [(each.alias, type(each.field_info)) for each in params]
        self._headers = [name for name, kind in kinds if kind is Header]
        self._questions = [name for name, kind in kinds if kind not in {Header, Path}]
        given = GRANT if self.name == "oauth_token" else tried.own.sent().get(self.name, {})
        self.json = self.path.startswith("/api/")
        self._body = dict(parse_qsl(given)) if isinstance(given, str) else given
        self._fields = [
            field
            for each in (_get_flat_body_params(takes) if takes else [])
            for field in getattr(each.field_info.annotation, "model_fields", [each.name])
        ]

    def with_(self, strange: str) -> Iterator[Sent]:
        """Requests with this value in each place; dates only in questions and bodies of JSON."""
        for question in self._questions:
            yield Sent(self._address({}), {question: strange}, {}, self._body)
        if strange in DATES and not self.json:
            return
        for part in re.findall(r"{(\w+)", self.path) if strange not in DATES else ():
            yield Sent(self._address({part: strange}), {}, {}, self._body)
        for header in self._headers if strange.isascii() and strange.isprintable() else ():
            yield Sent(self._address({}), {}, {header: strange}, self._body)
        for body in self._bodies(strange) if self.method != "GET" else ():
            yield Sent(self._address({}), {}, {}, body)

    def _bodies(self, strange: str) -> Iterator[Any]:
        whole = {**{field: "" for field in self._fields if not self.json}, **self._body}
        yield from _changed(whole, strange)
        yield from ({**whole, field: strange} for field in set(self._fields) - set(whole))

    def _address(self, changed: dict[str, str]) -> str:
        values = {**self._values, **changed}
        path = re.sub(r"{(\w+)[^}]*}", lambda found: values[found[1]], self.path)
        return path.encode(errors="replace").decode()  # as a server gives it to us


def _changed(body: Any, strange: str) -> Iterator[Any]:
    """The body, once for each value in it, with the strange one instead."""
    for key, value in body.items():
        if isinstance(value, dict):
            yield from ({**body, key: changed} for changed in _changed(value, strange))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from ({**body, key: [changed]} for changed in _changed(value[0], strange))
        elif isinstance(value, list):
            yield {**body, key: [strange]}
        else:
            yield {**body, key: [strange] if isinstance(value, list) else strange}


def wire(taking: Taking, sent: Sent) -> tuple[str, dict[str, str], bytes]:
    """Address, headers and content."""
    questions = f"?{urlencode(sent.questions, errors='surrogatepass')}" if sent.questions else ""
    address, headers = sent.path + questions, {**sent.headers, **command()}
    if taking.method == "GET" or (not sent.body and not taking.json):
        return address, headers, b""
    text = json.dumps(sent.body) if taking.json else urlencode(sent.body, errors="surrogatepass")
    kind = "application/json" if taking.json else "application/x-www-form-urlencoded"
    told = {"content-length": str(len(text)), "content-type": kind}
    return address, {**headers, **told}, text.encode()


def routes(tried: Tried) -> Iterator[Taking]:
    """The service's own routes; those that every service has are tried at the gateway."""
    takes = {
        str(context.name): getattr(context.route, "dependant", None)
        for context in iter_route_contexts(tried.served.app.routes)
    }
    for asked in tried.requests():
        if tried.served.around.service == "gateway" or asked[0] not in COMMON:
            yield Taking(tried, asked, takes.get(asked[0]))


async def known_to(tried: Tried, name: str) -> dict[str, str]:
    """Somebody who may use the route, in the whole city."""
    roles = tried.served.around.policy[name].roles
    return await tried.signed_in(Who(min(roles, default=None) if roles else None, whole_city=True))


@pytest.fixture(autouse=True)
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is slow on purpose."""
    monkeypatch.setattr(passwords, "fits", AsyncMock(return_value=False))


@pytest.mark.parametrize(
    "tried",
    [("gateway", True), ("groups", True), ("indicators", True)],
    indirect=True,
    scope="session",
    ids=name_of,
)
async def test_no_route_fails_on_what_is_strange_or_repeats_it(tried: Tried) -> None:
    wrong: set[str] = set()
    for taking in routes(tried):
        known = await known_to(tried, taking.name)
        for strange, sent in ((each, sent) for each in STRANGE for sent in taking.with_(each)):
            address, headers, content = wire(taking, sent)
            told = {**known, **headers}
            answer = await ask(tried.served.app, taking.method, address, told, content)
            said = answer.body.decode() + str(answer.headers)
            if answer.status >= FAILED or (answer.status >= REFUSED and MARK in said):
                wrong.add(f"{answer.status} {taking.name} {strange!a} {sent!a:.300}")
    assert not wrong, "\n".join(sorted(wrong))

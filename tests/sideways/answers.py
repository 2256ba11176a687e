"""Every request and answer of the applications that run within the tests.

Refusals, displays and addresses carry no canary; an answer that does may be kept by nobody.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.datastructures import Headers

from tests.fixtures.canaries import PERSONAL, canaries_in
from tests.sideways.watch import ADDRESS, CACHED, DISPLAY, REFUSAL, Finding, here, watch

BAD = 400
LEADING = ("location", "link", "hx-redirect", "hx-location", "hx-push-url", "hx-replace-url")
"""Headers that hold addresses."""
LINKS = re.compile(rb"""\b(?:href|src|action|formaction|data-live|hx-[a-z-]+)="([^"]*)\"""")
SEEN_BY_ALL = re.compile(r"/wall(/stream)?$|/kiosk(/|$)|/tickets/")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and how it was answered."""

    address: str
    sent: bytes
    status: int
    headers: Mapping[str, str]
    body: bytes
    display: bool

    def search(self) -> None:
        """Search it for what must not be there."""
        watch().note_sent(self.sent)
        watch().look(ADDRESS, self.address, wanted=PERSONAL)
        self._search_addresses()
        if self.status >= BAD:
            watch().look(REFUSAL, self.body)
        if self.display:
            watch().look(DISPLAY, self.body)
        self._search_cache()

    def _search_addresses(self) -> None:
        leading = [self.headers[name] for name in LEADING if name in self.headers]
        if "html" in self.headers.get("content-type", ""):
            leading += [html.unescape(link.decode()) for link in LINKS.findall(self.body)]
        if leading:
            watch().look(ADDRESS, "\n".join(leading))

    def _search_cache(self) -> None:
        personal = canaries_in(self.body)
        if not personal:
            return
        watch().searched[CACHED] += 1
        if "no-store" not in self.headers.get("cache-control", ""):
            watch().found.update(Finding(CACHED, what, here()) for what in personal)


@dataclass(slots=True)
class _Listening:
    """Hears what passes between an application and who asks it."""

    scope: Any
    receive: Any
    send: Any
    sent: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)
    start: Any = None

    async def received(self) -> Any:
        message = await self.receive()
        self.sent += message.get("body", b"")
        return message

    async def answered(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        self.body += message.get("body", b"")
        await self.send(message)

    def end(self, display: bool) -> None:
        if self.start is None:
            return
        headers = Headers(raw=self.start["headers"])
        stream = headers.get("content-type", "").startswith("text/event-stream")
        path, query = self.scope["path"], self.scope.get("query_string", b"").decode("latin-1")
        Exchange(
            f"{path}?{query}",
            bytes(self.sent),
            self.start["status"],
            headers,
            bytes(self.body),
            display or stream or is_display(path),
        ).search()


def listened_to(call: Callable[..., Any]) -> Callable[..., Any]:
    """``FastAPI.__call__``, with us beside it."""

    @wraps(call)
    async def listening(app: FastAPI, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await call(app, scope, receive, send)
            return
        heard = _Listening(scope, receive, send)
        try:
            await call(app, scope, heard.received, heard.answered)
        finally:
            around = getattr(app.state, "around", None)
            heard.end(display=around is not None and around.service == "indicators")

    return listening


def search_answer(answer: httpx2.Response) -> None:
    """Search what came by the network, as a client's hook; a stream is read by its own test."""
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        return
    request = answer.request
    Exchange(
        request.url.raw_path.decode(),
        request.read(),
        answer.status_code,
        answer.headers,
        answer.read(),
        display=is_display(request.url.path),
    ).search()


def is_display(path: str) -> bool:
    """Whether whoever passes by sees it: walls, kiosks, tickets, and boards of the indicators."""
    return bool(SEEN_BY_ALL.search(path)) or path.startswith("/indicators/")

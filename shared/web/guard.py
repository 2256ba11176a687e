"""What every request passes before it is read, and what every answer carries."""

from typing import ClassVar

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import Refused, TooLarge, UnsupportedMediaType
from shared.settings import Settings
from shared.web import security_headers
from shared.web.problems import failed, problem
from shared.web.refusals import Misdirected, Unreadable

LONGEST_BODY = 1024 * 1024
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
READ = (JSON, FORM)
"""Nothing takes files: another type is refused before anybody is asked who they are."""
ANY_HOST = ("/healthz", "/readyz", "/metrics")
"""What is asked on the process's own port."""


class Guard:
    """Pure ASGI, so that streams pass untouched and nothing is buffered."""

    longest_body: ClassVar[int] = LONGEST_BODY

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._constant: security_headers.Headers = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})  # one, however often the scope is copied on the way
        settings: Settings = scope["app"].state.around.settings
        self._constant = self._constant or security_headers.constant(settings)
        answer = _Answer(scope, send, self._constant)
        if refusal := self._refusal(scope, settings):
            await problem(refusal)(scope, receive, answer.send)
            return
        try:
            await self._app(scope, _Limited(receive, self.longest_body).receive, answer.send)
        except Exception as why:
            if answer.begun:
                raise
            await failed(Request(scope), why)(scope, receive, answer.send)

    def _refusal(self, scope: Scope, settings: Settings) -> Refused | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() != settings.host and not _any_host(scope):
            return Misdirected()
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return Unreadable()
        return None if scope["method"] in {"GET", "HEAD"} else self._unread(headers)

    def _unread(self, headers: Headers) -> Refused | None:
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.longest_body:
            return TooLarge()
        has_body = length != "0" or "transfer-encoding" in headers
        return UnsupportedMediaType() if has_body and kind_of(headers) not in READ else None


def kind_of(headers: Headers) -> str:
    """The body's media type, without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _any_host(scope: Scope) -> bool:
    return scope["path"].removeprefix(scope.get("root_path", "")) in ANY_HOST


class _Answer:
    """An answer on its way out, with the headers that every one has."""

    def __init__(self, scope: Scope, send: Send, constant: security_headers.Headers) -> None:
        self._scope = scope
        self._send = send
        self._constant = constant
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun, sent = True, message["headers"]
            own = security_headers.of_answer(self._scope, sent)
            message = {**message, "headers": [*sent, *self._constant, *own]}
        await self._send(message)


class _Limited:
    """A body that says no once it is too long, whatever its header promised."""

    def __init__(self, receive: Receive, longest: int) -> None:
        self._receive = receive
        self._left = longest

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLarge
        return message

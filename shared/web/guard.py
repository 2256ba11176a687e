"""What every request passes before it is read: limits, content types, security headers."""

from collections.abc import Mapping
from typing import Any, ClassVar

import secure
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import TooLarge, UnsupportedMediaType
from shared.web.problems import problem

LONGEST_BODY = 1024 * 1024
READ = ("application/json", "application/x-www-form-urlencoded")
_POLICY = (
    secure.ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'")
    .font_src("'self'")
    .connect_src("'self'")
    .form_action("'self'")
    .frame_ancestors("'none'")
    .base_uri("'none'")
)
SECURITY: Mapping[str, str] = {
    "content-security-policy": _POLICY.header_value,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Pure ASGI, so that streams pass untouched and nothing is buffered."""

    longest_body: ClassVar[int] = LONGEST_BODY

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await problem(refusal)(scope, receive, _secured(send))
            return
        await self._app(scope, _Limited(receive, self.longest_body).receive, _secured(send))

    def _refusal(self, scope: Scope) -> TooLarge | UnsupportedMediaType | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.longest_body:
            return TooLarge()
        has_body = length != "0" or "transfer-encoding" in headers
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if scope["method"] not in {"GET", "HEAD"} and has_body and kind not in READ:
            return UnsupportedMediaType()
        return None


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


def _secured(send: Send) -> Send:
    async def secured(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return secured

"""Somebody who looks at a live view: whether they still may, are there, and serve a contact."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from fastapi import Request

from shared.identity import Principal
from shared.web.edge import around, credential

LONGEST_SECONDS = 15 * 60.0
BEAT_SECONDS = 5.0
SERVING_SECONDS = 30.0
"""A session in which a contact is being served is told so at most so often."""
_log = structlog.get_logger()


class Viewer:
    """One stream's reader."""

    def __init__(self, request: Request) -> None:
        self._request = request
        longest = LONGEST_SECONDS * (0.8 + 0.2 * secrets.randbelow(100) / 100)
        self._ends = time.monotonic() + longest
        self._beat = time.monotonic() + BEAT_SECONDS
        self._served = time.monotonic() - SERVING_SECONDS

    async def is_here(self) -> bool:
        """Whether the browser is connected, the process stays, and the stream is not too old."""
        if self._request.app.state.ending or time.monotonic() > self._ends:
            return False
        return not await self._request.is_disconnected()

    def told(self) -> None:
        """Something was sent."""
        self._beat = time.monotonic() + BEAT_SECONDS

    def is_quiet(self) -> bool:
        """Whether nothing was sent for a while; asking means that something is sent now."""
        quiet = time.monotonic() > self._beat
        if quiet:
            self.told()
        return quiet

    async def serves(self) -> None:
        """They are serving a contact: their session lasts."""
        token, now = credential(self._request), time.monotonic()
        if token is None or now < self._served + SERVING_SECONDS:
            return
        try:
            await around(self._request).sessions.serve(token)
            self._served = now
        except Exception as why:  # the desk goes on; it is tried again
            _log.warning("cannot keep a session", exc_info=why)


@contextmanager
def watching(request: Request) -> Iterator[Callable[[], bool]]:
    """Whether whoever opened this stream still may, while the block lasts."""
    principal: Principal | None = getattr(request.state, "principal", None)
    token = credential(request)
    if principal is None or token is None:
        yield lambda: True
        return
    here = around(request)
    with here.rates.streaming(principal), here.watching.of(token, principal) as still:
        # others of theirs may have been let in at the same moment
        yield (lambda: False) if here.rates.crowded(principal) else still

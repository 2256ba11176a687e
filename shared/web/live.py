"""Live views: one poll for all who watch, server-sent events for each."""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

import structlog
from fastapi import Request
from fastapi.responses import StreamingResponse

from shared.db import Pool
from shared.errors import TooMany
from shared.identity import Principal
from shared.web.edge import around
from shared.web.viewer import Viewer, watching

K = TypeVar("K")
V = TypeVar("V")
GLANCE_SECONDS = 1.0
"""A quiet stream looks up so often, to see whether who watches still may."""
RETRY_MS = 1000
AGAIN_SECONDS = 5
BEAT = "event: beat\ndata:\n\n"
LOST = ": nothing can be read now\n\n"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Change(Generic[V]):
    """A view as it is now; ``id`` is its digest."""

    id: str
    value: V
    at: float = field(default=0.0, compare=False)
    """Real time in seconds since the epoch, before it was read: what is newer is not older."""


class Watcher(Generic[K, V]):
    """Loads every watched view by one query, so long as somebody watches; tells what changed."""

    def __init__(
        self,
        load: Callable[[Pool, Collection[K]], Awaitable[Mapping[K, V]]],
        every: timedelta,
    ) -> None:
        self._load = load
        self._seconds = every.total_seconds()
        self._now: dict[K, Change[V]] = {}
        self._watched: dict[K, int] = {}
        self._moved = asyncio.Event()
        """Set once, at the next change, and replaced: nobody who leaves can hold it."""
        self._poll: asyncio.Task[None] | None = None
        self.lost = False
        """Whether the last look failed: then nobody is told that all is well."""

    async def subscribe(self, pool: Pool, key: K) -> AsyncGenerator[Change[V] | None, None]:
        """The view at once, then whenever it changes; none every second, whatever changes."""
        self._watched[key] = self._watched.get(key, 0) + 1
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._keep_polling(pool))
        loop = asyncio.get_running_loop()
        seen, glance = "", loop.time() + GLANCE_SECONDS
        try:
            while True:
                now = await self._next(key, seen, glance)
                if now is None:
                    glance = loop.time() + GLANCE_SECONDS
                else:
                    seen = now.id
                yield now
        finally:
            self._leave(key)

    def _leave(self, key: K) -> None:
        self._watched[key] -= 1
        if not self._watched[key]:
            del self._watched[key]
            self._now.pop(key, None)

    async def _next(self, key: K, seen: str, glance: float) -> Change[V] | None:
        """The view if it differs from what was seen, as soon as it does; none at the glance."""
        loop = asyncio.get_running_loop()
        while loop.time() < glance:
            now = self._now.get(key)
            if now and now.id != seen:
                return now
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), glance - loop.time())
        return None

    async def _keep_polling(self, pool: Pool) -> None:
        while self._watched:
            at = time.time()
            try:
                views = await self._load(pool, list(self._watched))
            except Exception as why:  # whatever it is, the watchers must hear that nothing comes
                self.lost = True
                _log.warning("live view waits", exc_info=why)
            else:
                self.lost = False
                self._tell(views, at)
            await asyncio.sleep(self._seconds)

    def _tell(self, views: Mapping[K, V], at: float) -> None:
        watched = {key: value for key, value in views.items() if key in self._watched}
        fresh = {key: Change(_digest(value), value, at) for key, value in watched.items()}
        changed = any(self._now.get(key) != change for key, change in fresh.items())
        self._now.update(fresh)  # what is the same was read anew all the same
        if changed:
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shown(Generic[V]):
    """What one reader gets of a view."""

    render: Callable[[V], Mapping[str, str]]
    """From the view, as it is to the reader, to named parts: each is one event of that name."""
    own: Callable[[V], V] = lambda value: value
    """The view as it is to the reader: what they may not know of changes nothing for them."""
    serving: Callable[[V], bool] = lambda _: False
    """Whether the reader is serving a contact in it: then their session does not end."""


def event_stream(
    request: Request,
    watcher: Watcher[K, V],
    key: K,
    shown: Shown[V],
) -> StreamingResponse:
    """Push a view's parts; only parts that changed for this reader are sent again.

    The stream ends within five seconds when the session, key or token does or has other rights; by
    itself after a quarter of an hour; and when the process ends. The browser comes back with
    ``Last-Event-ID``. Raises ``TooMany`` for somebody who has too many open.
    """
    who: Principal | None = request.state.principal
    if who and not around(request).rates.room(who):
        raise TooMany(AGAIN_SECONDS)
    return StreamingResponse(
        _frames(request, watcher, key, shown),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _frames(
    request: Request, watcher: Watcher[K, V], key: K, shown: Shown[V]
) -> AsyncIterator[str]:
    viewer, serves = Viewer(request), False
    seen = request.headers.get("last-event-id", "")
    sent: dict[str, str] = {}
    with watching(request) as still:
        yield f"retry: {RETRY_MS}\n\n"
        async for change in watcher.subscribe(request.app.state.around.pool, key):
            if not (still() and await viewer.is_here()):
                return
            own = _own(change, shown) if change else None
            serves = shown.serving(own.value) if own else serves
            if serves and not watcher.lost:
                await viewer.serves()
            if own and own.id != seen and not watcher.lost:
                seen = own.id
                viewer.told()
                yield _changed(own, shown.render(own.value), sent)
            elif change is None and viewer.is_quiet():  # what is hidden does not time it
                yield LOST if watcher.lost else BEAT


def _own(change: Change[V], shown: Shown[V]) -> Change[V]:
    value = shown.own(change.value)
    return change if value is change.value else Change(_digest(value), value, change.at)


def _changed(change: Change[V], parts: Mapping[str, str], sent: dict[str, str]) -> str:
    """Frames of the parts that differ from what was sent, and before them when they were read."""
    fresh = {name: part for name, part in parts.items() if sent.get(name) != part}
    sent.update(fresh)
    told = {"at": f"{change.at:.3f}", **fresh} if fresh else {}
    return "".join(_frame(change.id, name, part) for name, part in told.items())


def _frame(change_id: str, name: str, part: str) -> str:
    lines = part.splitlines() or [""]  # without a line of data a browser hears nothing at all
    data = "\n".join(f"data: {line}" for line in lines)
    return f"id: {change_id}\nevent: {name}\n{data}\n\n"

"""One watcher of each view for all who watch it in a process."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from fastapi import Request

from shared.db import Pool
from shared.web.edge import around
from shared.web.live import Watcher

K = TypeVar("K")
V = TypeVar("V")
Load = Callable[[Pool, Collection[K], datetime], Awaitable[Mapping[K, V]]]
"""Reads the views of these keys as they are at a business time."""


def watcher_of(request: Request, name: str, every: timedelta, load: Load[K, V]) -> Watcher[K, V]:
    """The process's watcher of this name; what the first who asks brings, ``load``, is used."""
    here = around(request)

    async def now(pool: Pool, keys: Collection[K]) -> Mapping[K, V]:
        await here.clock.refresh()
        return await load(pool, keys, here.clock.now())

    found: Watcher[K, V] = here.watchers.setdefault(name, Watcher(now, every))
    return found

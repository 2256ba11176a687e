"""Live views: whoever leaves, however abruptly, takes nothing away from those who stay."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from datetime import timedelta
from itertools import count
from typing import Any, cast

import pytest

from shared.db import Pool
from shared.web import live
from shared.web.live import Change, Watcher

NO_POOL = cast(Pool, None)
ALWAYS_NEW = timedelta(milliseconds=1)


def ever_new() -> Watcher[str, int]:
    """A watcher whose view is another at each look."""
    looks = count(1)

    async def load(_pool: Pool, keys: Collection[str]) -> Mapping[str, int]:
        look = next(looks)
        return dict.fromkeys(keys, look)

    return Watcher(load, ALWAYS_NEW)


async def seen(watcher: Watcher[str, Any], times: int) -> list[Any]:
    """What somebody sees who comes now and stays for so many changes."""
    coming: AsyncGenerator[Change[Any] | None, None] = watcher.subscribe(NO_POOL, "here")
    changes = [await asyncio.wait_for(anext(coming), 2) for _ in range(times)]
    await coming.aclose()
    return [change.value for change in changes if change]


async def leaving_abruptly(watcher: Watcher[str, int], turns: int) -> None:
    """Somebody whose connection is cut: the server cancels their stream again and again."""

    async def looking() -> None:
        async for _ in watcher.subscribe(NO_POOL, "here"):
            pass

    stream = asyncio.create_task(looking())
    await asyncio.sleep(0.002)
    for _ in range(turns):
        await asyncio.sleep(0)
    for _ in range(50):
        stream.cancel()
        await asyncio.sleep(0)
    assert stream.done()


async def test_those_who_leave_abruptly_never_stop_the_view_of_those_who_stay() -> None:
    watcher = ever_new()
    staying = asyncio.create_task(seen(watcher, 400))
    for turn in range(40):
        await asyncio.gather(*(leaving_abruptly(watcher, turns) for turns in range(turn % 5 + 8)))
    values = await asyncio.wait_for(staying, 10)
    assert values == sorted(set(values))
    assert len(await seen(watcher, 3)) == 3


async def test_a_quiet_view_beats(monkeypatch: Any) -> None:
    monkeypatch.setattr(live, "GLANCE_SECONDS", 0.02)

    async def load(_pool: Pool, keys: Collection[str]) -> Mapping[str, int]:
        return dict.fromkeys(keys, 1)

    assert await seen(Watcher(load, ALWAYS_NEW), 4) == [1]


async def test_a_view_that_cannot_be_read_is_known_to_be_lost_until_it_can(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(live, "GLANCE_SECONDS", 0.05)
    broken = [True]

    async def load(_pool: Pool, keys: Collection[str]) -> Mapping[str, int]:
        if broken:
            raise OSError
        return dict.fromkeys(keys, 1)

    watcher: Watcher[str, int] = Watcher(load, ALWAYS_NEW)
    coming = watcher.subscribe(NO_POOL, "here")
    assert await anext(coming) is None
    assert watcher.lost
    broken.clear()
    assert await anext(coming)
    assert not watcher.lost
    await coming.aclose()


async def test_nothing_is_kept_of_a_view_that_nobody_watches() -> None:
    watcher = ever_new()
    await seen(watcher, 2)
    await asyncio.sleep(0.02)
    assert not watcher._now
    assert not watcher._watched


async def test_a_glance_comes_at_its_time_however_often_the_view_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "GLANCE_SECONDS", 0.05)
    loop = asyncio.get_running_loop()
    coming: AsyncGenerator[Change[Any] | None, None] = ever_new().subscribe(NO_POOL, "here")
    began, glances = loop.time(), 0
    async for change in coming:
        glances += change is None
        if loop.time() > began + 0.5:
            break
    await coming.aclose()
    assert glances > 2

"""What is around a play while it lasts: haste, a silent feed, nobody else who plays."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import time, timedelta

from deploy.cli import parts, supervised
from deploy.cli.console import err
from deploy.cli.day.clock import Time
from deploy.cli.day.house import House
from deploy.cli.instance import Instance
from deploy.local.command import Problem

SEEN_SECONDS = 20.0
"""Real seconds that a silence lasts at least, so that the boards say so."""


@asynccontextmanager
async def hurried(clock: Time, *, hurry: bool) -> AsyncIterator[None]:
    """The clock goes as fast as everybody can follow, if that is wanted."""
    if not hurry:
        yield
        return
    hurrying = asyncio.create_task(clock.hurry())
    try:
        yield
    finally:
        hurrying.cancel()
        with suppress(asyncio.CancelledError):
            await hurrying


@asynccontextmanager
async def silenced(instance: Instance, house: House) -> AsyncIterator[None]:
    """Where the scenario says so, the feed to the boards stands still for a while."""
    wishes, telling = house.plan.wishes, ["gateway-worker"]
    minutes = timedelta(minutes=wishes.scenario.silent_minutes)
    at = wishes.here.instant(wishes.day, time(wishes.scenario.silent_hour))

    async def silence() -> None:
        await house.time.until(at)
        supervised.want(instance, telling, wanted=False)
        await asyncio.sleep(SEEN_SECONDS)
        await house.time.until(at + minutes)
        supervised.want(instance, telling, wanted=True)

    task = asyncio.create_task(silence()) if minutes else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            supervised.want(instance, telling, wanted=True)


@contextmanager
def alone(instance: Instance) -> Iterator[None]:
    """While this lasts nobody else plays. Raises ``Problem`` where another play is under way."""
    with (instance.home / "run" / "play.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as why:
            raise Problem("Another day is being played here. Wait for it, or stop it.") from why
        with _without_the_demonstration(instance):
            yield


@contextmanager
def _without_the_demonstration(instance: Instance) -> Iterator[None]:
    playing = supervised.runs(instance, parts.PLAYER)
    if playing:
        err.print("The player of the demonstration stops while this lasts.")
        supervised.want(instance, [parts.PLAYER], wanted=False)
        supervised.until_stopped(instance, parts.PLAYER)
    try:
        yield
    finally:
        if playing:
            supervised.want(instance, [parts.PLAYER], wanted=True)

"""The city's telephone service: what its exchange tells."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

from deploy.cli.player.door import Door, Refused

CALLS_PER_HOUR = 90.0
MENU_SECONDS = 12.0
WAIT_SECONDS = 45.0
TALK_SECONDS = 200.0
PATIENCE_SECONDS = 240.0
Event = dict[str, str]
MOST = 500


def a_call(at: datetime, unit: str, chance: random.Random) -> list[tuple[datetime, Event]]:
    """One call's events in order, each with its time."""
    name = f"demo-{uuid4().hex[:16]}"
    queued = at + timedelta(seconds=chance.uniform(4, 2 * MENU_SECONDS))
    wait = timedelta(seconds=chance.expovariate(1 / WAIT_SECONDS))
    patience = timedelta(seconds=chance.expovariate(1 / PATIENCE_SECONDS))
    moments = [(at, "rang"), (queued, "queued")]
    if patience < wait:
        moments.append((queued + patience, "hung_up"))
    else:
        answered = queued + wait
        talk = timedelta(seconds=chance.gammavariate(2.0, TALK_SECONDS / 2))
        moments += [(answered, "answered"), (answered + talk, "hung_up")]
    return [
        (when, {"call": name, "event": event, "at": when.isoformat(), "unit": unit})
        for when, event in moments
    ]


async def ring(
    door: Door, unit: str, since: datetime, now: Callable[[], Awaitable[datetime]]
) -> None:
    """Calls come in from ``since`` on; each event is told when its time has come."""
    chance = random.SystemRandom()
    due: list[tuple[datetime, Event]] = []
    async for at in _rings(since, chance):
        due += a_call(at, unit, chance)
        due.sort(key=lambda each: each[0])
        while at > (moment := await now()):
            due = await _tell(door, due, moment)
            await asyncio.sleep(1)
        if len(due) > MOST:
            due = await _tell(door, due, moment)


async def _rings(since: datetime, chance: random.Random) -> AsyncIterator[datetime]:
    at = since
    while True:
        at += timedelta(seconds=chance.expovariate(CALLS_PER_HOUR / 3600))
        yield at


async def _tell(
    door: Door, due: list[tuple[datetime, Event]], now: datetime
) -> list[tuple[datetime, Event]]:
    """Tell what is due; what could not be told stays."""
    ready = [event for when, event in due if when <= now][:MOST]
    if not ready:
        return due
    try:
        await door.post("/api/telephony/events", {"events": ready})
    except Refused:
        await asyncio.sleep(5)
        return due
    return due[len(ready) :]

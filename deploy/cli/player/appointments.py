"""A centre's agenda: a colleague keeps times open, and people come to their appointments."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.demonstration_agenda import times_of
from deploy.cli.player.door import Door, Refused
from shared.city import City, Unit

Now = Callable[[], Awaitable[datetime]]
DAYS = 3
"""So many days the colleague's times are open ahead."""
AGAIN_SECONDS = 120.0
LOOK_SECONDS = 20.0
EARLY = timedelta(minutes=10)
"""So long before their appointment people come."""
COME = 0.85
"""The share of those who come at all."""
GIVEN_UP = timedelta(minutes=20)
SOONEST = 0.7
"""The share of appointments that are given as soon as possible."""


async def keep_open(door: Door, unit: Unit | None, here: City, now: Now) -> None:
    """A colleague keeps times open, as long as the play lasts: other days come, and a start may
    find nobody who answers yet."""
    while unit is not None:
        await open_times(door, unit, here, await now())
        await asyncio.sleep(AGAIN_SECONDS)


async def open_times(door: Door, unit: Unit, here: City, at: datetime) -> None:
    """Open the times of the next days; those that are open stay."""
    for ahead in range(DAYS):
        for series in times_of(here, unit, here.day(at) + timedelta(days=ahead)):
            with suppress(Refused):
                await door.post(
                    f"/api/units/{unit.code}/agenda/slots",
                    {
                        "kind": series.kind,
                        "minutes": series.minutes,
                        "opens": series.opens.isoformat(),
                        "closes": series.closes.isoformat(),
                        "first": series.first.isoformat(),
                        "until": series.until.isoformat(),
                    },
                )


async def give(door: Door, unit: str, contact: str, chance: random.Random) -> None:
    """An appointment as the outcome of a contact. Raises ``Refused``, where no time is free too."""
    free = (await door.get(f"/api/units/{unit}/agenda/free"))["slots"]
    if not free:
        raise Refused
    slot = free[0] if chance.random() < SOONEST else chance.choice(free)
    await door.post(f"/api/contacts/{contact}/appointments", {"unit": unit, "slot": slot["id"]})


async def come(door: Door, unit: str, now: Now) -> None:
    """People come to their appointments or stay away, as long as the play lasts."""
    chance = random.SystemRandom()
    absent: set[str] = set()
    while True:
        with suppress(Refused):
            await look(door, unit, await now(), (chance, absent))
        await asyncio.sleep(LOOK_SECONDS)


async def look(door: Door, unit: str, now: datetime, fate: tuple[random.Random, set[str]]) -> None:
    """What becomes of the day's appointments by now; ``fate`` decides, and keeps who stays away."""
    for entry in (await door.get(f"/api/units/{unit}/agenda"))["entries"]:
        if entry["appointment"] is not None:
            with suppress(Refused):
                await _visit(door, entry["appointment"], now, fate)


async def _visit(
    door: Door, visit: dict[str, Any], now: datetime, fate: tuple[random.Random, set[str]]
) -> None:
    starts = datetime.fromisoformat(visit["starts_at"])
    if visit["state"] == "arrived":
        await _see(door, visit, now, starts)
    elif visit["state"] == "booked" and now >= starts + GIVEN_UP:
        await door.post(f"/api/appointments/{visit['id']}/miss")
    elif visit["state"] == "booked" and now >= starts - EARLY:
        await _arrive(door, visit, fate)


async def _see(door: Door, visit: dict[str, Any], now: datetime, starts: datetime) -> None:
    of = f"/api/appointments/{visit['id']}"
    if visit["began_at"] is None and now >= starts:
        await door.post(f"{of}/receive")
    elif now >= starts + timedelta(minutes=visit["minutes"]):
        await door.post(f"{of}/attend")


async def _arrive(door: Door, visit: dict[str, Any], fate: tuple[random.Random, set[str]]) -> None:
    chance, absent = fate
    if visit["id"] in absent:
        return
    if chance.random() < COME:
        await door.post(f"/api/units/{visit['unit']}/check-in", {"code": visit["code"]})
    else:
        absent.add(visit["id"])

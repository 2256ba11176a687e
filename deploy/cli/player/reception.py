"""A centre's morning: people come, colleagues call, serve and close."""

import asyncio
import random
from collections.abc import Sequence

from deploy.cli.player.door import Door, Refused
from shared.city import City, Unit

ARRIVALS_PER_DESK_HOUR = 6.5
SERVICE_SECONDS = 480.0
FIRST = 4
"""How many already wait when the play begins, at most."""
PATIENCE = 0.04
"""The share of those called who have left meanwhile."""
KNOWN = 0.8
"""The share of arrivals whose reason is asked at once."""
OUTCOMES = ("informed", "informed", "resolved", "appointment", "referred", "call_back")


async def arrive(door: Door, unit: Unit, reasons: Sequence[str]) -> None:
    """People come to the centre, now and then, as long as the play lasts."""
    chance = random.SystemRandom()
    for _ in range(chance.randrange(FIRST + 1)):
        await _come(door, unit, reasons, chance)
    while True:
        rate = ARRIVALS_PER_DESK_HOUR * max(unit.desks - 1, 1) / 3600
        await asyncio.sleep(chance.expovariate(rate))
        await _come(door, unit, reasons, chance)


async def _come(door: Door, unit: Unit, reasons: Sequence[str], chance: random.Random) -> None:
    body = {"door": "desk", "reason": chance.choice(reasons) if chance.random() < KNOWN else None}
    try:
        await door.post(f"/api/units/{unit.code}/contacts", body)
    except Refused:
        await asyncio.sleep(5)


async def serve(door: Door, unit: str, desk: int) -> None:
    """A colleague works at a desk, as long as the play lasts."""
    chance = random.SystemRandom()
    at = f"/api/units/{unit}/desks/{desk}"
    await asyncio.sleep(chance.uniform(0, 10))
    while True:
        try:
            await door.post(f"{at}/open")
            while True:
                called = await door.post(f"{at}/call-next")
                await _attend(door, called["contact"]["id"], chance)
        except Refused:
            await asyncio.sleep(chance.uniform(5, 20))


async def _attend(door: Door, contact: str, chance: random.Random) -> None:
    of = f"/api/contacts/{contact}"
    await asyncio.sleep(chance.uniform(8, 40))
    if chance.random() < PATIENCE:
        await door.post(f"{of}/miss")
        return
    await door.post(f"{of}/start")
    await asyncio.sleep(chance.gammavariate(2.0, SERVICE_SECONDS / 2))
    outcome = chance.choice(OUTCOMES)
    if outcome == "call_back":
        await door.post(f"{of}/ways", {"safe_contact": "no_message"})
    await door.post(f"{of}/close", {"outcome": outcome})
    await asyncio.sleep(chance.uniform(5, 45))


def reasons_of(here: City) -> list[str]:
    """The reasons that people come with."""
    return [reason.code for reason in here.reasons if not reason.restricted]

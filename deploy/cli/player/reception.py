"""A centre's morning: people come, colleagues call, serve and close."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from deploy.cli.player.appointments import give
from deploy.cli.player.door import Door, Refused

from shared.city import City, Unit

ARRIVALS_PER_DESK_HOUR = 6.5
SERVICE_SECONDS = 480.0
FIRST = 4
"""How many already wait when the play begins, at most."""
PATIENCE = 0.04
"""The share of those called who have left meanwhile."""
KIOSK = 0.4
"""The share of arrivals that take a ticket at the kiosk."""
KNOWN = 0.8
"""The share of arrivals at the desk whose reason is asked at once; of all others, when served."""
LANGUAGES = {"ca": 0.55, "es": 0.33, "en": 0.04, "": 0.08}
"""What is touched at the kiosk; empty is a further language."""
OUTCOMES = ("informed", "informed", "resolved", "appointment", "resolved", "call_back")


@dataclass(frozen=True, slots=True)
class Folder:
    """What the play has of the city."""

    reasons: Sequence[str]
    """The reasons that people come with."""
    tongues: Sequence[str]
    """Languages beside the three."""


def folder(here: City) -> Folder:
    """What the play has of this city."""
    reasons = [reason.code for reason in here.reasons if not reason.restricted]
    tongues = [tongue.code for tongue in here.public.languages] if here.public else []
    return Folder(reasons, tongues)


async def arrive(door: Door, unit: Unit, city: Folder) -> None:
    """People come to the centre, now and then, as long as the play lasts."""
    chance = random.SystemRandom()
    for _ in range(chance.randrange(FIRST + 1)):
        await _come(door, unit, city, chance)
    while True:
        rate = ARRIVALS_PER_DESK_HOUR * max(unit.desks - 1, 1) / 3600
        await asyncio.sleep(chance.expovariate(rate))
        await _come(door, unit, city, chance)


async def _come(door: Door, unit: Unit, city: Folder, chance: random.Random) -> None:
    try:
        await (take_ticket if chance.random() < KIOSK else ask)(door, unit.code, city, chance)
    except Refused:
        await asyncio.sleep(5)


async def ask(door: Door, unit: str, city: Folder, chance: random.Random) -> None:
    """Somebody comes to the desk. Raises ``Refused``."""
    reason = chance.choice(city.reasons) if chance.random() < KNOWN else None
    await door.post(f"/api/units/{unit}/contacts", {"door": "desk", "reason": reason})


async def take_ticket(door: Door, unit: str, city: Folder, chance: random.Random) -> None:
    """Somebody takes a ticket at the kiosk, in their language. Raises ``Refused``."""
    [language] = chance.choices([*LANGUAGES], [*LANGUAGES.values()])
    contact = await door.post(f"/api/units/{unit}/contacts", {"door": "kiosk"})
    said = {"language": language or chance.choice(city.tongues or ["ca"])}
    await door.post(f"/api/contacts/{contact['id']}/ways", said)
    if not language:
        await door.post(f"/api/contacts/{contact['id']}/interpreter/asked")


async def serve(door: Door, unit: str, desk: int, city: Folder) -> None:
    """A colleague works at a desk, as long as the play lasts."""
    chance = random.SystemRandom()
    at = f"/api/units/{unit}/desks/{desk}"
    await asyncio.sleep(chance.uniform(0, 10))
    while True:
        try:
            await go_on(door, unit, desk, city, chance)
            await door.post(f"{at}/open")
            while True:
                called = await door.post(f"{at}/call-next")
                await attend(door, called["contact"], city, chance)
        except Refused:
            await asyncio.sleep(chance.uniform(5, 20))


async def go_on(door: Door, unit: str, desk: int, city: Folder, chance: random.Random) -> None:
    """Whoever still is at the desk, from a play that ended meanwhile, is served to the end."""
    desks = (await door.get(f"/api/units/{unit}/desks"))["desks"]
    for left in (each["contact"] for each in desks if each["number"] == desk):
        if left is not None:
            contact = await door.get(f"/api/contacts/{left}")
            await (
                _end(door, contact, chance)
                if contact["state"] == "serving"
                else attend(door, contact, city, chance)
            )


async def attend(door: Door, contact: dict[str, Any], city: Folder, chance: random.Random) -> None:
    """Whoever was called comes and is served, or has left. Raises ``Refused``."""
    of = f"/api/contacts/{contact['id']}"
    await asyncio.sleep(chance.uniform(8, 40))
    if chance.random() < PATIENCE:
        await door.post(f"{of}/miss")
        return
    if contact["appointment_at"]:
        await door.post(f"{of}/take-in")
        return
    await door.post(f"{of}/start")
    with suppress(Refused):
        if contact["reason"] is None:
            await door.post(f"{of}/reasons", {"reason": chance.choice(city.reasons)})
        if contact["interpreter"]:
            await door.post(f"{of}/interpreter/arrived")
    await asyncio.sleep(chance.gammavariate(2.0, SERVICE_SECONDS / 2))
    await _end(door, contact, chance)
    await asyncio.sleep(chance.uniform(5, 45))


async def _end(door: Door, contact: dict[str, Any], chance: random.Random) -> None:
    of, outcome = f"/api/contacts/{contact['id']}", chance.choice(OUTCOMES)
    if outcome == "appointment":
        try:
            await give(door, contact["unit"], contact["id"], chance)
        except Refused:
            outcome = "informed"
        else:
            return
    if outcome == "call_back":
        await door.post(f"{of}/ways", {"safe_contact": "no_message"})
    await door.post(f"{of}/close", {"outcome": outcome})

"""Calls that are to be returned: a colleague calls whoever is due first."""

import asyncio
import random
from contextlib import suppress

from deploy.cli.player.door import Door, Refused

PAUSE_SECONDS = (180.0, 540.0)
"""From one call to the next where few are due; where many are, so many times shorter."""
FEW = 4
RINGS_SECONDS = (15.0, 45.0)
TALK_SECONDS = 150.0
AMONG = 3
"""One of so many that are due first is called."""
MOST_ATTEMPTS = 3
"""Whoever was called so often is left to a person's decision."""
RESULTS = {"reached": 0.55, "no_answer": 0.3, "engaged": 0.15}
OUTCOMES = ("informed", "informed", "resolved", "resolved")


async def call_back(door: Door, unit: str) -> None:
    """Call back, one after the other, as long as the play lasts."""
    chance = random.SystemRandom()
    due = 0
    while True:
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS) / max(1, due / FEW))
        with suppress(Refused):
            due = await call_one(door, unit, chance)


async def call_one(door: Door, unit: str, chance: random.Random) -> int:
    """One call, if any is to be returned, and how many were. Raises ``Refused``."""
    calls = [each["call"] for each in (await door.get(f"/api/units/{unit}/pending"))["calls"]]
    due = [
        call["id"]
        for call in calls
        if call["origin"] != "message" and len(call["attempts"]) < MOST_ATTEMPTS
    ]
    if not due:
        return 0
    of = f"/api/pending/{chance.choice(due[:AMONG])}"
    await door.post(f"{of}/call")
    await asyncio.sleep(chance.uniform(*RINGS_SECONDS))
    [result] = chance.choices([*RESULTS], [*RESULTS.values()])
    if result == "reached":
        await asyncio.sleep(chance.gammavariate(2.0, TALK_SECONDS / 2))
        await door.post(f"{of}/reached", {"outcome": chance.choice(OUTCOMES)})
    else:
        await door.post(f"{of}/attempts", {"result": result})
    return len(due)

"""Calls that are to be returned: a colleague calls whoever is due first."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.chance import chance, lasting
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.outcomes import meeting_of
from deploy.cli.day.people import Person, Refused

FEW = 4
"""Where more are due, pauses are so many times shorter."""
OUTCOMES = ("informed", "resolved")


async def call_back(house: House, unit: str, hours: tuple[datetime, datetime]) -> None:
    """Call back, one after the other, while the unit is open."""
    caller, pause = house.person(staff.door(unit)), house.plan.wishes.numbers.callbacks
    source = chance(house.plan.wishes.seed, house.plan.wishes.day, unit, "callbacks")
    await house.time.until(hours[0])
    due = 0
    while house.time.now() < hours[1]:
        minutes = lasting(source, pause.pause_minutes, 0.5) / max(1, due / FEW)
        await house.time.sleep(timedelta(minutes=minutes))
        with suppress(Refused):
            due = await call_one(house, caller, unit)


async def call_one(house: House, caller: Person, unit: str) -> int:
    """One call, if any is to be returned, and how many were. Raises ``Refused``."""
    numbers = house.plan.wishes.numbers.callbacks
    listed = (await caller.get(f"{GATEWAY}/units/{unit}/pending", limit="50"))["calls"]
    due = [
        each["call"]
        for each in listed
        if each["call"]["origin"] != "message" and len(each["call"]["attempts"]) < numbers.most
    ]
    if due:
        await _call(house, caller, due[0])
    return len(due)


async def _call(house: House, caller: Person, call: dict[str, Any]) -> None:
    numbers = house.plan.wishes.numbers.callbacks
    tried = len(call["attempts"])
    source = chance(house.plan.wishes.seed, call["id"], tried)
    of = f"{GATEWAY}/pending/{call['id']}"
    await caller.post(f"{of}/call")
    await house.time.sleep(timedelta(seconds=lasting(source, numbers.rings_seconds, 0.4)))
    drawn = source.random()
    if drawn >= numbers.reached:
        result = "engaged" if drawn - numbers.reached < numbers.engaged else "no_answer"
        await caller.post(f"{of}/attempts", {"result": result})
        return
    await house.time.sleep(timedelta(minutes=lasting(source, numbers.minutes, 0.8)))
    if call["place"] is not None:
        await _answer_offer(house, caller, call, source)
        return
    house.ledger.opened(await caller.post(f"{of}/reached", {"outcome": _outcome(source)}))


async def _answer_offer(
    house: House, caller: Person, call: dict[str, Any], source: random.Random
) -> None:
    """They say yes or no to the place that is offered; the groups hear it. Raises ``Refused``."""
    takes = source.random() < house.plan.wishes.numbers.groups.accepts
    said = "accepted" if takes else "declined"
    place = await caller.get(f"{GATEWAY}/places/{call['place']}")
    await caller.post(f"{GATEWAY}/pending/{call['id']}/offer", {"answer": said})
    house.ledger.handing.asked(place["id"], meeting_of(place))
    house.ledger.notes[f"places {said} by telephone"] += 1


def _outcome(source: random.Random) -> str:
    return source.choice(OUTCOMES)

"""``python -m deploy.cli.day HOME``: the player's process, which plays whatever day it is."""

import asyncio
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.day import before, earlier
from deploy.cli.day.house import House
from deploy.cli.day.numbers import read
from deploy.cli.day.people import Line, Refused
from deploy.cli.day.plan import Plan, plan
from deploy.cli.day.play import (
    Act,
    at_a_centre,
    at_the_other_doors,
    house_of,
    line,
    open_agendas,
)
from deploy.cli.day.scenarios import ORDINARY
from deploy.cli.day.wishes import Wishes
from deploy.cli.demonstration import morning_after, stay_open
from deploy.cli.instance import Instance
from deploy.cli.instance import read as instance_of
from deploy.cli.logins import DEMO_CENTRES, PARTNER
from shared.city import City

LOOK_SECONDS = 30.0
BETWEEN_SECONDS = 3.0
"""Everybody signs in when they begin, which takes long on purpose: one centre after another."""
QUEUE = timedelta(minutes=15)
"""Whoever would have come so long before the play begins comes at once, and waits."""
EARLIER = timedelta(hours=2)
"""Calls of so long before are told too, and referrals sent."""
LEAST = 5
"""So many, of those before, wait at each centre of the demonstration's receptionist."""
SPARE = 1
"""Desks of each centre that are left to the people who try the demonstration."""


async def main(home: Path) -> None:
    """Play until the process is ended."""
    instance = instance_of(home)
    if instance is None:
        sys.exit(f"{home} has no instance")
    here = checked(BARCELONA)
    async with line(instance) as way:
        await _days_before(await _house(instance, way, here))
        while True:
            await stay_open(instance, here)
            await way.time.look()
            await _until_tomorrow(await _house(instance, way, here), way)
            await asyncio.sleep(LOOK_SECONDS)


async def _house(instance: Instance, way: Line, here: City) -> House:
    """The day that it is, for people who try the demonstration."""
    house = await house_of(instance, way, plan_of(here, way.time.now()))
    house.patient, house.spared = True, PARTNER
    return house


async def _days_before(house: House) -> None:
    """Leave what they would have left, and go on to the morning in which it is due soon."""
    here, time = house.plan.wishes.here, house.time
    morning = morning_after(here, time.now())
    with suppress(Refused):
        if morning and await before.leave(house, here.centres[:DEMO_CENTRES], PARTNER):
            await time.set(morning, 1)
            await asyncio.sleep(time.noticed.total_seconds())


def plan_of(here: City, now: datetime) -> Plan:
    """The rest of the day that it is, with a queue, calls and referrals of the last hours."""
    day = here.day(now)
    wishes = Wishes(here, read(), ORDINARY, day.toordinal(), day, since=now - QUEUE, spare=SPARE)
    return with_earlier(plan(wishes), plan(replace(wishes, since=now - EARLIER)), now)


def with_earlier(rest: Plan, earlier: Plan, now: datetime) -> Plan:
    """The rest of a day with what is told of before, and somebody who waits where people look."""
    last = [
        [each for each in earlier.visits if each.unit == unit.code and each.at < now][-LEAST:]
        for unit in rest.wishes.centres[:DEMO_CENTRES]
    ]
    everybody = {*rest.visits, *(each for visits in last for each in visits)}
    visits = tuple(sorted(everybody, key=lambda each: (each.at, each.unit)))
    return replace(rest, visits=visits, calls=earlier.calls, referrals=earlier.referrals)


async def _until_tomorrow(house: House, way: Line) -> None:
    """Play until everybody has gone home, or somebody set the clock to another day."""
    playing = asyncio.create_task(_lively(house))
    while not playing.done():
        await asyncio.wait({playing}, timeout=LOOK_SECONDS)
        await way.time.look()
        if house.plan.wishes.here.day(way.time.now()) != house.plan.wishes.day:
            playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing


async def _lively(house: House) -> None:
    """Where people look first all is as it would be; the other centres begin one by one."""
    centres = house.plan.wishes.centres
    async with asyncio.TaskGroup() as everything:

        def begin(acts: Iterable[Act]) -> None:
            for act in acts:
                everything.create_task(act)

        for unit in centres[:DEMO_CENTRES]:
            begin(at_a_centre(house, unit))
        begin(at_the_other_doors(house))
        for unit in centres[:DEMO_CENTRES]:
            await earlier.leave(house, unit, PARTNER)
        for unit in centres[DEMO_CENTRES:]:
            await asyncio.sleep(BETWEEN_SECONDS)
            begin(at_a_centre(house, unit))
        await open_agendas(house)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

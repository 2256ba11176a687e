"""``python -m deploy.cli.day HOME``: the player's process, which plays whatever day it is."""

import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from deploy.cli.cities import BARCELONA, business_now, checked
from deploy.cli.day.house import House
from deploy.cli.day.numbers import read
from deploy.cli.day.people import Line
from deploy.cli.day.plan import Plan, plan
from deploy.cli.day.play import house_of, line, open_agendas, play
from deploy.cli.day.scenarios import ORDINARY
from deploy.cli.day.wishes import Wishes
from deploy.cli.demonstration import stay_open
from deploy.cli.instance import Instance
from deploy.cli.instance import read as instance_of
from shared.city import City

LOOK_SECONDS = 30.0
QUEUE = timedelta(minutes=15)
"""Whoever would have come so long before the play begins comes at once, and waits."""
EARLIER = timedelta(hours=2)
"""Calls of so long before are told too."""
SPARE = 1
"""Desks of each centre that are left to the people who try the demonstration."""


async def main(home: Path) -> None:
    """Play until the process is ended."""
    instance = instance_of(home)
    if instance is None:
        sys.exit(f"{home} has no instance")
    here = checked(BARCELONA)
    async with line(instance) as way:
        while True:
            await stay_open(instance, here)
            await way.time.look()
            house = await house_of(instance, way, await plan_of(instance, here))
            house.patient = True
            await _until_tomorrow(house, way)
            await asyncio.sleep(LOOK_SECONDS)


async def plan_of(instance: Instance, here: City) -> Plan:
    """The rest of the day that it is, with a queue, and the calls of the last hours."""
    now = await business_now(instance)
    day = here.day(now)
    wishes = Wishes(here, read(), ORDINARY, day.toordinal(), day, since=now - QUEUE, spare=SPARE)
    earlier = plan(replace(wishes, since=now - EARLIER))
    return replace(plan(wishes), calls=earlier.calls)


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
    """People come at once; times and sessions of the days to come are opened meanwhile."""

    async def soon() -> None:
        await asyncio.sleep(LOOK_SECONDS)
        await open_agendas(house)

    async with asyncio.TaskGroup() as everything:
        everything.create_task(play(house))
        everything.create_task(soon())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

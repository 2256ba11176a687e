"""``python -m deploy.cli.player HOME``: the player's process."""

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from deploy.cli.cities import BARCELONA, business_now, checked
from deploy.cli.demonstration import stay_open
from deploy.cli.instance import Instance, read
from deploy.cli.player.appointments import Now, come, keep_open
from deploy.cli.player.callbacks import call_back
from deploy.cli.player.door import Door
from deploy.cli.player.exchange import ring
from deploy.cli.player.reception import arrive, folder, serve
from shared.city import City, UnitKind

LOOK_SECONDS = 60.0
EARLIER = timedelta(hours=2)
"""How far back calls are told when the play begins."""


async def main(home: Path) -> None:
    """Play until the process is ended."""
    instance = read(home)
    if instance is None:
        sys.exit(f"{home} has no instance")
    here = checked(BARCELONA)
    kept = json.loads((home / "player.json").read_text())
    address = f"http://127.0.0.1:{instance.record.ports['gateway-web']}"
    host = {"host": urlsplit(instance.origin).netloc}
    limits = httpx2.Limits(max_connections=16)
    async with (
        httpx2.AsyncClient(base_url=address, headers=host, timeout=20, limits=limits) as client,
        asyncio.TaskGroup() as group,
    ):

        async def now() -> datetime:
            return await business_now(instance)

        group.create_task(_keep_open(instance, here))
        for task in _played(kept, here, client, now):
            group.create_task(task)


def _played(
    kept: dict[str, Any], here: City, client: httpx2.AsyncClient, now: Now
) -> Iterator[Coroutine[Any, Any, None]]:
    """What each colleague who is played does, as long as the play lasts."""
    city = folder(here)
    desks = {(code, desk): Door(client, key) for code, desk, key in kept["desks"]}
    for (code, desk), door in desks.items():
        yield serve(door, code, desk, city)
    receptions = {code: door for (code, _), door in reversed(desks.items())}
    for unit in here.centres:
        if unit.code in receptions:
            yield arrive(receptions[unit.code], unit, city)
            yield come(receptions[unit.code], unit.code, now)
    for code, _, key in kept["callers"]:
        yield call_back(Door(client, key), code)
    for code, _, key in kept["professionals"]:
        yield keep_open(Door(client, key), here.unit(code), here, now)
    yield _ring(here, Door(client, kept["exchange"]), now)


async def _ring(here: City, door: Door, now: Now) -> None:
    telephone = next(unit for unit in here.units if unit.kind is UnitKind.TELEPHONE)
    await ring(door, telephone.code, await now() - EARLIER, now)


async def _keep_open(instance: Instance, here: City) -> None:
    while True:
        await stay_open(instance, here)
        await asyncio.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

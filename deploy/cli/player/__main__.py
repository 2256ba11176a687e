"""``python -m deploy.cli.player HOME``: the player's process."""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from deploy.cli.cities import BARCELONA, business_now, checked
from deploy.cli.demonstration import stay_open
from deploy.cli.instance import Instance, read
from deploy.cli.player.door import Door
from deploy.cli.player.exchange import ring
from deploy.cli.player.reception import arrive, reasons_of, serve
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
        group.create_task(_keep_open(instance, here))
        for unit in here.centres:
            keys = [key for code, _, key in kept["desks"] if code == unit.code]
            if keys:
                group.create_task(arrive(Door(client, keys[0]), unit, reasons_of(here)))
        for unit_code, desk, key in kept["desks"]:
            group.create_task(serve(Door(client, key), unit_code, desk))
        group.create_task(_ring(instance, here, Door(client, kept["exchange"])))


async def _ring(instance: Instance, here: City, door: Door) -> None:
    telephone = next(unit for unit in here.units if unit.kind is UnitKind.TELEPHONE)

    async def now() -> datetime:
        return await business_now(instance)

    await ring(door, telephone.code, await now() - EARLIER, now)


async def _keep_open(instance: Instance, here: City) -> None:
    while True:
        await stay_open(instance, here)
        await asyncio.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

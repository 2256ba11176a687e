"""From nothing to a running system: databases, a city, free ports, and every part ready."""

import random
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import uuid4

import httpx2

from deploy.cli.city.check import read
from deploy.local.ports import LENT, is_free
from shared import db
from shared.city import Calendar, Hours, Season
from shared.identity.sessions import Sessions
from tests.browser.stack import CENTRES, SERVICES, Stack
from tests.fixtures.cities import NORD, a_city, load_city, same
from tests.fixtures.databases import ROOT, at, copy_of
from tests.fixtures.postbox import postbox
from tests.sideways.processes import collecting

WORKERS = ("gateway", "referrals", "groups", "indicators")
TEN_ON_A_TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""The business time at which a system begins: every centre is open, but for one."""
MEASURED = ROOT / "deploy" / "city" / "barcelona"
"""Whose definitions of figures it has."""
SHUT = "evenings"
EVENINGS = Season(
    starts=(1, 1), ends=(12, 31), weekdays=((Hours(opens=time(16), closes=time(20)),),) * 7
)
PLAY = """
INSERT INTO business_clock (anchor_real, anchor_played, speed) VALUES (clock_timestamp(), $1, 1)
"""


@asynccontextmanager
async def running(server: str, kafka: str, folder: Path) -> AsyncIterator[Stack]:
    """A system on fresh databases, until the block ends."""
    webs = [f"{name}-web" for name in SERVICES]
    parts = [*webs, *(f"{name}-worker" for name in WORKERS), "caddy"]
    names = (*SERVICES, "identity")
    databases = {name: at(server, await copy_of(server, name), name) for name in names}
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=10))
        identity = await db.connect(databases["identity"], size=2, application="test")
        stack.push_async_callback(identity.close)
        await identity.execute(PLAY, TEN_ON_A_TUESDAY)
        await _load_cities([databases[name] for name in SERVICES])
        made = Stack(
            folder,
            f"b{uuid4().hex[:9]}",
            kafka,
            _free(parts),
            databases,
            Sessions(identity),
            identity,
            client,
            await stack.enter_async_context(postbox()),
            stack.enter_context(collecting()),
        )
        stack.push_async_callback(made.end)
        await made.start(*parts)
        yield made


async def _load_cities(databases: Collection[str]) -> None:
    """A city with many small centres that are all alike."""
    city = a_city()
    [pattern] = [unit for unit in city.units if unit.code == NORD]
    more = tuple(
        pattern.model_copy(
            update={
                "code": f"c{number:02}",
                "name": f"CSS {number}",
                "short_name": f"Centre {number}",
            }
        )
        for number in range(1, CENTRES + 1)
    )
    shut = pattern.model_copy(update={"code": SHUT, "calendar": SHUT})
    evenings = Calendar(code=SHUT, name=same("Tardes"), seasons=(EVENINGS,))
    units, calendars = (*city.units, *more, shut), (*city.calendars, evenings)
    measured, _ = read(MEASURED)
    assert measured
    of_it = {"units": units, "calendars": calendars, "indicators": measured.indicators}
    city = city.model_copy(update=of_it)
    for database in databases:
        pool = await db.connect(database, size=1, application="test")
        await load_city(pool, city)
        await pool.close()


def _free(names: Collection[str]) -> dict[str, int]:
    """A free port for each; by chance that no seed repeats in another process."""
    chance = random.SystemRandom()
    found = (port for port in iter(lambda: chance.choice(LENT), 0) if is_free(port))
    ports: dict[str, int] = {}
    for name in names:
        ports[name] = next(port for port in found if port not in ports.values())
    return ports

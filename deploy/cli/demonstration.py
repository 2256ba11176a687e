"""The demonstration's day: the time it is played at.

Centres are closed most of the time. So that there is something to see whenever somebody looks,
the business clock then goes on at the next opening; it only ever goes forward.
"""

from datetime import datetime, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from shared.city import City

INTO_THE_DAY = timedelta(minutes=75)
"""How long after opening the played day begins: then there is a queue."""


async def stay_open(instance: Instance, here: City) -> None:
    """Go on at the next opening, if no centre is open now."""
    now = await business_now(instance)
    if any(here.is_open(unit, now) for unit in here.centres):
        return
    openings = [at for unit in here.centres if (at := here.opens(unit, now)) is not None]
    if openings:
        await play(instance, min(openings) + INTO_THE_DAY, 1)


async def play(instance: Instance, start: datetime, speed: float) -> None:
    """Let the business time be ``start`` now, and run ``speed`` times as fast as real time."""
    await _clock(
        instance,
        "INSERT INTO business_clock (anchor_real, anchor_played, speed) "
        "VALUES (clock_timestamp(), $1, $2) ON CONFLICT (only_row) DO UPDATE "
        "SET anchor_real = excluded.anchor_real, anchor_played = excluded.anchor_played, "
        "speed = excluded.speed",
        start,
        speed,
    )


async def real(instance: Instance) -> None:
    """Let the business time be PostgreSQL's again."""
    await _clock(instance, "DELETE FROM business_clock")


async def _clock(instance: Instance, statement: str, *arguments: object) -> None:
    connection = await asyncpg.connect(instance.dsn("identity", OWNER))
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()

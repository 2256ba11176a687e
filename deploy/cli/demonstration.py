"""The demonstration's day: the time it is played at.

Centres are closed most of the time, and in the afternoon little is left of a day. So that there is
something to see whenever somebody looks, the business clock goes on mid-morning of a working day;
it only ever goes forward.
"""

from datetime import datetime, time, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from shared.city import City

MID_MORNING = time(10, 40)
"""When the played day begins, by the clock of the city: then there is a queue."""
SOON_ENOUGH = timedelta(minutes=15)
"""So much later is mid-morning too."""
DAYS = 15
"""So many days are looked at for one on which a centre is open then."""


async def begin(instance: Instance, here: City) -> None:
    """Go on mid-morning of a working day, if it is not that already."""
    now = await business_now(instance)
    start = begins(here, now)
    if start != now:
        await play(instance, start, 1)


async def stay_open(instance: Instance, here: City) -> None:
    """Go on in the next working morning, if no centre is open now."""
    now = await business_now(instance)
    if not any(here.is_open(unit, now) for unit in here.centres):
        await begin(instance, here)


def begins(here: City, now: datetime) -> datetime:
    """Now, if it is mid-morning of a working day; else the next instant at which it is."""
    mornings = (
        here.instant(here.day(now) + timedelta(days=ahead), MID_MORNING) for ahead in range(DAYS)
    )
    for morning in mornings:
        if now < morning + SOON_ENOUGH and any(
            here.is_open(unit, morning) for unit in here.centres
        ):
            return max(now, morning)
    return now


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

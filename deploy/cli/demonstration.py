"""The demonstration's day: the time it is played at.

Centres are closed most of the time. So that there is something to see whenever somebody looks,
the business clock then goes on in the middle of the next working day's morning; it only ever goes
forward.
"""

from datetime import datetime, time, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from shared.city import City

INTO_THE_DAY = timedelta(minutes=75)
"""How long after opening the played day begins: then there is a queue."""
NOON = time(12)
DAYS = 15
"""So many days are looked at for one on which a centre opens."""


async def stay_open(instance: Instance, here: City) -> None:
    """Go on in the next working morning, if no centre is open now."""
    now = await business_now(instance)
    start = begins(here, now)
    if start != now:
        await play(instance, start, 1)


def begins(here: City, now: datetime) -> datetime:
    """Now, if a centre is open; else mid-morning of the next day on which one opens before noon."""
    if any(here.is_open(unit, now) for unit in here.centres):
        return now
    openings = (
        here.instant(day, hours.opens)
        for day in (here.day(now) + timedelta(days=ahead) for ahead in range(DAYS))
        for unit in here.centres
        for hours in here.hours(unit, day)
        if hours.opens < NOON
    )
    to_come = [at for at in openings if at > now]
    return min(to_come) + INTO_THE_DAY if to_come else now


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

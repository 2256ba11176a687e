"""The demonstration's day: whether one is played, and at which time.

Centres are closed most of the time, and in the afternoon little is left of a day. So that there is
something to see whenever somebody looks, the business clock goes on mid-morning of a working day;
it only ever goes forward. A new instance begins some days before that morning, so that answers to
what was sent then are due soon, and the player goes on once all of it is sent.
"""

import asyncio
import os
from datetime import datetime, time, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from deploy.local.command import Problem
from shared.city import City
from shared.city.working_time import open_for

MID_MORNING = time(10, 40)
"""When the played day begins, by the clock of the city: then there is a queue."""
SOON_ENOUGH = timedelta(minutes=15)
"""So much later is mid-morning too."""
DAYS = 15
"""So many days are looked at for one on which a centre is open then."""
LEFT, LEAST = timedelta(hours=4), timedelta(hours=2)
"""Opening time that is left in that morning to answer what was sent on the days before, and the
least of it that is enough to see that it is due soon."""
HOUR = timedelta(hours=1)
LOOKS, LOOK_SECONDS = 120, 0.5


def wanted() -> bool:
    """Whether a day is played, as ``PORTES_DAY`` says. Raises ``Problem`` for another word."""
    said = os.environ.get("PORTES_DAY") or "on"
    if said not in ("on", "off"):
        raise Problem("PORTES_DAY must be on or off.")
    return said == "on"


async def begin(instance: Instance, here: City) -> None:
    """Go on mid-morning of a working day, if it is not that already."""
    now = await business_now(instance)
    start = begins(here, now)
    if start != now:
        await play(instance, start, 1)


async def begin_before(instance: Instance, here: City) -> None:
    """Begin some days before the next working morning; nothing has happened yet."""
    await real(instance)
    morning = begins(here, await business_now(instance))
    await play(instance, days_before(here, morning), 1)


async def until_begun(instance: Instance, here: City) -> None:
    """Wait for a while until the player has gone on to that morning."""
    for _ in range(LOOKS):
        now = await business_now(instance)
        if begins(here, now) == now:
            return
        await asyncio.sleep(LOOK_SECONDS)


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


def days_before(here: City, morning: datetime) -> datetime:
    """While the first centre was open: when what is sent is due soon in that morning."""
    return next(
        at
        for at in (morning - HOUR * each for each in range(DAYS * 24))
        if here.is_open(here.centres[0], at) and _left(here, at, morning) <= LEFT
    )


def morning_after(here: City, sent: datetime) -> datetime | None:
    """The first mid-morning in which what was sent then is due soon; none if there is none."""
    mornings = (
        begins(here, here.instant(here.day(sent) + timedelta(days=ahead), MID_MORNING))
        for ahead in range(1, DAYS)
    )
    warned = timedelta(minutes=here.rules.referrals.warn_minutes)
    return next((at for at in mornings if LEAST <= _left(here, sent, at) <= warned), None)


def _left(here: City, sent: datetime, at: datetime) -> timedelta:
    """For how long the first centre is still open to answer in time what was sent then."""
    whole = timedelta(minutes=here.rules.referrals.answer_minutes)
    return whole - open_for(here, here.centres[0], sent, at)


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

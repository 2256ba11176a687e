"""The demonstration's day: the time it is played at, and the staff that play it.

Centres are closed most of the time. So that there is something to see whenever somebody looks,
the business clock then goes on at the next opening; it only ever goes forward.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from deploy.cli.accounts import DEMO_CENTRES
from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance, write_secret
from shared.city import City, UnitKind
from shared.identity import Role
from shared.identity.keys import create_key

INTO_THE_DAY = timedelta(minutes=75)
"""How long after opening the played day begins: then there is a queue."""
EXCHANGE = "played exchange"
SPARE = 1
"""Desks of each centre that are left to the people who try the demonstration."""


async def begin(instance: Instance, here: City) -> None:
    """Have a time at which doors are open, and keys for those who play."""
    await stay_open(instance, here)
    await _staff(instance, here)


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


@dataclass(frozen=True, slots=True)
class Played:
    """A colleague who is played, by the name of their key."""

    name: str
    role: Role
    unit: str
    desk: int | None = None


def _played(here: City) -> dict[str, list[Played]]:
    """Who is played, by what they do."""
    phones = [unit for unit in here.units if unit.kind is UnitKind.TELEPHONE]
    return {
        "desks": [
            Played(f"played {unit.code} {number}", Role.RECEPTION, unit.code, number)
            for unit in here.centres
            for number in range(1 + SPARE, unit.desks + 1)
        ],
        "callers": [
            Played(f"played caller {unit.code}", Role.RECEPTION, unit.code)
            for unit in [*here.centres, *phones]
        ],
        "professionals": [
            Played(f"played professional {unit.code}", Role.PROFESSIONAL, unit.code)
            for unit in here.centres[:DEMO_CENTRES]
        ],
    }


async def _staff(instance: Instance, here: City) -> None:
    """A key for each who is played; an older instance gets those that it lacks."""
    path = instance.home / "player.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    lacking = {task: some for task, some in _played(here).items() if task not in kept}
    if not lacking and "exchange" in kept:
        return
    connection = await asyncpg.connect(instance.dsn("identity", OWNER))
    try:
        async with connection.transaction():
            for task, some in lacking.items():
                kept[task] = [
                    [
                        each.unit,
                        each.desk,
                        await create_key(connection, each.name, [each.role], [each.unit]),
                    ]
                    for each in some
                ]
            if "exchange" not in kept:
                kept["exchange"] = await create_key(connection, EXCHANGE, [Role.TELEPHONY])
    finally:
        await connection.close()
    write_secret(path, json.dumps(kept))

"""``portes city``: check a folder, and load it into every service's database."""

from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg

from deploy.cli.city.check import read
from deploy.cli.city.load import load
from deploy.cli.console import err
from deploy.cli.instance import OWNER, ROOT, SERVICES, Instance
from deploy.local.command import Problem
from shared.city import City
from shared.city.store import Put

BARCELONA = ROOT / "deploy" / "city" / "barcelona"


def checked(folder: Path) -> City:
    """The city of that folder. Raises ``Problem`` after every mistake is printed."""
    city, mistakes = read(folder)
    if city is None:
        for each in mistakes:
            err.print(f"{each.file}:{each.line}: {each.what} {each.remedy}", markup=False)
        raise Problem(f"{len(mistakes)} mistakes in {folder}. Nothing was loaded.")
    return city


async def load_into(
    instance: Instance, folder: Path = BARCELONA, since: date | None = None
) -> tuple[City, dict[str, Put]]:
    """Load the folder so that it holds from now on, or from the start of a civil day."""
    city = checked(folder)
    starts = city.midnight(since) if since else await business_now(instance)
    return city, await load(city, {name: instance.dsn(name, OWNER) for name in SERVICES}, starts)


async def business_now(instance: Instance) -> datetime:
    """The instance's business time: PostgreSQL's, or the played one."""
    connection = await asyncpg.connect(instance.dsn("identity", OWNER))
    try:
        now: datetime = await connection.fetchval(
            "SELECT coalesce((SELECT anchor_played + (clock_timestamp() - anchor_real) * speed "
            "FROM business_clock), clock_timestamp())"
        )
    finally:
        await connection.close()
    return now.astimezone(UTC)

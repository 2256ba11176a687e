"""``portes city``: load a folder into every service's database, and the time it holds from."""

from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.city.load import load
from deploy.cli.instance import OWNER, SERVICES, Instance
from shared.city import City
from shared.city.store import Put


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

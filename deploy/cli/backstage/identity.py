"""The instance's identity database, while a play lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.cli.instance import OWNER, Instance
from shared import db
from shared.db import Pool


@asynccontextmanager
async def identity(instance: Instance) -> AsyncIterator[Pool]:
    """Where accounts are made and the clock is set, as its owner."""
    pool = await db.connect(instance.dsn("identity", OWNER), size=2, application="portes-day")
    try:
        yield pool
    finally:
        await pool.close()

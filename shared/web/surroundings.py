"""What a web process has while it lives: pools, clock, sessions, settings."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from shared import db
from shared.clock import Clock
from shared.identity.sessions import Sessions
from shared.identity.watching import Watching
from shared.settings import Settings
from shared.web.policy import Policy


@dataclass(slots=True)
class Surroundings:
    """One web process's parts."""

    service: str
    settings: Settings
    policy: Policy
    pool: db.Pool
    identity: db.Pool
    clock: Clock
    sessions: Sessions
    watching: Watching


@asynccontextmanager
async def surrounded(app: FastAPI, service: str, policy: Policy) -> AsyncIterator[None]:
    """Open the pools for the process's life; PostgreSQL may come later than we do."""
    settings = Settings()
    application = f"{service}-web"
    async with AsyncExitStack() as stack:
        pool = await db.connect_when_there(
            settings.database_url, size=settings.pool_size, application=application
        )
        stack.push_async_callback(pool.close)
        identity = await db.connect_when_there(
            settings.identity_url, size=settings.pool_size, application=application
        )
        stack.push_async_callback(identity.close)
        sessions = Sessions(identity, settings.idle, settings.absolute)
        app.state.around = Surroundings(
            service,
            settings,
            policy,
            pool,
            identity,
            Clock(identity),
            sessions,
            Watching(sessions),
        )
        yield

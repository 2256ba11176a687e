"""What a web process has while it lives: pools, clock, sessions, settings."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from shared import db
from shared.clock import Clock
from shared.encryption import KeySource
from shared.identity.sessions import Sessions
from shared.identity.watching import Watching
from shared.rights import Policy
from shared.settings import Settings
from shared.web.ending import noted
from shared.web.rates import Rates

if TYPE_CHECKING:
    from shared.identity.oidc.provider import Provider


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
    keys: KeySource
    rates: Rates
    provider: "Provider | None" = None
    """The city's identity provider, where there is one."""
    watchers: dict[str, Any] = field(default_factory=dict)
    """Of each live view the one watcher, by its name."""


@asynccontextmanager
async def surrounded(app: FastAPI, service: str, policy: Policy) -> AsyncIterator[None]:
    """Open the pools for the process's life; PostgreSQL may come later than we do."""
    settings = Settings()
    application = f"{service}-web"
    async with AsyncExitStack() as stack:
        stack.enter_context(noted(app))
        pool = await db.connect_when_there(
            settings.database_url, size=settings.pool_size, application=application
        )
        stack.push_async_callback(pool.close)
        identity = await db.connect_when_there(
            settings.identity_url, size=settings.pool_size, application=application
        )
        stack.push_async_callback(identity.close)
        sessions = Sessions(identity, settings.idle, settings.absolute)
        here = Surroundings(
            service,
            settings,
            policy,
            pool,
            identity,
            Clock(identity),
            sessions,
            Watching(sessions),
            KeySource.of(settings),
            Rates(),
        )
        if settings.oidc_issuer:
            here.provider = _provider(settings)
            stack.push_async_callback(here.provider.close)
        app.state.around = here
        yield


def _provider(settings: Settings) -> "Provider":
    from shared.identity.oidc.provider import Provider

    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_secret())

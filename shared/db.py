"""PostgreSQL: a pool with budgets, and transactions."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import asyncpg

from shared.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

ACQUIRE_SECONDS = 1.0
BUDGETS = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    "jit": "off",  # our statements are short: compiling them costs more than it saves
}


class Tx(Protocol):
    """A transaction, for whoever asks it statements; somebody else begins and ends it."""

    async def execute(self, query: str, *args: Any) -> str: ...
    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]: ...
    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...


async def connect(dsn: str, *, size: int = 10, application: str = "portes") -> Pool:
    """A pool of at most ``size`` connections, each with the budgets above."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        timeout=5,
        init=_speak_json,
        reset=_leave_as_it_is,
        server_settings={**BUDGETS, "application_name": application},
    )


async def connect_when_there(dsn: str, *, size: int, application: str) -> Pool:
    """Like ``connect``, waiting for a server that is not there yet."""
    while True:
        try:
            return await connect(dsn, size=size, application=application)
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.InvalidCatalogNameError):
            await asyncio.sleep(0.5)


async def _speak_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: value if isinstance(value, str) else json.dumps(value),
        decoder=json.loads,
    )


async def _leave_as_it_is(_connection: Connection) -> None:
    """We set nothing beyond a transaction, so a round trip to reset a connection is saved."""


class Change:
    """The transaction of a command: what it tells waits for the one statement that ends it.

    ``city`` is the version that was found to hold when the command began, if there is one.
    """

    __slots__ = ("_connection", "city", "told")

    def __init__(self, connection: Tx, city: asyncpg.Record | None) -> None:
        self._connection = connection
        self.city = city
        self.told: list[tuple[Any, ...]] = []

    async def execute(self, query: str, *args: Any) -> str:
        return await self._connection.execute(query, *args)

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        return await self._connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        return await self._connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self._connection.fetchval(query, *args)


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Tx]:
    """One transaction, committed when the block ends well.

    Raises ``Unavailable`` when no connection is free within a second.
    """
    try:
        connection = await pool.acquire(timeout=ACQUIRE_SECONDS)
    except (TimeoutError, OSError, asyncpg.CannotConnectNowError) as why:
        raise Unavailable from why
    try:
        async with connection.transaction():
            yield connection
    finally:
        await pool.release(connection)

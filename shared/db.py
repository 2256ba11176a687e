"""PostgreSQL: a pool with budgets, and transactions that say whose scope they have."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias
from uuid import UUID

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
    "standard_conforming_strings": "on",
    "max_parallel_workers_per_gather": "0",  # starting helpers takes longer than our statements
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


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction may see: PostgreSQL itself hides all rows of other units.

    ``units`` none is the whole city; ``principal`` none is the service itself.
    """

    units: frozenset[str] | None
    principal: UUID | None = None
    organisation: str | None = None
    SYSTEM: ClassVar["Scope"]
    """The service's own work: timers, consumers, the operator's commands."""
    NOTHING: ClassVar["Scope"]
    """Of nobody: no row of any unit."""

    @classmethod
    def of(cls, units: Iterable[str]) -> "Scope":
        """Exactly these units, as live views watch them."""
        return cls(frozenset(units))

    def settings(self) -> dict[str, str]:
        """What PostgreSQL's policies read."""
        return {
            "portes.units": "*" if self.units is None else _array(self.units),
            "portes.own": "" if self.units is None else _array(self.units),
            "portes.principal": str(self.principal or ""),
            "portes.organisation": self.organisation or "",
        }


Scope.SYSTEM = Scope(None)
Scope.NOTHING = Scope(frozenset())


def _array(units: Iterable[str]) -> str:
    """Units as PostgreSQL writes an array: each quoted, so that none can be taken for another."""
    quoted = (unit.replace("\\", "\\\\").replace('"', '\\"') for unit in sorted(units))
    return "{" + ",".join(f'"{unit}"' for unit in quoted) + "}"


@asynccontextmanager
async def transaction(pool: Pool, scope: Scope) -> AsyncIterator[Tx]:
    """One transaction within a scope, committed when the block ends well.

    The scope ends with it, however it ends: the connection carries nothing to its next user.
    Raises ``Unavailable`` when no connection is free within a second.
    """
    try:
        connection = await pool.acquire(timeout=ACQUIRE_SECONDS)
    except (TimeoutError, OSError, asyncpg.CannotConnectNowError) as why:
        raise Unavailable from why
    try:
        async with _begun(connection, scope):
            yield connection
    finally:
        await pool.release(connection)


@asynccontextmanager
async def _begun(connection: Connection, scope: Scope) -> AsyncIterator[None]:
    """Begin within the scope by one round trip; what is left open the pool rolls back."""
    local = "".join(
        f"SET LOCAL {name} = {_literal(value)};" for name, value in scope.settings().items()
    )
    await connection.execute(f"BEGIN;{local}")
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


async def stay_within(connection: Connection, scope: Scope) -> None:
    """Give a connection of one's own, of no pool, a scope until it is closed."""
    for name, value in scope.settings().items():
        await connection.execute("SELECT set_config($1, $2, false)", name, value)

"""Puts a city into the databases of the services."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.city import City, store
from shared.city.store import Put
from shared.db import Connection


@dataclass(frozen=True, slots=True)
class _Held:
    """What a database holds already."""

    newest: int
    """The number of its newest version; 0 when it has none."""
    same: int | None
    """The number under which it holds this very city, if it does."""


async def load(city: City, dsns: Mapping[str, str], valid_from: datetime) -> dict[str, Put]:
    """Load a city that holds from an instant on into each database, named by its service.

    The addresses are those of the schema's owner. A new version has the same number everywhere;
    a database that holds this city already is left as it is, so loading again changes nothing,
    and loading again after a failure completes what is missing under the number already given.
    """
    async with AsyncExitStack() as stack:
        # All are written before any is committed, so that a failure leaves none of them changed.
        # The same order for everybody keeps two who load at once from waiting for each other.
        opened = {name: await _begin(stack, dsns[name]) for name in sorted(dsns)}
        held = {name: await _held(tx, city, valid_from) for name, tx in opened.items()}
        number = _number(held.values())
        return {
            name: await store.put(tx, city, valid_from, version=number)
            for name, tx in opened.items()
        }


async def _begin(stack: AsyncExitStack, dsn: str) -> Connection:
    connection: Connection = await asyncpg.connect(dsn)
    stack.push_async_callback(connection.close)
    await stack.enter_async_context(connection.transaction())
    await connection.execute("LOCK TABLE city_version IN SHARE ROW EXCLUSIVE MODE")
    return connection


async def _held(tx: Connection, city: City, valid_from: datetime) -> _Held:
    kept = await store.versions(tx)
    if not kept:
        return _Held(newest=0, same=None)
    now = await store.current(tx, valid_from)
    begun = now.valid_from is not None and now.valid_from <= valid_from
    same = begun and store.digest_of(now) == store.digest_of(city)
    return _Held(newest=kept[-1].version, same=now.version if same else None)


def _number(held: Collection[_Held]) -> int:
    """The number that those get who lack the city: one given already, or else a fresh one."""
    lacking = max((one.newest for one in held if one.same is None), default=0)
    given = [one.same for one in held if one.same is not None and one.same > lacking]
    return max(given) if given else max((one.newest for one in held), default=0) + 1

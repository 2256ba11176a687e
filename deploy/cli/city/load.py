"""Puts a city into the databases of the services."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg

from deploy.local.command import Problem
from shared.city import City, IndicatorVersion, store
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
    Raises ``Problem`` when it would change what an indicator meant on days that are over.
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


def _meanings(cities: Sequence[City]) -> dict[tuple[str, int], IndicatorVersion]:
    """Every version of every indicator that these cities measure, by its code and number."""
    return {
        (each.code, version.number): version
        for city in cities
        for each in city.measured
        for version in each.versions
    }


def _unchanged(kept: Sequence[City], city: City, valid_from: datetime) -> None:
    """Refuse a city that would measure days of the past otherwise than they were measured."""
    known, told = _meanings(kept), _meanings([city])
    codes, mine = {code for code, _ in known}, {each.code for each in city.measured}
    for (code, number), version in known.items():
        if code in mine and told.get((code, number)) != version:
            raise Problem(
                f"catalogue.yaml: version {number} of {code!r} was loaded with another meaning. "
                "Give it back what it said, and add a version with a later day."
            )
    day = valid_from.astimezone(ZoneInfo(city.timezone)).date()
    for (code, number), version in told.items():
        if code in codes and (code, number) not in known and version.since < day:
            raise Problem(
                f"catalogue.yaml: version {number} of {code!r} begins on {version.since}, "
                f"before the city holds. Let it begin on {day} or later."
            )


async def _held(tx: Connection, city: City, valid_from: datetime) -> _Held:
    kept = await store.versions(tx)
    if not kept:
        return _Held(newest=0, same=None)
    now = await store.current(tx, valid_from)
    _unchanged(kept, city, valid_from)
    begun = now.valid_from is not None and now.valid_from <= valid_from
    same = begun and store.digest_of(now) == store.digest_of(city)
    return _Held(newest=kept[-1].version, same=now.version if same else None)


def _number(held: Collection[_Held]) -> int:
    """The number that those get who lack the city: one given already, or else a fresh one."""
    lacking = max((one.newest for one in held if one.same is None), default=0)
    given = [one.same for one in held if one.same is not None and one.same > lacking]
    return max(given) if given else max((one.newest for one in held), default=0) + 1

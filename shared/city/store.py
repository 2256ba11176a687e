"""The versions of the city in a service's own database."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.city.model import City
from shared.db import Change, Pool, Tx
from shared.errors import Unavailable

HOLDING_AT = """
SELECT version, valid_from, digest, {at}::timestamptz AS at FROM city_version
ORDER BY valid_from <= {at} DESC,
         CASE WHEN valid_from <= {at} THEN valid_from END DESC,
         CASE WHEN valid_from > {at} THEN valid_from END ASC,
         version DESC
LIMIT 1
"""
"""Which version holds at an instant, to be asked alone or as part of a statement."""
HOLDING = HOLDING_AT.format(at="$1")
NEW = """
INSERT INTO city_version (version, valid_from, digest, content) VALUES ($1, $2, $3, $4)
"""


class NoCity(Unavailable):
    """The database holds no city yet: somebody has to run ``portes city load``."""

    code = "no-city"
    title = "The city is not loaded yet"


@dataclass(frozen=True, slots=True)
class Put:
    """What loading did: the version that holds now, and whether it is a new one."""

    version: int
    changed: bool


async def current(where: Pool | Tx, at: datetime) -> City:
    """The city as its rules hold at that instant; before the first version, the first.

    Raises ``NoCity`` while none is loaded.
    """
    row = where.city if isinstance(where, Change) else None
    if row is None or row["at"] != at:
        row = await where.fetchrow(HOLDING, at)
    if row is None:
        raise NoCity
    return await _city(where, row)


async def of_version(where: Pool | Tx, version: int) -> City | None:
    """The city of that number, if there is one."""
    row = await where.fetchrow(
        "SELECT version, valid_from, digest FROM city_version WHERE version = $1", version
    )
    return None if row is None else await _city(where, row)


async def versions(where: Pool | Tx) -> list[City]:
    """Every version, in the order of their numbers."""
    rows = await where.fetch(
        "SELECT version, valid_from, digest FROM city_version ORDER BY version"
    )
    return [await _city(where, row) for row in rows]


async def put(tx: Tx, city: City, valid_from: datetime, version: int | None = None) -> Put:
    """Load a city that holds from an instant on.

    Changes nothing when the version that holds then says the same. ``version`` gives its number
    where several databases must agree; otherwise it is the next one.
    """
    await tx.execute("LOCK TABLE city_version IN SHARE ROW EXCLUSIVE MODE")
    digest = digest_of(city)
    holding = await tx.fetchrow(HOLDING, valid_from)
    if holding and holding["digest"] == digest and holding["valid_from"] <= valid_from:
        return Put(holding["version"], changed=False)
    number = version or await _next(tx)
    await tx.execute(NEW, number, valid_from, digest, _content(city))
    return Put(number, changed=True)


def digest_of(city: City) -> str:
    """Names the content, whatever its version and date."""
    return hashlib.sha256(_content(city).encode()).hexdigest()


async def _next(tx: Tx) -> int:
    newest = await tx.fetchval("SELECT coalesce(max(version), 0) FROM city_version")
    return int(newest) + 1


def _content(city: City) -> str:
    return json.dumps(
        city.model_dump(mode="json", exclude={"version", "valid_from"}),
        ensure_ascii=False,
        sort_keys=True,
    )


_known: dict[tuple[str, int, datetime], City] = {}
KEPT = 64


async def _city(where: Pool | Tx, row: asyncpg.Record) -> City:
    key = (row["digest"], row["version"], row["valid_from"])
    if key not in _known:
        content = await where.fetchval(
            "SELECT content::text FROM city_version WHERE version = $1", row["version"]
        )
        if len(_known) >= KEPT:
            _known.clear()
        dated = {"version": row["version"], "valid_from": row["valid_from"]}
        _known[key] = City.model_validate_json(content).model_copy(update=dated)
    return _known[key]

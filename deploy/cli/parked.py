"""``portes parked``: messages that could not be read, and trying them again."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from rich.table import Table

from deploy.cli.console import out
from deploy.cli.instance import Instance
from deploy.local.command import Problem
from services.indicators.reactions import REACTIONS
from shared.consumer import Reactions
from shared.consumer.message import Unreadable
from shared.consumer.parked import Parked, listed, retry, shown
from shared.db import BUDGETS, Connection, Scope, stay_within

HEARERS: dict[str, Reactions] = {"indicators": REACTIONS}
"""The services that hear others, with what they do then."""
PAGE = 100


async def show_list(instance: Instance, service: str, after: int, *, as_json: bool) -> None:
    """Print what waits, oldest first, a page at a time."""
    async with _connected(instance, service) as tx:
        waiting = await listed(tx, after=after, limit=PAGE)
    if as_json:
        print(json.dumps([_head(each) for each in waiting]))
        return
    table = Table("id", "topic", "partition", "offset", "parked at (UTC)", "reason", box=None)
    for each in waiting:
        place = (each.topic, str(each.partition), str(each.offset))
        table.add_row(str(each.id), *place, f"{each.parked_at:%Y-%m-%d %H:%M:%S}", each.reason)
    out.print(table if waiting else "Nothing is parked.")
    if len(waiting) == PAGE:
        out.print(f"More: portes parked list --after {waiting[-1].id}")


async def show_one(instance: Instance, service: str, parked_id: int, *, as_json: bool) -> None:
    """Print one message with its bytes; as JSON they are hexadecimal."""
    async with _connected(instance, service) as tx:
        found = await shown(tx, parked_id)
    if found is None:
        raise Problem(f"There is no parked message {parked_id}. See: portes parked list")
    if as_json:
        told = {"headers": found.headers, "key": _hex(found.key), "value": _hex(found.value)}
        print(json.dumps(_head(found) | told))
        return
    out.print(f"{found.topic}/{found.partition} at {found.offset}: {found.reason}", markup=False)
    for name, value in found.headers:
        out.print(f"{name}: {bytes.fromhex(value or '')!r}", markup=False)
    out.print(f"key: {found.key!r}\nvalue: {found.value!r}", markup=False)


async def try_again(instance: Instance, service: str, parked_id: int) -> None:
    """Read it again and react; it stays parked when it still cannot be read."""
    async with _connected(instance, service) as tx:
        try:
            async with tx.transaction():
                done = await retry(tx, parked_id, HEARERS[service])
        except Unreadable as why:
            raise Problem(f"It still cannot be read: {why}. It stays parked.") from why
    if not done:
        raise Problem(f"No parked message {parked_id} waits. See: portes parked list")
    out.print("Read and applied.")


def _head(parked: Parked) -> dict[str, Any]:
    """Which message it is and why it is here."""
    names = ("id", "topic", "partition", "offset", "reason")
    head = {name: getattr(parked, name) for name in names}
    return head | {"parked_at": parked.parked_at.isoformat()}


def _hex(content: bytes | None) -> str | None:
    return None if content is None else content.hex()


@asynccontextmanager
async def _connected(instance: Instance, service: str) -> AsyncIterator[Connection]:
    pool = await asyncpg.create_pool(
        instance.dsn(service, service), min_size=1, max_size=1, init=_json, server_settings=BUDGETS
    )
    async with pool, pool.acquire() as connection:
        await stay_within(connection, Scope.SYSTEM)
        yield connection


async def _json(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )

"""The identity database, as the command line works in it: its owner, one transaction a command."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from rich.table import Table

from deploy.cli.cities import business_now
from deploy.cli.console import out
from deploy.cli.instance import OWNER, existing
from deploy.local.command import Problem
from shared import db
from shared.city.store import NoCity, current
from shared.db import Pool
from shared.errors import NotFound, Refused
from shared.identity import Role
from shared.identity.rights import Rights, rights

T = TypeVar("T")


def in_identity(act: Callable[[Pool], Awaitable[T]], absent: str) -> T:
    """Do something in the identity database. Raises ``Problem``; ``absent``: there is no such."""

    async def do() -> T:
        dsn = existing().dsn("identity", OWNER)
        pool = await db.connect(dsn, size=1, application="portes-cli")
        try:
            return await act(pool)
        finally:
            await pool.close()

    try:
        return asyncio.run(do())
    except NotFound as why:
        raise Problem(absent) from why
    except Refused as why:
        raise Problem(why.title) from why


async def known_rights(
    roles: Iterable[Role], units: Iterable[str] | None, organisation: str | None
) -> Rights:
    """Rights as the options say. Raises ``NoSuchRole``, or ``UnknownUnits`` if a city is loaded."""
    given = rights(roles, units, organisation)
    if given.units:
        instance = existing()
        at = await business_now(instance)
        pool = await db.connect(instance.dsn("gateway", OWNER), size=1, application="portes-cli")
        try:
            with suppress(NoCity):
                given.within(unit.code for unit in (await current(pool, at)).places)
        finally:
            await pool.close()
    return given


def link_of(token: str) -> str:
    """The address at which the owner of a one-time link chooses a password."""
    return f"{existing().origin}/gateway/new-password/{token}"


def plain(value: Any) -> Any:
    """What JSON can hold: dataclasses as objects, sets as lists, times and ids as texts."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in (value if isinstance(value, list) else sorted(value))]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def tell(value: Any, *, as_json: bool, table: Callable[[], Table | str]) -> None:
    """Print it for a program, or for people."""
    if as_json:
        print(json.dumps(plain(value)))
    else:
        out.print(table())


def rows(columns: Iterable[str], lines: Iterable[Iterable[object]]) -> Table:
    """A plain table."""
    made = Table(*columns, box=None, pad_edge=False)
    for line in lines:
        made.add_row(*(("" if cell is None else str(cell)) for cell in line))
    return made


def scope(given: Rights) -> str:
    """Where rights hold, in a word or two."""
    if given.organisation:
        return given.organisation
    return "the city" if given.units is None else ", ".join(sorted(given.units))

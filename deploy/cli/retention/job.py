"""The job: count what is due by the city's table, and remove exactly that."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
from rich.progress import Progress

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import OWNER, Instance
from deploy.cli.retention import holds, runs
from deploy.cli.retention.kinds import KINDS
from deploy.cli.retention.removals import REMOVALS
from deploy.cli.retention.runs import Line, Run
from deploy.cli.retention.work import Moment, Removal, Work
from deploy.local.command import Problem
from shared.city import City
from shared.city.store import NoCity, current
from shared.db import Connection, Scope, stay_within

LOCK = 7_079_003
NO_TABLE = "The city that holds has no retention.csv. Load it: portes city load"


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind in one database, by one of its removals."""

    kind: str
    removal: Removal
    work: Work


async def due(instance: Instance, at: Moment | None = None) -> Run:
    """Count what is due, and keep that as a report; nothing is removed."""
    at = at or await moment(instance)
    async with gateway(instance) as tx:
        city = await city_of(tx, at)
        lines = [line async for line in _count(instance, tx, city, at)]
        return await runs.keep(tx, at, runs.digest_of(city), lines)


async def apply(instance: Instance, which: UUID, shown: Progress) -> Run:
    """Remove what a report shows, batch by batch; killed at any point, the same call goes on.

    Raises ``Problem`` when there is no such report, the table is another by now, or another run
    is under way.
    """
    async with gateway(instance) as tx:
        if not await tx.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise Problem("Another portes retention apply is under way. Wait for it.")
        run = await runs.one(tx, which)
        if run is None:
            raise Problem("There is no such report. Make one: portes retention due")
        city = await city_of(tx, await moment(instance))
        if runs.digest_of(city) != run.digest:
            raise Problem("The city's table has changed since. Look again: portes retention due")
        await runs.begin(tx, run.id)
        done = {(line.kind, line.database): line for line in run.done}
        async for line in _remove(instance, tx, (city, run), shown):
            before = done.get((line.kind, line.database))
            rows = line.rows + (before.rows if before else 0)
            done[line.kind, line.database] = replace(line, rows=rows)
            await runs.note(tx, run.id, list(done.values()))
        await runs.end(tx, run.id)
        return await runs.one(tx, run.id) or run


async def moment(instance: Instance) -> Moment:
    """Now."""
    return Moment(await business_now(instance), datetime.now(UTC))


async def city_of(tx: Connection, at: Moment) -> City:
    """The city whose table holds. Raises ``Problem`` when it has none."""
    try:
        city = await current(tx, at.business)
    except NoCity as why:
        raise Problem(NO_TABLE) from why
    if not city.retention:
        raise Problem(NO_TABLE)
    return city


async def _count(instance: Instance, tx: Connection, city: City, at: Moment) -> AsyncIterator[Line]:
    async with _parts(instance, city, at) as parts:
        for (kind, database), several in _together(parts).items():
            for part in several:
                part.work.held = await holds.held(tx)
            found = [await part.removal.due(part.work) for part in several]
            oldest = min((each.oldest for each in found if each.oldest), default=None)
            rows = sum(each.rows for each in found)
            limit = several[0].work.limit
            yield Line(kind, database, str(KINDS[kind].then), limit, rows, oldest)


async def _remove(
    instance: Instance, tx: Connection, what: tuple[City, Run], shown: Progress
) -> AsyncIterator[Line]:
    city, run = what
    counted = {(line.kind, line.database): line.rows for line in run.due}
    async with _parts(instance, city, run.at) as parts:
        for (kind, database), several in _together(parts).items():
            if not (rows := counted.get((kind, database), 0)):
                continue
            task = shown.add_task(f"{kind}, {database}", total=rows)
            limit = several[0].work.limit
            for part in several:
                async for number in _steps(part, tx):
                    shown.advance(task, number)
                    yield Line(kind, database, str(KINDS[kind].then), limit, number)


async def _steps(part: _Part, tx: Connection) -> AsyncIterator[int]:
    """Batch after batch; whatever is held meanwhile stays."""
    while True:
        part.work.held = await holds.held(tx)
        number = await part.removal.step(part.work)
        if not number:
            return
        yield number
        await asyncio.sleep(0)


def _together(parts: Sequence[_Part]) -> Mapping[tuple[str, str], list[_Part]]:
    found: dict[tuple[str, str], list[_Part]] = {}
    for part in parts:
        found.setdefault((part.kind, part.work.database), []).append(part)
    return found


@asynccontextmanager
async def _parts(instance: Instance, city: City, at: Moment) -> AsyncIterator[Sequence[_Part]]:
    """All that can be due, on connections of the schemas' owner within the whole city."""
    table = {each.kind: each for each in city.retention}
    async with AsyncExitStack() as stack:
        opened: dict[str, Connection] = {}
        found: list[_Part] = []
        for kind, removals in REMOVALS.items():
            for database in KINDS[kind].databases:
                if database not in opened:
                    opened[database] = await _connected(stack, instance, database)
                for removal in removals:
                    limit = table[kind].limit(at.business if removal.business else at.real)
                    if limit is not None:
                        work = Work(instance, database, opened[database], limit, at)
                        found.append(_Part(kind, removal, work))
        yield found


async def _connected(stack: AsyncExitStack, instance: Instance, database: str) -> Connection:
    connection: Connection = await asyncpg.connect(instance.dsn(database, OWNER))
    stack.push_async_callback(connection.close)
    await stay_within(connection, Scope.SYSTEM)
    return connection

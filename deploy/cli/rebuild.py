"""``portes rebuild``: the indicators' facts anew from the gateway's archive."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
from rich.progress import Progress

from deploy.cli.console import out
from deploy.cli.instance import OWNER, Instance
from services.indicators import store
from services.indicators.reactions import FACTS
from services.indicators.store import Merged
from shared.consumer import Told
from shared.contracts import Event, event_types
from shared.db import Connection, Scope, stay_within

TOPICS = sorted({event.topic for event in FACTS})


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did, and from which publication on there were events."""

    since: datetime | None
    events: int
    facts: Merged


async def rebuild(instance: Instance, shown: Progress) -> Rebuilt:
    """Replay the archive into shadow facts, then let them replace differing ones at once.

    Boards read the old facts meanwhile, and the worker goes on hearing: of two versions the
    greater stays.
    """
    async with (
        _connected(instance, "gateway") as gateway,
        _connected(instance, "indicators") as facts,
    ):
        total = await gateway.fetchval(
            "SELECT count(*) FROM outbox_archive WHERE topic = ANY($1)", TOPICS
        )
        task = shown.add_task("Reading the archive", total=total)
        await store.begin_shadow(facts)
        since, number = None, 0
        async for rows in store.archived(gateway, TOPICS):
            since = since or rows[0]["at"]
            number += len(rows)
            await _react(facts, [_told(row) for row in rows])
            shown.advance(task, len(rows))
        shown.update(task, description="Putting the facts in place")
        async with facts.transaction():
            merged = await store.merge(facts)
    return Rebuilt(since, number, merged)


def show(done: Rebuilt, *, as_json: bool) -> None:
    """Print from which instant on it recomputed, and what came of it."""
    facts = done.facts
    if as_json:
        since = done.since.isoformat() if done.since else None
        print(json.dumps({"since": since, "events": done.events, **asdict(facts)}))
        return
    start = f"{done.since:%Y-%m-%dT%H:%M:%SZ}" if done.since else "never: the archive is empty"
    out.print(
        f"Recomputed from {start} (publication): {done.events} events, {facts.rebuilt} facts."
    )
    out.print(
        f"{facts.corrected} corrected, {facts.added} added, "
        f"{facts.carried_over} older ones carried over unchanged."
    )


@asynccontextmanager
async def _connected(instance: Instance, service: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(instance.dsn(service, OWNER))
    try:
        await stay_within(connection, Scope.SYSTEM)
        yield connection
    finally:
        await connection.close()


def _told(row: asyncpg.Record) -> Told[Event]:
    kind = event_types()[row["type"]]
    event = kind.model_validate_json(row["data"])
    return Told(row["event_id"], event, "/archive", "", row["at"], 0, row["id"])


async def _react(facts: Connection, told: Sequence[Told[Any]]) -> None:
    """Let each reaction hear what is its own, in the archive's order."""
    heard: defaultdict[Any, list[Told[Any]]] = defaultdict(list)
    for each in told:
        heard[FACTS[type(each.event)]].append(each)
    for reaction, batch in heard.items():
        await reaction(facts, batch)

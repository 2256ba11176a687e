"""``portes rebuild``: the indicators' facts anew from every service's archive."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
from rich.progress import Progress

from deploy.cli.console import out
from deploy.cli.instance import OWNER, SERVICES, Instance
from services.indicators import store
from services.indicators.reactions import FACTS
from services.indicators.store import Merged
from shared.consumer import Told
from shared.contracts import Event, event_types, topics_of
from shared.db import Connection, Scope, stay_within

TOPICS = {
    service: topics
    for service in SERVICES
    if (topics := sorted({event.topic for event in FACTS} & set(topics_of(service))))
}
"""Of each service that tells of facts, the topics that do."""
TOLD = "SELECT count(*) FROM outbox_archive WHERE topic = ANY($1)"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    since: Mapping[str, datetime]
    """Of each service that told anything, the publication of the oldest event that is left."""
    events: int
    facts: Merged


async def rebuild(instance: Instance, shown: Progress) -> Rebuilt:
    """Replay the archives into shadow facts, then let them replace differing ones at once.

    Each service's archive stands in its own database. Boards read the old facts meanwhile, and
    the worker goes on hearing: of two versions the greater stays.
    """
    async with AsyncExitStack() as stack:
        told_by = {name: await _connected(stack, instance, name) for name in TOPICS}
        facts = await _connected(stack, instance, "indicators")
        totals = [await each.fetchval(TOLD, TOPICS[name]) for name, each in told_by.items()]
        task = shown.add_task("Reading the archives", total=sum(totals))
        await store.begin_shadow(facts)
        since: dict[str, datetime] = {}
        number = 0
        for name, archive in told_by.items():
            async for rows in store.archived(archive, TOPICS[name]):
                since.setdefault(name, rows[0]["at"])
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
        since = {service: at.isoformat() for service, at in done.since.items()}
        print(json.dumps({"since": since, "events": done.events, **asdict(facts)}))
        return
    oldest = [f"{service} {at:%Y-%m-%dT%H:%M:%SZ}" for service, at in done.since.items()]
    start = ", ".join(oldest) or "never: the archives are empty"
    out.print(
        f"Recomputed from {start} (publication): {done.events} events, {facts.rebuilt} facts."
    )
    out.print(
        f"{facts.corrected} corrected, {facts.added} added, "
        f"{facts.carried_over} older ones carried over unchanged."
    )


async def _connected(stack: AsyncExitStack, instance: Instance, service: str) -> Connection:
    connection: Connection = await asyncpg.connect(instance.dsn(service, OWNER))
    stack.push_async_callback(connection.close)
    await stay_within(connection, Scope.SYSTEM)
    return connection


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

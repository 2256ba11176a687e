"""A little service that hears desks: what it heard, what it made of it, and when it refuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from shared.consumer import Consumer, Reactions, Told
from shared.contracts import Event
from shared.contracts.gateway import DeskChanged
from shared.db import Tx
from tests.fixtures.messaging import Messaging, place

TOPIC = "gateway.desks"
TABLES = """
CREATE TABLE heard (
    id bigint GENERATED ALWAYS AS IDENTITY, key text, version bigint, place text
);
CREATE TABLE effect (key text PRIMARY KEY, version bigint, changes integer DEFAULT 1);
"""
KEEP = """
INSERT INTO effect (key, version) VALUES ($1, $2) ON CONFLICT (key)
DO UPDATE SET version = excluded.version, changes = effect.changes + 1
WHERE effect.version < excluded.version
"""
Row = tuple[Any, ...]


@dataclass(slots=True)
class Hearing:
    """Counts each time an event is heard (``heard``), and keeps the newest version (``effect``)."""

    messaging: Messaging
    refuses: set[str] = field(default_factory=set)
    """Keys at which the reaction fails."""

    @property
    def reactions(self) -> Reactions:
        return {DeskChanged: self.react}

    async def react(self, tx: Tx, told: Sequence[Told[Event]]) -> None:
        for each in told:
            key, version = each.event.key, each.event.version
            await tx.execute(
                "INSERT INTO heard (key, version, place) VALUES ($1, $2, $3)",
                key,
                version,
                f"{each.partition}/{each.offset}",
            )
            await tx.execute(KEEP, key, version)
            if key in self.refuses:
                raise ArithmeticError

    def consumer(self, pool: asyncpg.Pool | None = None, **settings: Any) -> Consumer:
        """One more process of the service."""
        return Consumer(
            pool or self.messaging.pool,
            self.messaging.settings.model_copy(update=settings),
            "hearing",
            reactions=self.reactions,
            topics=[TOPIC],
        )

    async def rows(self, statement: str) -> list[Row]:
        return [tuple(row) for row in await self.messaging.pool.fetch(statement)]

    async def heard(self) -> list[Row]:
        """Key and version of all that was heard, in that order."""
        return await self.rows("SELECT key, version FROM heard ORDER BY id")

    async def effects(self) -> dict[str, tuple[int, int]]:
        """By key: the version kept, and how often it changed."""
        rows = await self.rows("SELECT key, version, changes FROM effect")
        return {key: (version, changes) for key, version, changes in rows}

    def has(self, count: int) -> Callable[[], Any]:
        """Whether so many events were heard."""

        async def enough() -> bool:
            return len(await self.heard()) >= count

        return enough

    async def position(self, partition: int = 0) -> asyncpg.Record:
        """Where reading of that partition stands."""
        return await self.messaging.pool.fetchrow(
            "SELECT *, xmin::text AS written_by FROM consumer_position "
            "WHERE topic = $1 AND partition = $2",
            self.messaging.settings.topic(TOPIC),
            partition,
        )

    def past(self, offset: int, partition: int = 0) -> Callable[[], Any]:
        """Whether everything before this offset was dealt with."""

        async def moved() -> bool:
            row = await self.position(partition)
            return row is not None and row["next_offset"] >= offset

        return moved

    def name(self, partition: int) -> str:
        """A partition's name in readiness."""
        where = place(self.messaging.settings, TOPIC, partition)
        return f"{where.topic}/{where.partition}"

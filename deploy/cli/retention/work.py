"""What a removal is told and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import asyncpg

from deploy.cli.instance import Instance
from shared.db import Connection

BATCH = 500
"""Rows of one transaction."""
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in both times: contacts and people live in the business's, all else in real."""

    business: datetime
    real: datetime


@dataclass(slots=True)
class Work:
    """One kind in one database: the owner's connection, and what is before ``limit`` is due."""

    instance: Instance
    database: str
    tx: Connection
    limit: datetime
    at: Moment
    held: Sequence[UUID] = ()
    """Persons and contacts that stay."""
    mark: UUID = FIRST
    """How far a removal has come that goes by identifiers."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows are due, and since when the oldest counts."""

    rows: int
    oldest: datetime | None

    @classmethod
    def of(cls, row: asyncpg.Record | None) -> "Found":
        """What a counting statement answered."""
        return cls(row["rows"], row["oldest"]) if row else cls(0, None)


class Removal(Protocol):
    """How one kind's rows are counted and removed."""

    @property
    def business(self) -> bool:
        """Whether its times are the business's."""
        ...

    async def due(self, work: Work) -> Found:
        """What would be removed now."""
        ...

    async def step(self, work: Work) -> int:
        """Remove one batch in one transaction; how many rows, 0 when nothing is left to do."""
        ...

"""Readers and their looks, for the tests of the trace."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.audit import Checkpoint, Kind, Look, Reader, Relation, record
from shared.db import Pool, Scope, Tx, transaction
from shared.identity import Principal, Role

NUMBER_AND_HASH = "SELECT number, hash FROM look_head"


def reader(
    *,
    units: Collection[str] | None = None,
    unit: str | None = None,
    act: str = "person_page",
    address: str | None = "203.0.113.7",
    role: Role = Role.PROFESSIONAL,
) -> Reader:
    """Somebody who reads."""
    scope = None if units is None else frozenset(units)
    who = Principal(uuid4(), "anna", frozenset({role}), scope, unit=unit)
    return Reader(who, act, address)


async def look(
    where: Pool, times: int = 1, by: Reader | None = None, person: UUID | None = None
) -> None:
    """Somebody looks at so many people, or so often at one, each time in its own transaction."""
    for _ in range(times):
        async with transaction(where, Scope.SYSTEM) as tx:
            await record(tx, by or reader(), [Look(person or uuid4(), Relation.UNIT)])


async def checkpoint(where: Pool | Tx, kind: Kind = Kind.HEAD) -> Checkpoint:
    """What a checkpoint of this moment says."""
    row = await where.fetchrow(NUMBER_AND_HASH)
    assert row
    return Checkpoint("gateway", kind, row["number"], row["hash"], datetime.now(UTC))

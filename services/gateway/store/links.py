"""Links of households, as the transaction's scope and both people let them be seen."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.gateway.domain import Kind, Link
from shared.db import Tx

MOST = 50
"""Of one person; households are smaller."""
OF_PERSON = f"""
SELECT id, one, other, kind, since FROM person_link
WHERE (one = $1 OR other = $1) AND until IS NULL ORDER BY since, id LIMIT {MOST}
"""
TAKE = """
SELECT id, one, other, kind, since FROM person_link
WHERE id = $1 AND (one = $2 OR other = $2) AND until IS NULL FOR UPDATE
"""
LINK = """
INSERT INTO person_link (id, one, other, kind, since, started_by) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (one, other, kind) WHERE until IS NULL DO NOTHING
"""


async def links_of(tx: Tx, person: UUID) -> list[Link]:
    """The links of a person that hold, the oldest first."""
    return [_link(row) for row in await tx.fetch(OF_PERSON, person)]


async def take_link(tx: Tx, link_id: UUID, person: UUID) -> Link | None:
    """A link of this person that holds, locked."""
    row = await tx.fetchrow(TAKE, link_id, person)
    return None if row is None else _link(row)


async def link(tx: Tx, new: Link, staff: UUID) -> None:
    """Keep a link; where the two are linked so already, that stays as it is."""
    await tx.execute(LINK, new.id, new.one, new.other, new.kind, new.since, staff)


async def end_link(tx: Tx, link_id: UUID, staff: UUID, at: datetime) -> None:
    """The link holds no more."""
    await tx.execute(
        "UPDATE person_link SET until = $2, ended_by = $3 WHERE id = $1", link_id, at, staff
    )


def _link(row: asyncpg.Record) -> Link:
    return Link(row["id"], row["one"], row["other"], Kind(row["kind"]), row["since"])

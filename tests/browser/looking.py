"""Looks of colleagues, so that the officer finds some."""

from uuid import UUID

from shared import db
from shared.audit import Look, Reader, Relation, record
from shared.identity import Principal, Role
from tests.browser.stack import Person, Stack
from tests.fixtures.cities import NORD


async def looked_at(stack: Stack, person: UUID, who: Person, times: int = 3) -> None:
    """Somebody has looked at the person so often, without a relation."""
    units = frozenset({NORD})
    reader = Principal(who.id, who.user_name, frozenset({Role.PROFESSIONAL}), units)
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        for _ in range(times):
            async with db.transaction(pool, db.Scope.SYSTEM) as tx:
                looks = [Look(person, Relation.BREAK_GLASS)]
                await record(tx, Reader(reader, "person_page", "127.0.0.1"), looks)
    finally:
        await pool.close()

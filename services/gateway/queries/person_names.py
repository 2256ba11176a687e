"""How a person is called, for pages of the other doors: to whoever has to do with them."""

from uuid import UUID

from services.gateway import store
from services.gateway.domain import access
from services.gateway.queries.people import Looking
from shared.audit import Look, record
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import everywhere

EXPECTED = """
SELECT p.held_at AS unit FROM group_place AS p LEFT JOIN contact AS c ON c.id = p.contact
WHERE (p.person = $1 OR c.person = $1) AND p.state IN ('waiting', 'offered', 'enrolled')
  AND coalesce(p.answer, 'accepted') = 'accepted'
  AND p.starts_at > $2::timestamptz - interval '2 days'
UNION
SELECT h.unit FROM handed_on AS h LEFT JOIN contact AS c ON c.id = h.contact
WHERE (h.person = $1 OR c.person = $1) AND h.state IN ('accepted', 'in_progress', 'on_hold')
"""
"""Where a person is expected: attendance is noted until the day after a session."""


WITHIN = f"SELECT EXISTS (SELECT FROM person WHERE id = $1) OR EXISTS ({EXPECTED})"
"""Whether the reader's units have anything to do with the person, as the wall shows it."""


async def person_name(tx: Tx, person_id: UUID, looking: Looking) -> str:
    """The person's name, the look recorded.

    Raises ``NotFound`` for whom they may not see exactly as for nobody: by the same statements.
    """
    reader = looking.reader
    near = await tx.fetchval(WITHIN, person_id, looking.at)
    async with everywhere(tx):  # whom a unit expects may be known at another one only
        found = await store.people.sealed(tx, person_id, reader.who.id)
        rows = await tx.fetch(EXPECTED, person_id, looking.at)
    expected = frozenset(row["unit"] for row in rows)
    relation = (
        access.may_hear_name(found.facts, expected, reader.who, looking.at) if found else None
    )
    if found is None or relation is None or not near:
        raise NotFound
    await record(tx, reader, [Look(person_id, relation)])
    return found.opened(looking.ring).identity.name

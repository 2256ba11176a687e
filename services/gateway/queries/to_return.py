"""What is still to be returned to whoever is here for an appointment."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import access
from services.gateway.queries.pending import may_know
from services.gateway.queries.pending_listed import OF_ENTRY
from services.gateway.store.pending import facts_of_call
from shared.city import City
from shared.db import Tx
from shared.identity import Principal
from shared.widening import everywhere

TO_RETURN = f"""
SELECT here.id AS arrival, {OF_ENTRY}, kept_from(p.person) AS kept_from
FROM contact AS here JOIN pending_call AS p ON p.person = here.person AND p.unit = here.unit
WHERE here.id = ANY($1) AND p.state IN ('open', 'passed') AND p.origin <> 'message'
ORDER BY p.first_at, p.id LIMIT 1000
"""


async def calls_to_return(
    tx: Tx, here: City, arrivals: Sequence[UUID], who: Principal, at: datetime
) -> dict[UUID | None, list[UUID]]:
    """By the contact that is here, the pending calls of its person there that they may know of."""
    found: dict[UUID | None, list[UUID]] = defaultdict(list)
    rows = await tx.fetch(TO_RETURN, arrivals) if arrivals else []
    there = await _there(tx, {row["person"] for row in rows}, who)
    for row in rows:
        if row["person"] in there and may_know(here, facts_of_call(row), who, at):
            found[row["arrival"]].append(row["id"])
    return found


async def _there(tx: Tx, people: Collection[UUID], who: Principal) -> set[UUID]:
    """Those of these people who are somebody to whoever asks."""
    async with everywhere(tx):  # a seal holds wherever they are known
        found = await store.people.sealed_of(tx, list(people), who.id)
    return {each.facts.id for each in found if access.is_there(each.facts, who)}

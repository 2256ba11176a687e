"""What is still to be returned to whoever is here for an appointment."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.gateway.queries.pending import may_know
from services.gateway.queries.pending_listed import OF_ENTRY
from services.gateway.store.pending import facts_of_call
from shared.city import City
from shared.db import Tx
from shared.identity import Principal

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
    for row in await tx.fetch(TO_RETURN, arrivals) if arrivals else ():
        if may_know(here, facts_of_call(row), who, at):
            found[row["arrival"]].append(row["id"])
    return found

"""Those who were redirected, when it is time to ask whether they arrived."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Contact, access
from services.gateway.store.contacts import KNOWN, facts_of
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal, Role

NOBODY = UUID(int=0)
DUE = f"""
{KNOWN}
WHERE unit = $1 AND follow_up_on <= $2 AND anonymised_at IS NULL AND ($3 OR NOT EXISTS (
    SELECT FROM jsonb_array_elements(matters) AS matter WHERE matter ->> 'reason' <> ALL($4)
))
ORDER BY follow_up_on, id OFFSET $5 LIMIT $6
"""


async def follow_ups(
    tx: Tx, unit: str, who: Principal, at: datetime, stretch: tuple[int, int]
) -> list[Contact]:
    """A stretch of a unit's, longest due first: how many to leave out, and how many at most.

    Raises ``NotFound`` when the city has no such unit.
    """
    here = await current(tx, at)
    if here.unit(unit) is None:
        raise NotFound
    opened = [reason.code for reason in here.reasons if not reason.restricted]
    all_reasons = Role.PROFESSIONAL in who.roles
    rows = await tx.fetch(DUE, unit, here.day(at), all_reasons, opened, *stretch)
    found = [facts_of(row) for row in rows]
    return [
        each.contact
        for each in found
        if access.may_know(each, access.is_restricted(here, each.contact), who, at)
    ]


async def whom_to_ask(
    tx: Tx, contacts: Sequence[Contact], who: Principal, at: datetime
) -> dict[UUID, UUID]:
    """Whom these contacts concern, by contact, of those whose data the reader may see."""
    known = {}
    for each in contacts:
        # nobody named is asked for too: a sealed person is answered by the same statements
        found = await store.people.sealed(tx, each.person or NOBODY, who.id)
        if found is not None and access.may_see(found.facts, who, at):
            known[each.id] = found.facts.id
    return known

"""Those who were redirected, when it is time to ask whether they arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Contact, access, follow_up
from services.gateway.domain.pending import telephones
from services.gateway.domain.ways import Speaker
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.reaching import How
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.widening import as_the_service

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Whom a contact concerns."""

    person: UUID
    telephone_of: Speaker | None
    """Who has the telephone that is kept; none: there is none."""


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

    Restricted ones for professionals; at the city's telephone, which has none, for reception
    without their reason. Raises ``NotFound`` when the city has no such unit.
    """
    here = await current(tx, at)
    if here.unit(unit) is None:
        raise NotFound
    opened = [reason.code for reason in here.reasons if not reason.restricted]
    all_reasons = Role.PROFESSIONAL in who.roles or unit in telephones(here)
    rows = await tx.fetch(DUE, unit, here.day(at), all_reasons, opened, *stretch)
    asked: list[Contact] = []
    for each in map(facts_of, rows):
        if access.may_know(each, access.is_restricted(here, each.contact), who, at):
            asked.append(each.contact)
        elif follow_up.asks_unknowing(here, each, who):
            asked.append(follow_up.without_reason(here, each.contact))
    return asked


async def how_to_ask(tx: Tx, contacts: Sequence[Contact]) -> dict[UUID, How]:
    """How each is reached and how safe that is, by contact: as said there, or last anywhere."""
    async with as_the_service(tx):  # wherever they said it
        return await store.reaching.how_to_reach_each(tx, [each.id for each in contacts])


async def whom_to_ask(
    tx: Tx, contacts: Sequence[Contact], who: Principal, at: datetime
) -> dict[UUID, ToAsk]:
    """Whom these contacts concern, by contact, of those whose data the reader may see."""
    known = {}
    for each in contacts:
        # nobody named is asked for too: a sealed person is answered by the same statements
        found = await store.people.sealed(tx, each.person or NOBODY, who.id)
        if found is not None and access.may_see(found.facts, who, at):
            known[each.id] = ToAsk(found.facts.id, found.holder)
    return known

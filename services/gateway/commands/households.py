"""Households: two people are linked, and a link ends; both by who has to do with both of them."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.protection import taken_person
from services.gateway.domain import Kind
from services.gateway.domain.households import linked
from shared.db import Tx
from shared.errors import NotFound


async def link_people(tx: Tx, person_id: UUID, other_id: UUID, kind: Kind, by: By) -> None:
    """Two people live together, or are family, from now on; once said, it is not said twice.

    Raises ``NotFound`` if they have nothing to do with either, ``OneAndTheSame``.
    """
    link = linked(uuid7(), (person_id, other_id), kind, by.at)
    for each in (link.one, link.other):  # in one order, so that nobody waits for one another
        await taken_person(tx, each, by)
    await store.links.link(tx, link, by.who.id)


async def end_link(tx: Tx, person_id: UUID, link_id: UUID, by: By) -> None:
    """They do so no more. Raises ``NotFound`` also if the other one is not to be known of."""
    await taken_person(tx, person_id, by)
    link = await store.links.take_link(tx, link_id, person_id)
    if link is None:
        raise NotFound
    await taken_person(tx, link.beyond(person_id), by)
    await store.links.end_link(tx, link.id, by.who.id, by.at)

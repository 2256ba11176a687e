"""Calling: which contact is next, and calling it once more."""

from dataclasses import dataclass
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.domain import Contact, QueueOrder, Why, acts, desk, queue
from services.gateway.domain.refusals import DeskNotOpen, NobodyWaits
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import ContactState
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Called:
    """Who was called, and why this one."""

    contact: Contact
    why: Why


def order_of(here: City) -> QueueOrder:
    """The city's rules of the queue."""
    rules = here.rules.queue
    return QueueOrder({level: rules.bound(level) for level in queue.RANK}, rules.untriaged)


async def call_next(tx: Tx, unit: str, number: int, by: By) -> Called:
    """Call whoever is next for this desk; two desks never get the same contact."""
    by.who.require(unit)
    await store.lock_queue(tx, unit)
    here = await store.take_desk(tx, unit, number)
    if here is None:
        raise DeskNotOpen
    order = order_of(await current(tx, by.at))
    everybody = queue.ordered(await store.waiting(tx, unit), order, by.at)
    mine = queue.for_desk(everybody, number)
    for candidate in mine:
        contact = await store.take(tx, candidate.id)
        if contact.state is ContactState.WAITING and contact.unit == unit:
            why = queue.why(contact, mine, order, by.at)
            occupied = desk.take(here, contact.id, by.who.id)
            await store.keep_desk(tx, occupied)
            done = acts.call(contact, number, at=by.at)
            return Called(await kept(tx, contact, done, by), why)
    desk.take(here, UUID(int=0), by.who.id)  # a desk that may not call hears that first
    raise NobodyWaits


async def recall(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Call the same contact once more."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.recall(before, at=by.at), by)

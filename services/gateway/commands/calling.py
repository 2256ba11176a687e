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
    order = order_of(await current(tx, by.at))
    everybody = queue.ordered(await store.waiting(tx, unit), order, by.at)
    mine = queue.for_desk(everybody, number)
    contact = await _first(tx, mine, unit, number)
    here = await store.take_desk(tx, unit, number)
    if here is None:
        raise DeskNotOpen
    # a desk that may not call hears that first
    occupied = desk.take(here, contact.id if contact else UUID(int=0), by.who.id)
    if contact is None:
        raise NobodyWaits
    await store.keep_desk(tx, occupied)
    called = await kept(tx, contact, acts.call(contact, number, at=by.at), by)
    return Called(called, queue.why(contact, mine, order, by.at))


async def _first(tx: Tx, line: list[Contact], unit: str, number: int) -> Contact | None:
    """The first who still waits here, locked before the desk, as every act locks them."""
    for candidate in line:
        contact = await store.take(tx, candidate.id)
        here = contact.state is ContactState.WAITING and contact.unit == unit
        if here and queue.for_desk([contact], number):
            return contact
    return None


async def recall(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Call the same contact once more."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.recall(before, at=by.at), by)

"""Calling: which contact is next, and calling it once more."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.domain import (
    Contact,
    ContactFacts,
    QueueOrder,
    Why,
    access,
    acts,
    desk,
    queue,
)
from services.gateway.domain.recall import call_again
from services.gateway.domain.refusals import DeskNotOpen, NobodyWaits
from services.gateway.domain.ways import CalledBy, withheld
from shared.audit import Look, Relation, record
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import ContactState
from shared.db import Tx
from shared.widening import as_the_service


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
    """Call whoever is next for this desk; two desks never get the same contact.

    Whoever they may not know of is passed over, as if nobody were there.
    """
    by.who.require(unit)
    await store.desks.lock_queue(tx, unit)
    city = await current(tx, by.at)
    order = order_of(city)

    def callable_here(facts: ContactFacts) -> list[Contact]:
        """The contact if this desk may call it."""
        known = access.may_know(facts, access.is_restricted(city, facts.contact), by.who, by.at)
        return queue.for_desk([access.to_be_called(facts)], number) if known else []

    waiting = [
        each for facts in await store.contacts.waiting(tx, unit) for each in callable_here(facts)
    ]
    mine = queue.for_desk(queue.ordered(waiting, order, by.at), number)
    contact = await _first(tx, mine, unit, callable_here)
    here = await store.desks.take_desk(tx, unit, number)
    if here is None:
        raise DeskNotOpen
    # a desk that may not call hears that first
    occupied = desk.take(here, contact.id if contact else UUID(int=0), by.who.id)
    if contact is None:
        raise NobodyWaits
    await store.desks.keep_desk(tx, occupied)
    called = await kept(tx, contact, acts.call(contact, number, at=by.at), by)
    await _by_text(tx, called, by)
    return Called(called, queue.why(contact, mine, order, by.at))


async def _first(
    tx: Tx, line: list[Contact], unit: str, callable_here: Callable[[ContactFacts], list[Contact]]
) -> Contact | None:
    """The first who still waits here, locked before the desk, as every act locks them."""
    for candidate in line:
        facts = await store.contacts.take(tx, candidate.id)
        if facts is None:
            continue
        here = facts.contact.state is ContactState.WAITING and facts.contact.unit == unit
        if here and (found := callable_here(facts)):
            return found[0]
    return None


async def recall(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Call the same contact once more. Raises ``CalledEnough``."""
    before = await taken(tx, contact_id, by)
    rules = (await current(tx, by.at)).rules.queue
    called = await kept(tx, before, call_again(before, rules, at=by.at), by)
    await _by_text(tx, called, by)
    return called


async def _by_text(tx: Tx, called: Contact, by: By) -> None:
    """Have a message sent to whoever wants to be called so; the look comes last, as it must."""
    if by.texting is None or called.person is None or called.ways.called_by is not CalledBy.TEXT:
        return
    async with as_the_service(tx):  # at whatever centre they said how safe it is
        _, safe = await store.reaching.how_to_reach(tx, called.id, called.person)
    restricted = access.is_restricted(await current(tx, by.at), called)
    may = withheld(safe, restricted=restricted) is None
    if may and await store.texts.has_telephone(tx, called.id):
        await store.texts.add_text(tx, called)
        await record(tx, by.texting, [Look(called.person, Relation.CONTACT)])

"""From the start of service to its end."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.outcomes import require_plain
from services.gateway.domain import Contact, acts, desk, recall
from services.gateway.domain.refusals import DeskNotOpen
from shared.city.store import current
from shared.contracts.gateway import Outcome
from shared.db import Tx


async def start(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """The called person has come."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.start(before, at=by.at), by)


async def close(tx: Tx, contact_id: UUID, outcome: Outcome, by: By) -> Contact:
    """Service ends, with an outcome.

    Raises ``OutcomeIncomplete`` or ``AppointmentUnbooked`` for one with a command of its own; for
    a call back ``AskSafeContact``, ``NotToBeContacted``.
    """
    require_plain(outcome)
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.close(before, outcome, at=by.at), by)


async def abandon(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """The person has left."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.abandon(before, at=by.at), by)


async def miss(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Called, and did not come: they wait again or are missed, as the centre does it."""
    before = await taken(tx, contact_id, by)
    rules = (await current(tx, by.at)).rules.queue
    waiting = [facts.contact for facts in await store.contacts.waiting(tx, before.unit)]
    done = recall.did_not_come(before, waiting, rules, at=by.at)
    return await kept(tx, before, done, by)


async def park(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Service pauses and the desk is free."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, acts.park(before, at=by.at), by)


async def resume(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Serve a parked contact again, at the desk of whoever asks."""
    before = await taken(tx, contact_id, by)
    here = await store.desks.desk_of(tx, by.who.id)
    if here is None or here.unit != before.unit:
        raise DeskNotOpen
    done = acts.resume(before, here.number, at=by.at)
    await store.desks.keep_desk(tx, desk.take(here, before.id, by.who.id))
    return await kept(tx, before, done, by)

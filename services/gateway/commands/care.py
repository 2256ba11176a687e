"""Same-day care: who was sent to a professional of a unit is received there."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, require_seen
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, access, care
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import everywhere


async def receive_today(tx: Tx, unit: str, contact_id: UUID, by: By) -> Contact:
    """They are with a professional of the unit, from whatever unit they were sent.

    Raises ``NotFound`` for whom one may not know of or nobody sent there; ``ReceivedAlready``,
    ``NotSentToday``.
    """
    here = await current(tx, by.at)
    async with everywhere(tx):
        before = await _sent(tx, here, unit, contact_id, by)
        return await kept(tx, before, care.receive(here, before, unit, at=by.at), by)


async def not_received(tx: Tx, unit: str, contact_id: UUID, by: By) -> Contact:
    """That was said by mistake, within ten minutes: as if it had not been said.

    Raises as above, and ``NothingToUndo``.
    """
    here = await current(tx, by.at)
    async with everywhere(tx):
        before = await _sent(tx, here, unit, contact_id, by)
        after, event = care.take_back(before, unit, at=by.at)
        await store.contacts.undone_received(tx, contact_id, care.last_received(before, unit))
        await store.contacts.keep_all(tx, [after])
        await tell(tx, event)
        return after


async def _sent(tx: Tx, here: City, unit: str, contact_id: UUID, by: By) -> Contact:
    by.who.require(unit)
    facts = await store.contacts.take(tx, contact_id)
    if facts is None or not care.sent_to(facts.contact, unit):
        raise NotFound
    restricted = access.is_restricted(here, facts.contact)
    if not access.may_know_who_was_sent(unit, facts, restricted, by.who, by.at):
        raise NotFound
    require_seen(facts.contact, by)
    return facts.contact

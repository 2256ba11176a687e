"""What a contact of one's own unit was given at another is one's own to change, too."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import known, locked
from services.gateway.commands.asking import By, take_known
from services.gateway.domain.agenda import Appointment
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import everywhere, widen


async def known_or_given(tx: Tx, appointment_id: UUID, by: By) -> Appointment:
    """The appointment, locked: at a unit of theirs, or the outcome of a contact that they know.

    Raises ``NotFound`` for what they may not know of.
    """
    async with everywhere(tx):
        unit, contact = await store.whose.where_and_whose(tx, appointment_id)
    if unit is not None and by.who.sees(unit):
        return await known(tx, appointment_id, by.who)
    if unit is None or contact is None:
        raise NotFound
    facts = await take_known(tx, contact, by)  # locked before the appointment, as always
    by.who.require(facts.contact.unit)
    await widen(tx, [unit])
    return await locked(tx, appointment_id)

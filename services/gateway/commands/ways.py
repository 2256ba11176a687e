"""The ways to somebody, their interpreter, and how much their reason asks of social work."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.domain import Contact, Step, WaysSaid, interpreting, matters
from services.gateway.domain.ways import NOT_SAFE, require_listed
from shared.city.store import current
from shared.contracts.gateway import Intensity
from shared.db import Tx
from shared.widening import as_the_service


async def say_ways(tx: Tx, contact_id: UUID, said: WaysSaid, by: By) -> Contact:
    """Who speaks, how they are called and reached, their language, whether contact is safe.

    Once it is not, what was to be written of their appointments is dropped, with the address.
    Raises ``UnknownLanguage``, ``NotInThisState`` once the contact is over.
    """
    require_listed(await current(tx, by.at), said.get("language"))
    before = await taken(tx, contact_id, by)
    after = replace(before, ways=replace(before.ways, **said))
    if after.ways.safe_contact in NOT_SAFE:
        async with as_the_service(tx):  # at whatever unit they have them
            await store.reminders.drop_all(tx, after.id, after.person)
    return await kept(tx, before, matters.change(before, after, at=by.at), by)


async def note_interpreter(tx: Tx, contact_id: UUID, step: Step, by: By) -> Contact:
    """An interpreter was asked for, has arrived, or has left. Raises ``InterpreterNotThere``."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, interpreting.note(before, step, at=by.at), by)


async def say_intensity(tx: Tx, contact_id: UUID, intensity: Intensity | None, by: By) -> Contact:
    """How much it asks of social work, as staff judge; none takes it back."""
    before = await taken(tx, contact_id, by)
    after = replace(before, intensity=intensity)
    return await kept(tx, before, matters.change(before, after, at=by.at), by)

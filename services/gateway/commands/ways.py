"""The ways to somebody, their interpreter, and how much their reason asks of social work."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.addresses import follow_safety
from services.gateway.commands.asking import By, kept, taken
from services.gateway.domain import Contact, Step, WaysSaid, interpreting, matters
from services.gateway.domain.refusals import OnlyPractice
from services.gateway.domain.ways import require_listed
from shared.city.store import current
from shared.contracts.gateway import Intensity
from shared.db import Tx
from shared.encryption import KeySource


async def say_ways(tx: Tx, contact_id: UUID, said: WaysSaid, by: By) -> Contact:
    """Who speaks, how they are called and reached, their language, whether contact is safe.

    Once it is not, nothing more is written of their appointments, and what was to be is dropped
    with the address when that can be undone no more.
    Raises ``UnknownLanguage``, ``NotInThisState`` once the contact is over.
    """
    require_listed(await current(tx, by.at), said.get("language"))
    before = await taken(tx, contact_id, by)
    after = replace(before, ways=replace(before.ways, **said))
    changed = await kept(tx, before, matters.change(before, after, at=by.at), by)
    await follow_safety(tx, before, changed, by.at)
    return changed


async def say_number(tx: Tx, contact_id: UUID, number: str, by: By) -> None:
    """Where to call them back, in E.164, sealed as an exchange's is; the first that is told stays.

    Raises ``OnlyPractice`` where callers are invented; ``KeysMissing``.
    """
    contact = await taken(tx, contact_id, by)
    if (await current(tx, by.at)).practises(contact.unit):
        raise OnlyPractice
    ring = (by.keys or KeySource(None, None)).ring()
    await store.pending.keep_number(tx, contact.id, contact.unit, number, ring, by.at)


async def note_interpreter(tx: Tx, contact_id: UUID, step: Step, by: By) -> Contact:
    """An interpreter was asked for, has arrived, or has left. Raises ``InterpreterNotThere``."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, interpreting.note(before, step, at=by.at), by)


async def say_intensity(tx: Tx, contact_id: UUID, intensity: Intensity | None, by: By) -> Contact:
    """How much it asks of social work, as staff judge; none takes it back."""
    before = await taken(tx, contact_id, by)
    after = replace(before, intensity=intensity)
    return await kept(tx, before, matters.change(before, after, at=by.at), by)

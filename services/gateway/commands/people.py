"""People: somebody new, a field put right, whom a contact concerns."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, taken
from services.gateway.domain import ENDED, Contact, Identity, Person, access, people
from services.gateway.domain.refusals import NotInThisState, UnknownPlace
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound, PreconditionFailed


async def new_person(tx: Tx, identity: Identity, unit: str, by: By, ring: Keyring) -> Person:
    """Keep somebody new, with whom this unit has to do from now on."""
    by.who.require(unit)
    if (await current(tx, by.at)).unit(unit) is None:
        raise UnknownPlace
    person = Person(uuid7(), 1, identity)
    await store.add_person(tx, person, ring, by.at)
    await store.belongs(tx, person.id, unit, by.at)
    return person


async def correct_person(
    tx: Tx, person_id: UUID, said: people.Correction, by: By, ring: Keyring
) -> Person:
    """Put fields right. Raises ``NotFound`` also for whom they may not see."""
    found = await store.take_person(tx, person_id, by.who.id)
    if found is None or access.may_see(found.facts, by.who, by.at) is None:
        raise NotFound
    before = found.opened(ring)
    if by.seen is not None and by.seen != before.version:
        raise PreconditionFailed
    after = people.correct(before, said)
    await store.save_person(tx, after, ring)
    return after


async def name_person(tx: Tx, contact_id: UUID, person_id: UUID | None, by: By) -> Contact:
    """Say whom a contact concerns, or that it is somebody else and not yet known who.

    Its unit has to do with the person from now on; what joined it to one named by mistake ends.
    """
    contact = await taken(tx, contact_id, by)
    if contact.state in ENDED:
        raise NotInThisState
    if person_id is not None:
        found = await store.take_person(tx, person_id, by.who.id)  # not while they are erased
        if found is None or not access.may_name(found.facts, by.who, by.at):
            raise NotFound
        await store.belongs(tx, person_id, contact.unit, by.at)
    await store.concerns(tx, contact.id, person_id)
    if contact.person not in (None, person_id):
        await store.no_longer_belongs(tx, contact.person, contact.unit, contact.opened_at, by.at)
    return replace(contact, person=person_id)

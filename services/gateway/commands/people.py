"""People: somebody new, a field put right, whom a contact concerns."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands import handing_on
from services.gateway.commands.asking import By, taken
from services.gateway.commands.protection import put_back
from services.gateway.commands.returning import number_corrected
from services.gateway.commands.whose_calls import named
from services.gateway.domain import Contact, Identity, Person, access, people
from services.gateway.domain.refusals import NotInThisState, OnlyPractice, UnknownPlace
from services.gateway.domain.ways import require_listed
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound, PreconditionFailed
from shared.widening import as_the_service

NOBODY = UUID(int=0)


async def new_person(tx: Tx, identity: Identity, unit: str, by: By, ring: Keyring) -> Person:
    """Keep somebody new, with whom this unit has to do from now on. Raises ``UnknownLanguage``."""
    by.who.require(unit)
    here = await current(tx, by.at)
    if here.unit(unit) is None:
        raise UnknownPlace
    if here.practises(unit):
        raise OnlyPractice
    require_listed(here, identity.language)
    person = Person(uuid7(), 1, identity)
    await store.protection.lock_declarations(tx, alone=False)
    await store.people.add_person(tx, person, ring, by.at)
    await store.belonging.belongs(tx, person.id, unit, by.at)
    await store.names.keep_name(tx, person, ring)
    async with as_the_service(tx):
        await store.protection.hold_for(tx, person.id, identity, ring, by.at)
    return person


async def write_down(
    tx: Tx, contact_id: UUID, identity: Identity, unit: str, by: By, ring: Keyring
) -> Person:
    """Keep somebody new whom the contact concerns.

    Where somebody speaks for them, the telephone is that of who speaks, unless it is said whose.
    """
    told = people.as_told_by(identity, await store.belonging.speaks(tx, contact_id))
    person = await new_person(tx, told, unit, by, ring)
    await name_person(tx, contact_id, person.id, by)
    return person


async def correct_person(
    tx: Tx, person_id: UUID, said: people.Correction, by: By, ring: Keyring
) -> Person:
    """Put fields right.

    Raises ``NotFound`` also for whom they may not see, or see by break-glass alone;
    ``UnknownLanguage``.
    """
    require_listed(await current(tx, by.at), said.get("language"))
    await store.protection.lock_declarations(tx, alone=False)
    found = await store.people.take_person(tx, person_id, by.who.id)
    if found is None or not access.may_change(found.facts, by.who, by.at):
        raise NotFound
    before = found.opened(ring)
    if by.seen is not None and by.seen != before.version:
        raise PreconditionFailed
    after = people.correct(before, said)
    await store.people.save_person(tx, after, ring)
    if after.identity.telephone not in (None, before.identity.telephone):
        await number_corrected(tx, person_id, by.at)
    async with as_the_service(tx):
        await store.protection.hold_for(tx, person_id, after.identity, ring, by.at)
        await store.protection.lock_present(tx, [person_id])
        await put_back(tx, [person_id], by.at)
    return after


async def name_person(tx: Tx, contact_id: UUID, person_id: UUID | None, by: By) -> Contact:
    """Say whom a contact concerns, or that it is somebody else and not yet known who.

    Its unit has to do with the person from now on; what joined it to one named by mistake ends. In
    front of a colleague who must not serve the person it goes back to where it was in the queue.
    """
    found = await store.people.take_person(tx, person_id or NOBODY, by.who.id)
    contact = await taken(tx, contact_id, by)
    if contact.is_over:
        raise NotInThisState
    if (await current(tx, by.at)).practises(contact.unit):
        raise OnlyPractice
    if person_id is not None:
        if found is None or not access.may_name(found.facts, by.who, by.at):
            raise NotFound
        await store.belonging.belongs(tx, person_id, contact.unit, by.at)
    await store.belonging.concerns(tx, contact.id, person_id)
    await named(tx, contact, found if person_id else None, by)
    await handing_on.named(tx, contact, person_id, by.at)
    # whom it concerned may be hidden from who asks: nobody is answered by the same statements
    before = NOBODY if contact.person in (None, person_id) else contact.person
    await store.belonging.no_longer_belongs(tx, before, contact.unit, contact.opened_at, by.at)
    async with as_the_service(tx):
        await put_back(tx, [person_id or NOBODY], by.at)
    return replace(contact, person=person_id)

"""Sealed people: for whom, by a professional or the officer, never without a reason."""

from collections.abc import Collection
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.protection import taken_person
from services.gateway.domain import Because
from services.gateway.domain.refusals import SealedAlready, UnknownPlace
from shared.city.store import current
from shared.db import Tx
from shared.encryption import KeySource
from shared.errors import NotFound
from shared.widening import as_the_service, unhidden


async def seal(
    tx: Tx, person_id: UUID, units: Collection[str], why: Because, by: By, keys: KeySource
) -> bool:
    """Seal a person: only staff of these units may know of them; whether who asks still does."""
    found = await taken_person(tx, person_id, by)
    if found.facts.sealed_for is not None:
        raise SealedAlready
    await reseal(tx, person_id, units, why, by, keys)
    return bool(by.who.units and by.who.units & set(units))


async def unseal(tx: Tx, person_id: UUID, why: Because, by: By, keys: KeySource) -> None:
    """Open a sealed person again to whoever has a relation; one that is not sealed stays so."""
    await taken_person(tx, person_id, by)
    await reseal(tx, person_id, (), why, by, keys)


async def reseal(
    tx: Tx, person_id: UUID, units: Collection[str], why: Because, by: By, keys: KeySource
) -> None:
    """For which units a person is sealed, as the officer says; none opens them again.

    What changes nothing leaves nothing in the history. Raises ``NotFound``, ``UnknownPlace``.
    """
    here = await current(tx, by.at)
    if any(here.unit(unit) is None for unit in units):
        raise UnknownPlace
    after = sorted(set(units))
    async with unhidden(tx):
        before = await store.sealing.take_seal(tx, person_id)
        if before is None:
            raise NotFound
        if before == after:
            return
        await store.sealing.seal_person(tx, person_id, after, (by.who.id, by.at))
    async with as_the_service(tx):
        change = (before, after)
        await store.sealing.note_seal(tx, person_id, change, why, (by.who.id, by.at), keys)

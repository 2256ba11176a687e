"""Whose the pending calls of a contact are, once somebody says whom it concerns."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.joined_calls import apart_again, by_itself, goes_on_without
from services.gateway.commands.pending_kept import answered_by_another, keep_done
from services.gateway.domain import Contact, attempts, pending_acts
from services.gateway.domain.attempts import Numbers
from services.gateway.domain.pending import PendingCall
from services.gateway.store.people import Sealed
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.encryption import CannotBeOpened, KeysMissing
from shared.widening import everywhere


async def named(tx: Tx, contact: Contact, becomes: Sealed | None, by: By) -> None:
    """Whom a contact concerns is whose its pending call is, and whose the messages left at it.

    What it settled as somebody else's is still to be returned, and what went on with another's
    goes on alone.
    """
    person = becomes.facts.id if becomes else None
    await answered_by_another(tx, contact, person, by.at)
    async with everywhere(tx):  # what comes of this contact: of another unit once it has passed
        await _named(tx, await current(tx, by.at), contact.id, becomes, by)


async def _named(tx: Tx, here: City, contact: UUID, becomes: Sealed | None, by: By) -> None:
    person = becomes.facts.id if becomes else None
    for entry in await store.pending.open_of_contact(tx, contact, person):
        if entry.person != person:
            alone = await by_itself(tx, here, entry)
            theirs = await _theirs(tx, alone, becomes, by)
            await keep_done(tx, here, pending_acts.changed(theirs, at=by.at))
            await _belongs_instead(tx, entry, person, by.at)
            await apart_again(tx, here, entry, by.at)
    for entry in await store.joined_calls.joined_of_contact(tx, contact):
        if entry.person != person:
            await goes_on_without(tx, here, entry, by.at)
            alone = await by_itself(tx, here, entry)
            theirs = await _theirs(tx, alone, becomes, by)
            await keep_done(tx, here, pending_acts.reopen(here, theirs, at=by.at))
            await apart_again(tx, here, entry, by.at)


async def _belongs_instead(tx: Tx, entry: PendingCall, person: UUID | None, at: datetime) -> None:
    """Whose it is now is somebody to the unit that is to call them, as whose it was is no more."""
    if person is not None:
        await store.belonging.belongs(tx, person, entry.unit, at)
    if entry.person is not None:
        was, since = entry.person, entry.first_at
        await store.belonging.no_longer_belongs(tx, was, entry.unit, since, at)


async def _theirs(tx: Tx, entry: PendingCall, becomes: Sealed | None, by: By) -> PendingCall:
    since = await begins_anew(tx, entry, becomes, by)
    person = becomes.facts.id if becomes else None
    return replace(entry, person=person, number_corrected_at=since)


async def begins_anew(
    tx: Tx, entry: PendingCall, becomes: Sealed | None, by: By
) -> datetime | None:
    """As ``attempts.begins_anew``; numbers are compared, not shown. Without keys nobody knows."""
    if becomes is None or by.keys is None:
        return None
    with suppress(KeysMissing, CannotBeOpened):
        ring = by.keys.ring()
        from_call = replace(entry, number_corrected_at=None)
        was = await store.people.sealed(tx, entry.person, by.who.id) if entry.person else None
        numbers = Numbers(
            await store.pending.number_of(tx, from_call, ring),
            was.opened(ring).identity.telephone if was else None,
            becomes.opened(ring).identity.telephone,
        )
        return attempts.begins_anew(entry, numbers, at=by.at)
    return None

"""Which pending call a command is about, for whoever may act on it."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, taken
from services.gateway.domain import (
    Contact,
    access,
    access_to_calls,
    attempts,
    pending,
    pending_acts,
)
from services.gateway.domain.access_to_calls import Came, PendingFacts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import AskedHere, NoNumber, NotOfThisKind
from services.gateway.domain.reaching import begin
from services.gateway.store.asked_at import is_asked_at
from services.gateway.store.reaching import How
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.db import Tx
from shared.encryption import CannotBeOpened, KeysMissing
from shared.errors import NotFound, PreconditionFailed
from shared.widening import as_the_service, everywhere, widen


async def taken_call(tx: Tx, entry_id: UUID, by: By, becomes: UUID | None = None) -> PendingCall:
    """The pending call, locked; ``becomes``: whose it is to be.

    Raises ``NotFound`` for what they may not know of.
    """
    return _as_seen(await _known(tx, entry_id, by, becomes), by)


async def taken_message(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """The message, locked, for whoever may read its words; to others there is none.

    Raises ``NotOfThisKind`` for what is called, and as ``taken_call`` does.
    """
    entry = await _known(tx, entry_id, by)
    if entry.person is not None and not await is_there(tx, entry.person, by):
        raise NotFound
    if entry.origin is not PendingOrigin.MESSAGE:
        raise NotOfThisKind
    return _as_seen(entry, by)


async def call_to_settle(
    tx: Tx, entry_id: UUID, contact: Contact | None, by: By, *, arrived: bool
) -> PendingCall:
    """The same for who says that it is done with, by this contact.

    With who arrived also what the desk and the agenda offer of other units. Raises
    ``NotFound`` too where it is of somebody who is nobody to them.
    """
    here = await current(tx, by.at)
    came = _came(contact) if contact is not None and arrived else None
    if came is not None:
        await widen(tx, pending.may_end_at(here, came.unit))
    facts = await store.pending.take_pending(tx, entry_id)
    if facts is None:
        raise NotFound
    if not _knows(here, facts, by) and not await _may_end(tx, facts, came, by):
        raise NotFound
    if facts.entry.person is not None and not await is_there(tx, facts.entry.person, by):
        raise NotFound
    return _as_seen(facts.entry, by)


def _came(contact: Contact) -> Came | None:
    """Who came by this contact; nobody, where it is nobody known or nobody can ask them."""
    if contact.person is None or not access_to_calls.may_be_asked(contact):
        return None
    return Came(contact.unit, contact.person, contact.id)


async def _may_end(tx: Tx, facts: PendingFacts, came: Came | None, by: By) -> bool:
    """Whether whoever serves who came may say that a call of another unit is done with."""
    if came is None or came.person is None:
        return False
    here = await current(tx, by.at)
    async with everywhere(tx):
        same = await store.pending.called_alike(tx, facts.entry, came.contact)
    same = same or await _same_number(tx, facts.entry, came.person, by)
    facts = replace(facts, same_number=same)
    return access_to_calls.may_settle_from_elsewhere(facts, here, came, by.who)


async def contact_of_end(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """The contact by which it ends, locked; of nobody known where that is nobody to them."""
    contact = await taken(tx, contact_id, replace(by, seen=None))
    there = contact.person is not None and await is_there(tx, contact.person, by)
    return contact if there else replace(contact, person=None)


async def require_came(tx: Tx, entry: PendingCall, contact_id: UUID | None) -> None:
    """Raises ``AskedHere`` where it was at this contact that they asked to be called."""
    if contact_id is not None and await is_asked_at(tx, entry.id, contact_id):
        raise AskedHere


def called(entry: PendingCall) -> PendingCall:
    """It, if it is one that is called. Raises ``NotOfThisKind`` for a message."""
    if entry.origin is PendingOrigin.MESSAGE:
        raise NotOfThisKind
    return entry


async def to_be_called(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """The pending call, locked, if they may be called or written to.

    Raises ``NoContactWanted`` where the page offers nobody to begin, and as ``taken_call`` and
    ``called`` do.
    """
    entry, how = await with_how(tx, entry_id, by)
    pending_acts.require_reachable(entry, begin(*how))
    return entry


async def require_number(tx: Tx, entry: PendingCall) -> None:
    """Raises ``NoNumber`` where there is nothing to dial."""
    if await is_nowhere(tx, entry):
        raise NoNumber


async def is_nowhere(tx: Tx, entry: PendingCall) -> bool:
    """As ``attempts.is_nowhere``."""
    return attempts.is_nowhere(entry, numbered=await store.reaching.is_numbered(tx, entry))


async def with_how(tx: Tx, entry_id: UUID, by: By) -> tuple[PendingCall, How]:
    """The pending call, locked, and how to reach whoever it is of, wherever they said it."""
    entry = called(await taken_call(tx, entry_id, by))
    async with as_the_service(tx):
        return entry, await store.reaching.how_to_reach(tx, entry.contact, entry.person)


async def _known(tx: Tx, entry_id: UUID, by: By, becomes: UUID | None = None) -> PendingCall:
    facts = await store.pending.take_pending(tx, entry_id, becomes)
    if facts is None or not _knows(await current(tx, by.at), facts, by):
        raise NotFound
    return facts.entry


def _knows(here: City, facts: PendingFacts, by: By) -> bool:
    own = by.who.sees(facts.entry.unit)
    return own and access_to_calls.may_know_call(here, facts, by.who, by.at)


def _as_seen(entry: PendingCall, by: By) -> PendingCall:
    if by.seen is not None and by.seen != entry.version:
        raise PreconditionFailed
    return entry


async def _same_number(tx: Tx, entry: PendingCall, person: UUID, by: By) -> bool:
    """Whether it came from the telephone of whom they serve; compared, not shown."""
    try:
        ring = by.keys.ring() if by.keys else None
        async with everywhere(tx):  # as the desk's page asks it
            found = await store.people.sealed(tx, person, by.who.id)
            if ring is None or found is None:
                return False
            telephone = found.opened(ring).identity.telephone
            numbers = store.pending.number_digests(telephone, ring) if telephone else []
            return await store.pending.called_from(tx, entry, numbers)
    except (KeysMissing, CannotBeOpened):
        return False


async def is_there(tx: Tx, person: UUID, by: By) -> bool:
    """Whether somebody is there to whoever asks, or sealed and nobody to them."""
    async with everywhere(tx):  # a seal holds wherever they are known
        found = await store.people.sealed(tx, person, by.who.id)
    return found is not None and access.is_there(found.facts, by.who)

"""Pending calls that open, change and end because of what happens to contacts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.joined_calls import (
    apart_again,
    goes_on_without,
    said_otherwise,
)
from services.gateway.commands.pending_kept import answered_by_nobody, keep_done
from services.gateway.domain import Contact, attempts, joining, pending, pending_acts
from services.gateway.domain.pending import Done, PendingCall
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import (
    ContactState,
    Door,
    Outcome,
    PendingOrigin,
    PendingState,
    Settled,
)
from shared.db import Tx
from shared.widening import as_the_service, everywhere

LOST = frozenset({PendingOrigin.ABANDONED, PendingOrigin.MISSED})
Heard = tuple[Contact | None, Contact, City]
"""A call's contact before and after an exchange's news, and the city's version that held."""


async def heard(tx: Tx, news: Sequence[Heard]) -> None:
    """Open, correct or settle what comes of these calls; in whatever order they were told."""
    lost = [each for each in news if _is_lost(each[0]) or _is_lost(each[1])]
    if not lost:
        return
    ids = [pending.pending_id(after.id) for _, after, _ in lost]
    async with everywhere(tx):  # these alone: one that passed is its centre's
        there = await store.pending.pending_among(tx, ids)
    for _, after, here in lost:
        entry = there.get(pending.pending_id(after.id))
        await _keep(tx, here, entry, _heard(here, entry, after))


async def _keep(tx: Tx, here: City, before: PendingCall | None, done: Done | None) -> None:
    """Keep what became of it; those with which it was one are still to be called, without it."""
    if done is None:
        return
    entry, event = done
    mistaken = before is not None and entry.settled is Settled.MISTAKE
    if before is not None and mistaken:
        await goes_on_without(tx, here, before, event.at)
    await keep_done(tx, here, done)
    if before is not None and mistaken:
        await apart_again(tx, here, before, event.at)


def _is_lost(contact: Contact | None) -> bool:
    return contact is not None and contact.state is ContactState.ABANDONED


def _heard(here: City, entry: PendingCall | None, call: Contact) -> Done | None:
    if not _is_lost(call):
        at = call.started_at or call.opened_at
        return _mistaken(entry, at) if entry is not None and entry.origin in LOST else None
    origin = _lost_from(call)
    if entry is None:
        return opened(here, call, origin, call.ended_at or call.opened_at)
    if entry.origin in LOST and entry.origin is not origin:
        return pending_acts.corrected(entry, origin, at=call.ended_at or call.opened_at)
    return None


def _mistaken(entry: PendingCall, at: datetime) -> Done | None:
    """Nobody is to be called for it after all; none: it ended otherwise."""
    if entry.joined_into is not None:
        return joining.taken_out(entry, at=at)
    return pending_acts.settle(entry, Settled.MISTAKE, at=at) if entry.is_open else None


def _lost_from(call: Contact) -> PendingOrigin:
    in_queue = call.left_from is not ContactState.RINGING
    return PendingOrigin.ABANDONED if in_queue else PendingOrigin.MISSED


def opened(here: City, contact: Contact, origin: PendingOrigin, at: datetime) -> Done:
    """The pending call of a contact: of a call since it came, of a request since it was made."""
    first_at = contact.opened_at if origin in LOST else _asked_at(contact, at)
    asked = PendingCall(
        id=pending.pending_id(contact.id),
        version=1,
        unit=contact.unit,
        centre=contact.centre,
        origin=origin,
        contact=contact.id,
        person=contact.person,
        level=None,
        reason=None,
        state=PendingState.OPEN,
        first_at=first_at,
        due_at=first_at,
    )
    entry = joining.opened(here, asked, contact)
    return entry, pending.tell(entry, at)


def _asked_at(contact: Contact, at: datetime) -> datetime:
    """When they asked to be called: on paper, when that contact truly ended."""
    return contact.ended_at or at if contact.entered_later else at


async def follow(tx: Tx, before: Contact | None, after: Contact, at: datetime) -> None:
    """What staff did with a contact opens its pending call, or takes it back."""
    if after.state is ContactState.VOIDED:
        await answered_by_nobody(tx, after.id, at)
    was = asks_for_a_call(before) if before else None
    wants = asks_for_a_call(after)
    if was == wants and (wants is None or before is None or _says_the_same(before, after)):
        return
    here, entry_id = await current(tx, at), pending.pending_id(after.id)
    async with everywhere(tx):  # this one alone: where it passed it is its centre's
        entry = (await store.pending.pending_among(tx, [entry_id])).get(entry_id)
    if was != wants:
        await _keep(tx, here, entry, _followed(here, entry, after, (was, wants), at))
    elif entry is not None:
        await said_otherwise(tx, here, entry, at)


def _says_the_same(before: Contact, after: Contact) -> bool:
    return (before.matters, before.centre) == (after.matters, after.centre)


def _followed(
    here: City,
    entry: PendingCall | None,
    contact: Contact,
    asked: tuple[PendingOrigin | None, PendingOrigin | None],
    at: datetime,
) -> Done | None:
    was, wants = asked
    if wants is None:
        return _mistaken(entry, at) if entry is not None and entry.origin is was else None
    if entry is None:
        return opened(here, contact, wants, at)
    if entry.is_open:
        return None
    again, _ = opened(here, contact, wants, at)
    return pending_acts.changed(replace(again, version=entry.version), at=at)


def asks_for_a_call(contact: Contact) -> PendingOrigin | None:
    """Why whoever came by this contact is to be called back, if they are.

    Calls of an exchange that were lost are not asked for here: the exchange may tell more of them.
    """
    if contact.state is ContactState.VOIDED:
        return None
    outcomes = {contact.outcome, *(each.outcome for each in contact.matters)}
    if Outcome.CALL_BACK in outcomes:
        return PendingOrigin.REQUESTED
    by_telephone = contact.door is Door.PHONE and contact.pending_call is None
    unserved = contact.state in (ContactState.ABANDONED, ContactState.MISSED)
    if by_telephone and unserved and contact.exchange_call is None:
        return PendingOrigin.ABANDONED
    return None


async def number_corrected(tx: Tx, person: UUID, at: datetime) -> None:
    """Their telephone is another now: where the one before was wrong, the new one is to be tried.

    A call whose number was not wrong is returned to that number all the same.
    """
    async with as_the_service(tx):  # wherever they are to be called
        here = await current(tx, at)
        for entry in await store.pending.to_dial_of_person(tx, person):
            if attempts.wrong_number(entry):
                await keep_done(tx, here, pending_acts.number_corrected(entry, at=at))

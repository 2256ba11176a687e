"""Offered places: somebody calls, and says what they answer; one that is over ends the call."""

from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands import places
from services.gateway.commands.asking import By
from services.gateway.commands.pending_kept import keep_done
from services.gateway.commands.pending_taken import taken_call
from services.gateway.domain import Contact, offers, pending
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import NotOfThisKind
from services.gateway.domain.places import Place, is_outcome_of
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx
from shared.widening import as_the_service, everywhere


async def follow(tx: Tx, place: Place, at: datetime) -> None:
    """Open, hasten or end the call to whom the place is offered, as the place stands.

    Whoever asked by another door is told there.
    """
    if not place.told:
        return
    entry_id = pending.offer_id(place.id)
    entry = (await store.pending.pending_among(tx, [entry_id])).get(entry_id)
    if entry is None and not place.is_offered:
        return
    here, contact = await current(tx, at), await store.contacts.find(tx, place.contact)
    done = offers.followed(here, entry, place, contact, at=at)
    if done is not None:
        await keep_done(tx, here, done)


async def answer_offer(tx: Tx, entry_id: UUID, said: PlaceAnswer, by: By) -> PendingCall:
    """They were reached, or are here, and say yes or no: the groups are told, the call is settled.

    Raises ``NotOfThisKind`` for any other call, ``PlaceOver``, and as ``taken_call`` does.
    """
    place_id = await store.pending.place_of(tx, entry_id)
    place = await store.places.take_place(tx, place_id) if place_id else None
    entry = await taken_call(tx, entry_id, by)
    if place is None:
        raise NotOfThisKind
    await places.answered(tx, place, said, by.at)
    return await keep_done(tx, await current(tx, by.at), offers.answered(entry, said, at=by.at))


async def answer_place(tx: Tx, place_id: UUID, said: PlaceAnswer, by: By) -> Place:
    """The same of a place itself, offered or not; a call about it is settled too.

    Raises ``NotFound``, ``PlaceOver``.
    """
    return await _answered(tx, await places.known(tx, place_id, by), said, by.at)


async def withdrawn_with(tx: Tx, contact: Contact, at: datetime) -> None:
    """An outcome that was taken back takes its place along: they want it no more."""
    async with everywhere(tx):
        for place in await store.places.places_of_contact(tx, contact.id):
            if not is_outcome_of(contact, place) and not place.is_over:
                await _answered(tx, place, PlaceAnswer.WITHDRAWN, at)


async def _answered(tx: Tx, place: Place, said: PlaceAnswer, at: datetime) -> Place:
    after = await places.answered(tx, place, said, at)
    async with as_the_service(tx):  # whoever may answer may settle the call
        entry_id = pending.offer_id(place.id)
        entry = (await store.pending.pending_among(tx, [entry_id])).get(entry_id)
        if entry is not None and entry.is_open:
            await keep_done(tx, await current(tx, at), offers.answered(entry, said, at=at))
    return after

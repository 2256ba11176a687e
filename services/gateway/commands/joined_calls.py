"""Pending calls that became one come apart where they were not of one person after all."""

from collections.abc import Iterable
from datetime import datetime

from services.gateway import store
from services.gateway.commands.pending_kept import keep_done
from services.gateway.domain import joining, pending_acts
from services.gateway.domain.pending import PendingCall
from shared.city import City
from shared.db import Tx
from shared.widening import as_the_service


async def by_itself(tx: Tx, here: City, entry: PendingCall) -> PendingCall:
    """It without what had become one with it, which is somebody else's or nobody's."""
    async with as_the_service(tx):  # what it stands for may be hidden from who asks
        gone = await store.joined_calls.joined_below(tx, entry)
        if not gone:
            return entry
        return await _parted(tx, here, entry, gone, [])


async def goes_on_without(tx: Tx, here: City, gone: PendingCall, at: datetime) -> None:
    """What went on for this one too goes on without it, and without what had joined it."""
    async with as_the_service(tx):
        goes_on = await _goes_on(tx, gone)
        if goes_on is None or goes_on.id == gone.id or not goes_on.is_open:
            return
        leave = [gone, *await store.joined_calls.joined_below(tx, gone)]
        left = {each.id for each in leave}
        below = await store.joined_calls.joined_below(tx, goes_on)
        stays = [each for each in below if each.id not in left]
        alone = await _parted(tx, here, goes_on, leave, stays)
        await keep_done(tx, here, pending_acts.changed(alone, at=at))


async def apart_again(tx: Tx, here: City, gone: PendingCall, at: datetime) -> None:
    """It was not theirs, or never to be: what had become one with it is open again on its own."""
    async with as_the_service(tx):  # it may be another unit's
        for theirs in await store.joined_calls.joined_into(tx, gone):
            await keep_done(tx, here, pending_acts.reopen(here, theirs, at=at))


async def said_otherwise(tx: Tx, here: City, entry: PendingCall, at: datetime) -> None:
    """At its contact another reason may lead now, or another centre be theirs: so it is in it, or
    in what goes on for it.
    """
    async with as_the_service(tx):
        goes_on = await _goes_on(tx, entry)
        if goes_on is None:
            return
        below = await store.joined_calls.joined_below(tx, goes_on)
        told = await _opened(tx, here, [goes_on, *below])
        if done := joining.said_otherwise(here, goes_on, told, at=at):
            await keep_done(tx, here, done)


async def _goes_on(tx: Tx, entry: PendingCall | None) -> PendingCall | None:
    """The one that goes on for it, which may be itself, locked."""
    while entry is not None and entry.joined_into is not None:
        into = entry.joined_into
        entry = (await store.pending.pending_among(tx, [into])).get(into)
    return entry


async def _parted(
    tx: Tx, here: City, entry: PendingCall, gone: list[PendingCall], stays: list[PendingCall]
) -> PendingCall:
    by_hand = await store.pending_acts.was_handed_over(tx, [each.id for each in (entry, *stays)])
    told = await _opened(tx, here, [entry, *stays])
    return joining.parted(here, entry, gone, told, by_hand=by_hand)


async def _opened(tx: Tx, here: City, entries: Iterable[PendingCall]) -> list[PendingCall]:
    """Each as its contact opens it, in this order."""
    found = [(each, await store.contacts.find(tx, each.contact)) for each in entries]
    return [joining.opened(here, each, contact) if contact else each for each, contact in found]

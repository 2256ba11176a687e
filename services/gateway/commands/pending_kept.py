"""Pending calls are kept and told, and are open again where what ended them was a mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.telling import tell_all
from services.gateway.domain import Contact, joining, pending_acts, pending_undo
from services.gateway.domain.pending import APART, Done, PendingCall
from services.gateway.domain.pending_undo import ActOnCall
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import PendingCallChanged
from shared.db import Tx
from shared.widening import as_the_service, widen


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: the pending call that goes on, what ended in it, and others as they were."""

    goes_on: PendingCall
    ended: tuple[PendingCall, ...]
    others: tuple[PendingCall, ...]
    """Those of the same person with which it became one."""

    def version_of(self, entry: UUID) -> int:
        """In which of its versions this one of them stands now."""
        return next(each.version for each in (self.goes_on, *self.ended) if each.id == entry)


async def keep_done(tx: Tx, here: City, done: Done) -> PendingCall:
    """Keep a pending call and tell; with another of the same person it becomes one.

    The answer is the one that goes on.
    """
    return (await keep_joining(tx, here, done)).goes_on


async def keep_joining(tx: Tx, here: City, done: Done) -> Kept:
    """The same; the answer is all that was kept."""
    entry, event = done
    events: list[PendingCallChanged] = [event]
    ended: list[PendingCall] = []
    others: list[PendingCall] = []
    unit = None
    while unit != entry.unit:  # two that become one may pass to a centre, where there is another
        unit = entry.unit
        theirs = await _theirs(tx, entry)
        others += theirs
        for other in theirs:
            into, late = sorted((entry, other), key=lambda each: (each.first_at, each.id))
            (gone, told_gone), (entry, told_on) = joining.join(here, into, late, at=event.at)
            ended.append(gone)
            events += [told_gone, told_on]
    await store.pending.keep_pending(tx, ended)
    await store.pending.keep_pending(tx, [entry])
    reasons = {each.id: each.reason for each in (*ended, entry)}
    await tell_all(tx, [_marked(here, told, reasons[told.pending_id]) for told in events])
    return Kept(entry, tuple(ended), tuple(others))


async def _theirs(tx: Tx, entry: PendingCall) -> list[PendingCall]:
    """The person's others at its unit, which is a centre where one of the telephone has passed."""
    await widen(tx, [entry.unit])
    if entry.person is None or not entry.is_open or entry.origin in APART:
        return []
    open_ones = await store.pending.open_of_person(tx, entry.person, entry.unit)
    return [each for each in open_ones if each.id != entry.id]


def _marked(here: City, told: PendingCallChanged, reason: str | None) -> PendingCallChanged:
    """With whether it is of a restricted reason, which it does not name."""
    return told.model_copy(update={"restricted": here.restricts(reason)})


async def taken_back(
    tx: Tx, here: City, entry: PendingCall, last: ActOnCall, at: datetime
) -> PendingCall:
    """Keep it as it was before its last act, which stays, marked; the answer is what goes on."""
    back, event = pending_undo.undo(entry, last, at=at)
    await store.pending_acts.undone(tx, last, back.version, at)
    return await keep_done(tx, here, (back, event))


async def answered_by_nobody(tx: Tx, contact: UUID, at: datetime) -> None:
    """The contact by which they were reached or came was a mistake: they are still to be called."""
    async with as_the_service(tx):  # it may be the city's telephone's
        await _open_again(tx, await store.pending.answered_by(tx, contact), at)


async def answered_by_another(tx: Tx, was: Contact, person: UUID | None, at: datetime) -> None:
    """Whoever came by this contact is this person, or nobody known: what it settled for another
    is still to be returned, and is no longer theirs whom settling named.
    """
    async with as_the_service(tx):  # whom it concerned may be hidden from who asks
        settled = await store.pending.answered_by(tx, was.id)
        wrong = [each for each in settled if pending_undo.came_another(each, was.person, person)]
        await _open_again(tx, wrong, at)


async def _open_again(tx: Tx, entries: Iterable[PendingCall], at: datetime) -> None:
    here = await current(tx, at)
    for entry in entries:
        last = await store.pending_acts.last_act(tx, entry.id)
        if last is not None and last.stands == entry.version:
            await taken_back(tx, here, entry, last, at)
        else:
            was = pending_undo.before_it_ended(entry, last)
            await keep_done(tx, here, pending_acts.reopen(here, was, at=at))

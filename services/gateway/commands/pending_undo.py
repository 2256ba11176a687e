"""What staff does with pending calls is kept with what was before, and can be undone."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands import moving
from services.gateway.commands.asking import By
from services.gateway.commands.pending_kept import keep_joining, taken_back
from services.gateway.domain import access_to_calls
from services.gateway.domain.pending import Done, PendingCall
from services.gateway.domain.pending_refusals import ActedSince
from services.gateway.domain.pending_undo import ActOnCall, PendingAct, require_last
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import ContactState
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from shared.widening import widen


async def acted(
    tx: Tx, before: PendingCall | None, act: PendingAct, done: Done, by: By
) -> PendingCall:
    """Keep what an act made of a pending call, and the act; the answer is the one that goes on."""
    made, _ = done
    kept = await keep_joining(tx, await current(tx, by.at), done)
    if made.person is not None and before is not None and before.unit != made.unit:
        await store.belonging.belongs(tx, made.person, made.unit, by.at)
    mark = (made.unit, act, by.who.id, by.at, before)
    await store.pending_acts.add_act(
        tx, ActOnCall(made.id, made.version, kept.version_of(made.id), *mark)
    )
    for other in kept.others:
        version = kept.version_of(other.id)
        mark = (other.unit, PendingAct.JOINED, by.who.id, by.at, other)
        await store.pending_acts.add_act(tx, ActOnCall(other.id, version, version, *mark))
    return kept.goes_on


async def undo_call(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Take the last act on it back: as it was before, and told so; the act stays, as undone.

    Also that by which whoever asks cannot know of it any more, such as the last attempt of a
    restricted one; and where two became one by it, both are as they were. Raises ``NotFound``,
    ``NothingToUndo``; ``ActedSince`` if anything happened with either since.
    """
    here = await current(tx, by.at)
    # who came elsewhere may have been settled there; whoever may not undo it is told of nothing
    await widen(tx, [each.code for each in here.units])
    # read before the lock, which waits for its person first: no longer the last, it stands no more
    last = await store.pending_acts.last_act(tx, entry_id)
    joined = await store.pending_acts.joined_with(tx, last) if last else None
    entry, last = await _taken(tx, here, entry_id, (last, joined), by)
    if last.act is PendingAct.REACHED and entry.answered_by is not None:
        await _not_reached(tx, entry.answered_by, last, by)
        return (await store.pending.pending_among(tx, [entry.id]))[entry.id]
    if joined is None:
        return await _as_before(tx, here, entry, last, by)
    other = (await store.pending.pending_among(tx, [joined.entry]))[joined.entry]
    both = [(entry, last), (other, require_last(other, joined, at=by.at))]
    both.sort(key=lambda one: one[1].act is PendingAct.JOINED)  # first whose it was is said
    back = [await _as_before(tx, here, *one, by) for one in both]
    return next(each for each in back if each.id == entry_id)


async def _taken(
    tx: Tx, here: City, entry_id: UUID, acts: tuple[ActOnCall | None, ActOnCall | None], by: By
) -> tuple[PendingCall, ActOnCall]:
    """It, locked, and the last act on it, for whoever may undo that."""
    last, joined = acts
    named = joined if joined is not None and joined.act is not PendingAct.JOINED else last
    was = named.before.person if named and named.before else None
    facts = await store.pending.take_pending(tx, entry_id, was)
    if facts is None:
        raise NotFound
    if not access_to_calls.may_undo_call(here, facts, last, by.who, by.at):
        raise NotFound
    if by.seen is not None and by.seen != facts.entry.version:
        raise PreconditionFailed
    return facts.entry, require_last(facts.entry, last, at=by.at)


async def _as_before(tx: Tx, here: City, entry: PendingCall, act: ActOnCall, by: By) -> PendingCall:
    """As it was before that act, and theirs again whose it was."""
    named = act.before.person if act.before else None
    if named is not None and named != entry.person:
        await store.belonging.belongs(tx, named, entry.unit, by.at)
    back = await taken_back(tx, here, entry, act, by.at)
    if act.act is PendingAct.NAMED and entry.person is not None:
        gone, since = entry.person, entry.first_at
        await store.belonging.no_longer_belongs(tx, gone, entry.unit, since, by.at)
    elif entry.person is not None and (act.act is PendingAct.LEFT or back.unit != entry.unit):
        await store.belonging.no_longer_belongs(tx, entry.person, entry.unit, act.at, by.at)
    return back


async def _not_reached(tx: Tx, contact: UUID, last: ActOnCall, by: By) -> None:
    """The contact by which they were reached was opened by mistake, and maybe ended at once."""
    state = None
    while state is not ContactState.VOIDED:
        act = await store.contacts.last_act(tx, contact)
        if act is None or act.at != last.at:
            raise ActedSince
        state = (await moving.undo(tx, contact, replace(by, seen=None))).state

"""What staff does with pending calls is kept with what was before, and can be undone."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands import moving
from services.gateway.commands.asking import By
from services.gateway.commands.pending_kept import keep_done, taken_back
from services.gateway.domain import access_to_calls, pending
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
    goes_on = await keep_done(tx, await current(tx, by.at), done)
    version, unit = made.version, made.unit
    kept = ActOnCall(made.id, version, version, unit, act, by.who.id, by.at, before)
    await store.pending_acts.add_act(tx, kept)
    return goes_on


async def undo_call(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Take the last act on it back: as it was before, and told so; the act stays, as undone.

    Also that by which whoever asks cannot know of it any more, such as the last attempt of a
    restricted one. Raises ``NotFound``, ``NothingToUndo``; ``ActedSince`` if anything happened
    with it since.
    """
    here = await current(tx, by.at)
    entry, last = await _taken(tx, here, entry_id, by)
    last = require_last(entry, last, at=by.at)
    if last.act is PendingAct.REACHED and entry.answered_by is not None:
        await _not_reached(tx, entry.answered_by, last, by)
        return (await store.pending.pending_among(tx, [entry.id]))[entry.id]
    named = last.before.person if last.before else None
    if named is not None and named != entry.person:
        await store.belonging.belongs(tx, named, entry.unit, by.at)
    back = await taken_back(tx, here, entry, last, by.at)
    if last.act is PendingAct.NAMED and entry.person is not None:
        gone, since = entry.person, entry.first_at
        await store.belonging.no_longer_belongs(tx, gone, entry.unit, since, by.at)
    return back


async def _taken(
    tx: Tx, here: City, entry_id: UUID, by: By
) -> tuple[PendingCall, ActOnCall | None]:
    """It, locked, and the last act on it, for whoever may undo that."""
    await widen(tx, pending.telephones(here))  # who came elsewhere may have been settled there
    # read before the lock, which waits for its person first: no longer the last, it stands no more
    last = await store.pending_acts.last_act(tx, entry_id)
    was = last.before.person if last and last.before else None
    facts = await store.pending.take_pending(tx, entry_id, was)
    if facts is None:
        raise NotFound
    restricted = here.restricts(facts.entry.reason)
    if not access_to_calls.may_undo_call(facts, last, restricted, by.who, by.at):
        raise NotFound
    if by.seen is not None and by.seen != facts.entry.version:
        raise PreconditionFailed
    return facts.entry, last


async def _not_reached(tx: Tx, contact: UUID, last: ActOnCall, by: By) -> None:
    """The contact by which they were reached was opened by mistake, and maybe ended at once."""
    state = None
    while state is not ContactState.VOIDED:
        act = await store.contacts.last_act(tx, contact)
        if act is None or act.at != last.at:
            raise ActedSince
        state = (await moving.undo(tx, contact, replace(by, seen=None))).state

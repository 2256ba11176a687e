"""Calling back: who calls, what came of it, whose the call was, and how it ends."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.pending_taken import (
    call_to_settle,
    called,
    contact_of_end,
    is_nowhere,
    require_came,
    require_number,
    taken_call,
    taken_message,
    to_be_called,
    with_how,
)
from services.gateway.commands.pending_undo import acted
from services.gateway.domain import attempts, pending, pending_acts
from services.gateway.domain.passing import require_centre
from services.gateway.domain.pending import PendingCall, Tried
from services.gateway.domain.pending_refusals import (
    ForAProfessional,
    NotOfThisKind,
    NotTriedEnough,
)
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.domain.reaching import is_out_of_reach
from shared.city.store import current
from shared.contracts.gateway import (
    AttemptResult,
    GivenUp,
    PendingOrigin,
    PendingState,
    Settled,
)
from shared.db import Tx
from shared.identity import Role

BY_HAND = frozenset({Settled.ARRIVED, Settled.ANSWERED, Settled.WITHDRAWN, Settled.MISTAKE})
"""How a person may say that it is done with; reached is what came of an attempt."""
NOBODY = UUID(int=0)


async def begin_call(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Somebody is about to call: for a while nobody else does.

    Raises ``NoContactWanted`` for whoever may be neither called nor written to, ``NoNumber``,
    ``ColleagueCalls``.
    """
    entry = await to_be_called(tx, entry_id, by)
    await require_number(tx, entry)
    calling = pending_acts.call(entry, by.who.id, at=by.at)
    return await acted(tx, entry, PendingAct.CALLING, pending_acts.changed(calling, at=by.at), by)


async def note_attempt(tx: Tx, entry_id: UUID, result: AttemptResult, by: By) -> PendingCall:
    """They were called and not reached.

    Raises ``NoContactWanted`` for who may not be called, ``NoNumber`` where there is none.
    """
    if result is AttemptResult.REACHED:
        raise NotOfThisKind
    entry = await to_be_called(tx, entry_id, by)
    await require_number(tx, entry)
    here = await current(tx, by.at)
    done = pending_acts.tried(here, entry, Tried(by.at, result, by.who.id))
    return await acted(tx, entry, PendingAct(result), done, by)


async def settle(
    tx: Tx, entry_id: UUID, how: Settled, by: By, contact_id: UUID | None = None
) -> PendingCall:
    """It is done with: they came by this contact, were told, want no call, or it was a mistake.

    One of the city's telephone ends as ``arrived`` at any unit, by a contact that is being served
    or is here for an appointment, of whose it is or of whose number it came from. Raises
    ``NotFound`` also where it is of somebody whom a seal hides, ``OfSomebodyElse`` where the
    contact concerns another, ``AskedHere`` where they asked at it, ``NotOfThisKind`` for an answer
    that nobody wrote, or for a message as ``arrived``.
    """
    contact = await contact_of_end(tx, contact_id, by) if contact_id else None
    entry = await call_to_settle(tx, entry_id, contact, by, arrived=how is Settled.ARRIVED)
    if (
        entry.origin is PendingOrigin.OFFER
        or how not in BY_HAND
        or (how is Settled.ANSWERED and entry.answer_at is None)
    ):
        raise NotOfThisKind
    if how is Settled.ARRIVED:
        # whoever a message is from is told its answer, wherever they come
        await require_came(tx, called(entry), contact_id)
    theirs = pending_acts.of_whoever_came(entry, contact) if contact else entry
    done = pending_acts.settle(theirs, how, contact_id, at=by.at)
    return await acted(tx, entry, PendingAct(how), done, by)


async def hand_over(tx: Tx, entry_id: UUID, by: By, centre: str | None = None) -> PendingCall:
    """A professional sees at once to whom nobody may dial or write to, or has no number to.

    What has passed at the city's telephone goes to those of this centre. Raises
    ``StillToBeTried``; ``ForAProfessional`` where one does already; ``UnknownPlace``.
    """
    here = await current(tx, by.at)
    if centre is not None:
        await store.joined_calls.may_join_at(tx, entry_id, centre)
    entry, how = await with_how(tx, entry_id, by)
    require_centre(here, entry, centre)
    reach = is_out_of_reach(*how) or await is_nowhere(tx, entry)
    done = pending_acts.hand_over(here, entry, centre, out_of_reach=reach, at=by.at)
    return await acted(tx, entry, PendingAct.HANDED_OVER, done, by)


async def give_up(tx: Tx, entry_id: UUID, why: GivenUp, by: By) -> PendingCall:
    """A person closes it after calls in vain, for this reason.

    Nothing has to be tried where there is no number, and only there ``no_number`` is a reason.
    Raises ``ForAProfessional`` for a grave one, ``NotTriedEnough``.
    """
    entry = called(await taken_call(tx, entry_id, by))
    here = await current(tx, by.at)
    grave = entry.state is PendingState.PASSED or pending.passes(here, entry)
    if grave and Role.PROFESSIONAL not in by.who.roles:
        raise ForAProfessional
    nowhere = await is_nowhere(tx, entry)
    untried = entry.state is PendingState.OPEN and attempts.missing(here, entry)
    if not nowhere and (untried or why is GivenUp.NO_NUMBER):
        raise NotTriedEnough
    done = pending_acts.give_up(entry, why, at=by.at)
    return await acted(tx, entry, PendingAct.IN_VAIN, done, by)


async def own(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Whoever asks sees to it from now on; of a message that nobody has, a professional.

    Raises ``NotOfThisKind`` for another message.
    """
    entry = await taken_call(tx, entry_id, by)
    free = entry.owner is None and Role.PROFESSIONAL in by.who.roles
    if entry.origin is PendingOrigin.MESSAGE and free:
        entry = await taken_message(tx, entry_id, by)
    else:
        entry = called(entry)
    pending_acts.require_open(entry)
    done = pending_acts.changed(replace(entry, owner=by.who.id), at=by.at)
    return await acted(tx, entry, PendingAct.OWNED, done, by)

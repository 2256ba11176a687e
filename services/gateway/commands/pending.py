"""Calling back: who calls, what came of it, whose the call was, and how it ends."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, kept
from services.gateway.commands.opening import ticket
from services.gateway.commands.outcomes import require_plain
from services.gateway.commands.pending_taken import (
    call_to_settle,
    called,
    contact_of_end,
    require_came,
    taken_call,
    to_be_called,
    with_how,
)
from services.gateway.commands.pending_undo import acted
from services.gateway.domain import Contact, acts, attempts, desk, pending, pending_acts
from services.gateway.domain.pending import PendingCall, Tried
from services.gateway.domain.pending_refusals import ForAProfessional, NotOfThisKind, NotTriedEnough
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.domain.reaching import is_out_of_reach
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import (
    AttemptResult,
    ContactState,
    Door,
    GivenUp,
    Matter,
    Outcome,
    PendingOrigin,
    PendingState,
    Settled,
    Span,
)
from shared.db import Tx
from shared.identity import Role

BY_HAND = frozenset({Settled.ARRIVED, Settled.ANSWERED, Settled.WITHDRAWN, Settled.MISTAKE})
"""How a person may say that it is done with; reached is what came of an attempt."""
NOBODY = UUID(int=0)


async def begin_call(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Somebody is about to call: for a while nobody else does.

    Raises ``NoContactWanted`` for whoever may be neither called nor written to, ``ColleagueCalls``.
    """
    entry = await to_be_called(tx, entry_id, by)
    calling = pending_acts.call(entry, by.who.id, at=by.at)
    return await acted(tx, entry, PendingAct.CALLING, pending_acts.changed(calling, at=by.at), by)


async def note_attempt(tx: Tx, entry_id: UUID, result: AttemptResult, by: By) -> PendingCall:
    """They were called and not reached. Raises ``NoContactWanted`` for who may not be called."""
    if result is AttemptResult.REACHED:
        raise NotOfThisKind
    entry = await to_be_called(tx, entry_id, by)
    here = await current(tx, by.at)
    done = pending_acts.tried(here, entry, Tried(by.at, result, by.who.id))
    return await acted(tx, entry, PendingAct(result), done, by)


async def reach(tx: Tx, entry_id: UUID, by: By, outcome: Outcome = Outcome.NOT_RECORDED) -> Contact:
    """They were reached: a contact that has waited since their first call is being served.

    It is at the desk of whoever calls; who has none says at once how it ended. Raises
    ``OutcomeIncomplete`` for an outcome with a command of its own, as ``close`` does, and
    ``NoContactWanted``.
    """
    require_plain(outcome)
    entry = await to_be_called(tx, entry_id, by)
    if entry.origin is PendingOrigin.OFFER:
        raise NotOfThisKind  # what they answer is what came of it
    here = await current(tx, by.at)
    contact = await _answering(tx, here, entry, by)
    done = pending_acts.reached(entry, Tried(by.at, AttemptResult.REACHED, by.who.id), contact.id)
    await acted(tx, entry, PendingAct.REACHED, done, by)
    where = await store.desks.desk_of(tx, by.who.id)
    if where is not None and where.unit == entry.unit:
        span = contact.spans[0].model_copy(update={"desk": where.number})
        contact = replace(contact, desk=where.number, spans=(span,))
        await store.desks.keep_desk(tx, desk.take(where, contact.id, by.who.id))
    if contact.person is not None:
        await store.belonging.belongs(tx, contact.person, contact.unit, by.at)
    contact = await kept(tx, None, acts.open_contact(contact), by)
    if contact.desk is None:
        contact = await kept(tx, contact, acts.close(contact, outcome, at=by.at), by)
    return contact


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


async def hand_over(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """A professional sees at once to whom nobody may dial or write to.

    Raises ``StillToBeTried``; ``ForAProfessional`` where one does already.
    """
    entry, how = await with_how(tx, entry_id, by)
    done = pending_acts.hand_over(entry, out_of_reach=is_out_of_reach(*how), at=by.at)
    return await acted(tx, entry, PendingAct.HANDED_OVER, done, by)


async def give_up(tx: Tx, entry_id: UUID, why: GivenUp, by: By) -> PendingCall:
    """A person closes it after calls in vain, for this reason.

    Raises ``ForAProfessional`` for a grave one, ``NotTriedEnough``.
    """
    entry = called(await taken_call(tx, entry_id, by))
    here = await current(tx, by.at)
    grave = entry.state is PendingState.PASSED or pending.passes(here, entry)
    if grave and Role.PROFESSIONAL not in by.who.roles:
        raise ForAProfessional
    if entry.state is PendingState.OPEN and attempts.missing(here, entry):
        raise NotTriedEnough
    done = pending_acts.give_up(entry, why, at=by.at)
    return await acted(tx, entry, PendingAct.IN_VAIN, done, by)


async def own(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """Whoever asks sees to it from now on."""
    entry = called(await taken_call(tx, entry_id, by))
    pending_acts.require_open(entry)
    done = pending_acts.changed(replace(entry, owner=by.who.id), at=by.at)
    return await acted(tx, entry, PendingAct.OWNED, done, by)


async def _answering(tx: Tx, here: City, entry: PendingCall, by: By) -> Contact:
    """The contact by which they are reached: its clock is that of their first call."""
    unit = here.unit(entry.unit)
    number = await store.contacts.next_number(tx, entry.unit, here.day(by.at))
    before = await store.contacts.take(tx, entry.contact) if entry.contact else None
    contact = Contact(
        id=uuid7(),
        version=1,
        code=ticket(here, unit, number) if unit else None,
        door=Door.PHONE,
        unit=entry.unit,
        centre=entry.centre,
        level=entry.level,
        reason=entry.reason,
        state=ContactState.SERVING,
        city_version=here.version,
        opened_at=by.at,
        waiting_from=entry.first_at,
        started_at=by.at,
        ended_at=None,
        outcome=None,
        left_from=None,
        desk=None,
        calls=0,
        spans=(Span(state=ContactState.SERVING, at=by.at, unit=entry.unit),),
        person=entry.person,
        matters=(Matter(reason=entry.reason),) if entry.reason else (),
        pending_call=entry.id,
    )
    return contact if before is None else replace(contact, ways=before.contact.ways)

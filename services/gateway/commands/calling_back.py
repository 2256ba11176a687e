"""Whoever is called back and reached: a contact with the clock of their first call."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, kept
from services.gateway.commands.opening import ticket
from services.gateway.commands.outcomes import require_plain
from services.gateway.commands.pending_taken import to_be_called
from services.gateway.commands.pending_undo import acted
from services.gateway.commands.triage import add_reason
from services.gateway.domain import Contact, acts, desk, pending_acts
from services.gateway.domain.pending import PendingCall, Tried
from services.gateway.domain.pending_refusals import NotOfThisKind, OutcomeMissing
from services.gateway.domain.pending_undo import PendingAct
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import (
    AttemptResult,
    ContactState,
    Door,
    Matter,
    Outcome,
    PendingOrigin,
    Span,
)
from shared.db import Tx


async def reach(
    tx: Tx, entry_id: UUID, by: By, outcome: Outcome | None = None, reason: str | None = None
) -> Contact:
    """They were reached: a contact that has waited since their first call is being served.

    It is at the desk of whoever calls; who has none says at once how it ended, and about what.
    Raises ``OutcomeMissing``; ``OutcomeIncomplete`` for an outcome with a command of its own, as
    ``close`` does; ``UnknownReason``, and ``NoContactWanted``.
    """
    if outcome is not None:
        require_plain(outcome)
    entry = await to_be_called(tx, entry_id, by)
    if entry.origin is PendingOrigin.OFFER:
        raise NotOfThisKind  # what they answer is what came of it
    contact = await _answering(tx, await current(tx, by.at), entry, by)
    done = pending_acts.reached(entry, Tried(by.at, AttemptResult.REACHED, by.who.id), contact.id)
    where = await store.desks.desk_of(tx, by.who.id)
    own = where if where is not None and where.unit == entry.unit else None
    if own is None and outcome is None:
        raise OutcomeMissing
    await acted(tx, entry, PendingAct.REACHED, done, by)
    if own is not None:
        span = contact.spans[0].model_copy(update={"desk": own.number})
        contact = replace(contact, desk=own.number, spans=(span,))
        await store.desks.keep_desk(tx, desk.take(own, contact.id, by.who.id))
    if contact.person is not None:
        await store.belonging.belongs(tx, contact.person, contact.unit, by.at)
    contact = await kept(tx, None, acts.open_contact(contact), by)
    return contact if outcome is None or own else await _ended(tx, contact, outcome, reason, by)


async def _ended(tx: Tx, contact: Contact, outcome: Outcome, reason: str | None, by: By) -> Contact:
    """Nobody serves it further: it was about this, too. Raises ``UnknownReason``."""
    if reason is not None and all(each.reason != reason for each in contact.matters):
        contact = await add_reason(tx, contact.id, reason, replace(by, seen=None))
    return await kept(tx, contact, acts.close(contact, outcome, at=by.at), by)


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

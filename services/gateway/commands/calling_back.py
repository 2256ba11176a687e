"""Whoever is called back and reached: a contact with the clock of their first call."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.agenda import Booking, book
from services.gateway.commands.asking import By, kept
from services.gateway.commands.opening import ticket
from services.gateway.commands.outcomes import redirect, require_plain
from services.gateway.commands.pending_taken import to_be_called
from services.gateway.commands.pending_undo import acted
from services.gateway.commands.serving import close
from services.gateway.commands.triage import add_reason
from services.gateway.commands.ways import say_number, say_ways
from services.gateway.domain import Contact, acts, desk, matters, pending, pending_acts
from services.gateway.domain.pending import PendingCall, Tried
from services.gateway.domain.pending_refusals import NotOfThisKind, OutcomeMissing, ReasonMissing
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.domain.ways import SafeContact
from services.gateway.store.asked_at import asked_about
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
from shared.encryption import CannotBeOpened, KeysMissing, KeySource
from shared.widening import as_the_service, everywhere


@dataclass(frozen=True, slots=True)
class Ended:
    """How a conversation ended whose caller has no desk, about what, and what its outcome needs."""

    outcome: Outcome
    reason: str | None = None
    booking: Booking | None = None
    """The time that was chosen, of an appointment; its reason is that of the conversation."""
    owner: str | None = None
    """Who is competent, of those who are redirected."""
    safe_contact: SafeContact | None = None
    """What they answered, of those who are called again."""
    number: str | None = None
    """Where, in E.164, if no number of theirs was known."""

    def require_whole(self) -> None:
        """Raises ``AppointmentUnbooked``, ``OutcomeIncomplete`` as ``close`` does."""
        needs = {Outcome.APPOINTMENT: self.booking, Outcome.REDIRECTED: self.owner}
        if needs.get(self.outcome) is None:
            require_plain(self.outcome)


async def reach(tx: Tx, entry_id: UUID, by: By, said: Ended | None = None) -> Contact:
    """They were reached: a contact that has waited since their first call is being served.

    It is at the desk of whoever calls; who has none says at once how it ended, and about what, and
    its outcome does its act. Raises ``OutcomeMissing``, ``ReasonMissing``; ``OutcomeIncomplete``
    for an outcome that needs more than was said; ``UnknownReason``, ``NoContactWanted``, and what
    ``book``, ``redirect`` and ``close`` raise.
    """
    if said is not None:
        said.require_whole()
    await store.people_held.hold(tx, await store.whose.person_of_call(tx, entry_id))  # before all
    entry = await to_be_called(tx, entry_id, by)
    if entry.origin is PendingOrigin.OFFER:
        raise NotOfThisKind  # what they answer is what came of it
    here = await current(tx, by.at)
    where = await store.desks.desk_of(tx, by.who.id)
    own = where if where is not None and where.unit == entry.unit else None
    began = by.at if own is not None else pending.began(here, entry, by.who.id, by.at) or by.at
    contact = await _answering(tx, here, entry, began)
    done = pending_acts.reached(entry, Tried(by.at, AttemptResult.REACHED, by.who.id), contact.id)
    if own is None and said is None:
        raise OutcomeMissing
    await acted(tx, entry, PendingAct.REACHED, done, by)
    if own is not None:
        span = contact.spans[0].model_copy(update={"desk": own.number})
        contact = replace(contact, desk=own.number, spans=(span,))
        await store.desks.keep_desk(tx, desk.take(own, contact.id, by.who.id))
    if contact.person is not None:
        await store.belonging.belongs(tx, contact.person, contact.unit, by.at)
    await _same_number(tx, entry, contact, by)
    contact = await kept(tx, None, acts.open_contact(contact), by)
    return contact if said is None or own else await _ended(tx, contact, said, by)


async def _same_number(tx: Tx, entry: PendingCall, contact: Contact, by: By) -> None:
    """Who asks to be called again is called where they were reached; without keys nobody knows."""
    if by.keys is None:
        return
    with suppress(KeysMissing, CannotBeOpened):
        ring = by.keys.ring()
        found = await store.pending.number_since(tx, entry, ring)
        if found is not None:
            number, at = found  # as old as the first time, however often they are called back
            await store.pending.keep_number(tx, contact.id, contact.unit, number, ring, at)


async def _ended(tx: Tx, contact: Contact, said: Ended, by: By) -> Contact:
    """Nobody serves it further: all of it ends so, by the commands of the desk."""
    by = replace(by, seen=None)
    if said.reason is not None and all(each.reason != said.reason for each in contact.matters):
        contact = await add_reason(tx, contact.id, said.reason, by)
    match said:
        case Ended(outcome=Outcome.APPOINTMENT, booking=Booking() as booking):
            # one visit may be for several reasons: then it is the whole contact's
            reason = contact.matters[0].reason if len(contact.matters) == 1 else None
            keys = by.keys or KeySource(None, None)
            await book(tx, contact.id, replace(booking, reason=reason), keys, by)
        case Ended(outcome=Outcome.REDIRECTED, owner=str() as owner):
            await _redirected(tx, contact, owner, by)
        case Ended(outcome=Outcome.CALL_BACK):
            await _to_call_again(tx, contact, said, by)
            await close(tx, contact.id, said.outcome, by)
        case _:
            await close(tx, contact.id, said.outcome, by)
    return await store.contacts.find(tx, contact.id) or contact


async def _to_call_again(tx: Tx, contact: Contact, said: Ended, by: By) -> None:
    if said.number is not None:
        await say_number(tx, contact.id, said.number, by)
    if said.safe_contact is not None:
        await say_ways(tx, contact.id, {"safe_contact": said.safe_contact}, by)


async def _redirected(tx: Tx, contact: Contact, owner: str, by: By) -> None:
    """All that it was about is that organisation's. Raises ``ReasonMissing`` for nothing."""
    if not contact.matters:
        raise ReasonMissing
    for each in contact.matters:
        await redirect(tx, contact.id, each.reason, owner, by)


async def _answering(tx: Tx, here: City, entry: PendingCall, began: datetime) -> Contact:
    """The contact by which they are reached: its clock is that of their first call."""
    unit = here.unit(entry.unit)
    number = await store.contacts.next_number(tx, entry.unit, here.day(began))
    async with everywhere(tx):  # one that has passed from the telephone was asked for there
        before = await store.contacts.take(tx, entry.contact) if entry.contact else None
    async with as_the_service(tx):  # they may have been passed on since
        asked = await asked_about(tx, entry.id)
    about = tuple(Matter(reason=each) for each in matters.restricted_first(here, asked))
    contact = Contact(
        id=uuid7(),
        version=1,
        code=ticket(here, unit, number) if unit else None,
        door=Door.PHONE,
        unit=entry.unit,
        centre=entry.centre,
        level=entry.level,
        reason=about[0].reason if about else None,
        state=ContactState.SERVING,
        city_version=here.version,
        opened_at=began,
        waiting_from=entry.first_at,
        started_at=began,
        ended_at=None,
        outcome=None,
        left_from=None,
        desk=None,
        calls=0,
        spans=(Span(state=ContactState.SERVING, at=began, unit=entry.unit),),
        person=entry.person,
        matters=about,
        pending_call=entry.id,
    )
    return contact if before is None else replace(contact, ways=before.contact.ways)

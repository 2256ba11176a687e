"""Who may know of a pending call, and act on it, besides what holds for people and contacts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain.access import READERS
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.contact import ENDED, Contact
from services.gateway.domain.pending import APART, PendingCall
from services.gateway.domain.pending_undo import ActOnCall
from shared.city import City, UnitKind
from shared.contracts.gateway import ContactState, PendingState
from shared.identity import Principal, Role


@dataclass(frozen=True, slots=True)
class PendingFacts:
    """A pending call, and what knowing of it depends on besides."""

    entry: PendingCall
    kept_from: tuple[UUID, ...] = ()
    """The staff who must neither see nor serve whose it is."""
    same_number: bool = False
    """It came from the telephone of whoever is served."""


def may_know_call(facts: PendingFacts, restricted: bool, who: Principal, at: datetime) -> bool:
    """Whether there is such a pending call to somebody within whose units it is.

    A restricted one is known to the professionals of its unit, and to its reception while that has
    to call; to nobody who only leads.
    """
    if who.id in facts.kept_from or not who.roles & READERS:
        return False
    if not restricted or Role.PROFESSIONAL in who.roles:
        return True
    entry = facts.entry
    ended_at = entry.ended_at
    return entry.state is not PendingState.PASSED and (
        ended_at is None or at - ended_at <= UNDO_WITHIN
    )


def may_undo_call(
    facts: PendingFacts, last: ActOnCall | None, restricted: bool, who: Principal, at: datetime
) -> bool:
    """Whether somebody may take the last act on a pending call back.

    Whoever did it may, also where it is not there to them since; their colleagues of the unit
    may, unless it would be of another person again, of whom they need not know.
    """
    if who.id in facts.kept_from or not who.roles & READERS:
        return False
    if last is not None and last.staff == who.id and at - last.at <= UNDO_WITHIN:
        return True
    was = last.before.person if last and last.before else None
    known = who.sees(facts.entry.unit) and may_know_call(facts, restricted, who, at)
    return known and was in (None, facts.entry.person)


def may_be_asked(came: Contact) -> bool:
    """Whether who came is before somebody who can ask: served, or here for their appointment."""
    expected = came.appointment_at is not None and came.state not in ENDED
    return expected or came.state is ContactState.SERVING


def may_settle_from_elsewhere(
    facts: PendingFacts, here: City, person: UUID | None, who: Principal
) -> bool:
    """Whether who serves this person at another unit may say that their call is done with.

    The city's telephone is everybody's: of what is theirs there, or of nobody named yet and from
    their number, whichever unit they come to may know, unless it is restricted. Of other centres'
    calls it may not.
    """
    entry = facts.entry
    there = here.unit(entry.unit)
    if there is None or there.kind is not UnitKind.TELEPHONE or here.restricts(entry.reason):
        return False
    theirs = entry.person == person or (entry.person is None and facts.same_number)
    reads = bool(who.roles & READERS) and who.id not in facts.kept_from
    return person is not None and theirs and reads and entry.origin not in APART

"""Who may know of a pending call, and act on it, besides what holds for people and contacts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway.domain.access import READERS
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.contact import ENDED, Contact
from services.gateway.domain.passing import is_nobodys_yet
from services.gateway.domain.pending import APART, PendingCall, may_end_at
from services.gateway.domain.pending_undo import ActOnCall, PendingAct
from shared.city import City
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


@dataclass(frozen=True, slots=True)
class Came:
    """Who came instead of being called."""

    unit: str
    """Where they are served, or here for an appointment."""
    person: UUID | None
    contact: UUID | None = None
    """By which contact, where that is asked."""


def may_know_call(here: City, facts: PendingFacts, who: Principal, at: datetime) -> bool:
    """Whether there is such a pending call to somebody within whose units it is.

    A restricted one is known to the professionals of its unit, and to its reception while that has
    to call, or no centre's professionals have it yet; to nobody who only leads.
    """
    if who.id in facts.kept_from or not who.roles & READERS:
        return False
    entry = facts.entry
    if not here.restricts(entry.reason) or Role.PROFESSIONAL in who.roles:
        return True
    if entry.state is PendingState.PASSED:
        return is_nobodys_yet(here, entry)
    return entry.ended_at is None or at - entry.ended_at <= UNDO_WITHIN


def may_undo_call(
    here: City, facts: PendingFacts, last: ActOnCall | None, who: Principal, at: datetime
) -> bool:
    """Whether somebody may take the last act on a pending call back.

    Whoever did it may, also where it is not there to them since; their colleagues of the unit
    may, unless it would be of another person again, of whom they need not know; that two became one
    they take back where it was said whose one of them is.
    """
    if who.id in facts.kept_from or not who.roles & READERS:
        return False
    if last is not None and last.staff == who.id and at - last.at <= UNDO_WITHIN:
        return True
    if last is not None and last.act is PendingAct.JOINED:
        return False
    was = last.before.person if last and last.before else None
    known = who.sees(facts.entry.unit) and may_know_call(here, facts, who, at)
    return known and was in (None, facts.entry.person)


def may_be_asked(came: Contact) -> bool:
    """Whether who came is before somebody who can ask: served, or here for their appointment.

    Of a caller who has hung up too, while the desk still has the call before it.
    """
    expected = came.appointment_at is not None and came.state not in ENDED
    return expected or came.state is ContactState.SERVING or came.on_call


def may_settle_from_elsewhere(facts: PendingFacts, here: City, came: Came, who: Principal) -> bool:
    """Whether who serves this person at another unit may say that their call is done with.

    The city's telephone is everybody's: of what is theirs there, or of nobody named yet and from
    their number, whichever unit they come to may know, unless it is restricted; and it may know of
    what is theirs at a centre. Of other centres' calls a centre may not.
    """
    entry, person = facts.entry, came.person
    if entry.unit not in may_end_at(here, came.unit) or here.restricts(entry.reason):
        return False
    theirs = entry.person == person or (entry.person is None and facts.same_number)
    reads = bool(who.roles & READERS) and who.id not in facts.kept_from
    return person is not None and theirs and reads and entry.origin not in APART

"""What may be done with a pending call: each act makes a new one, and the event that tells it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.attempts import missing
from services.gateway.domain.contact import Contact
from services.gateway.domain.passing import is_nobodys_yet, passed
from services.gateway.domain.pending import (
    Done,
    PendingCall,
    Tried,
    is_calling,
    passes,
    tell,
)
from services.gateway.domain.pending_refusals import (
    ColleagueCalls,
    ForAProfessional,
    NoContactWanted,
    OfSomebodyElse,
    PendingOver,
    StillToBeTried,
)
from services.gateway.domain.reaching import Begin
from shared.city import City
from shared.contracts.gateway import AttemptResult, GivenUp, PendingOrigin, PendingState, Settled


def require_reachable(entry: PendingCall, begins: Begin) -> None:
    """Raises ``PendingOver``, and ``NoContactWanted`` where nobody may call or write to them."""
    require_open(entry)
    if begins is Begin.NEITHER:
        raise NoContactWanted


def call(entry: PendingCall, staff: UUID, *, at: datetime) -> PendingCall:
    """Somebody is about to call. Raises ``ColleagueCalls``."""
    require_open(entry)
    _require_free(entry, staff, at)
    return replace(entry, caller=staff, calling_since=at, owner=entry.owner or staff)


def tried(here: City, entry: PendingCall, made: Tried) -> Done:
    """They were not reached. Tried so often in vain, a grave one passes to a professional."""
    require_open(entry)
    _require_free(entry, made.staff, made.at)
    after = replace(
        entry,
        attempts=(*entry.attempts, made),
        owner=entry.owner or made.staff,
        caller=None,
        calling_since=None,
    )
    return next_version(handed_over(here, after), made.at)


def hand_over(
    here: City, entry: PendingCall, centre: str | None = None, *, out_of_reach: bool, at: datetime
) -> Done:
    """Whom nobody may dial or write to passes to a professional at once, without an attempt.

    What has passed at the city's telephone, and is nobody's yet, goes to this centre's. Raises
    ``StillToBeTried``; ``ForAProfessional`` where one sees to it already; ``ColleagueCalls``.
    """
    require_open(entry)
    if is_nobodys_yet(here, entry) and centre is not None:
        if is_calling(entry, at) is not None:
            raise ColleagueCalls
    elif not out_of_reach:
        raise StillToBeTried
    elif entry.state is PendingState.PASSED:
        raise ForAProfessional
    return next_version(passed(here, entry, centre), at)


def reached(entry: PendingCall, made: Tried, contact: UUID) -> Done:
    """They were reached: the contact that this is answers it."""
    require_open(entry)
    _require_free(entry, made.staff, made.at)
    after = replace(entry, attempts=(*entry.attempts, made), owner=entry.owner or made.staff)
    return settle(after, Settled.REACHED, contact, at=made.at)


def settle(entry: PendingCall, how: Settled, contact: UUID | None = None, *, at: datetime) -> Done:
    """It is done with, without giving up. Raises ``PendingOver``."""
    require_open(entry)
    return _ended(replace(entry, settled=how, answered_by=contact), PendingState.SETTLED, at)


def of_whoever_came(entry: PendingCall, contact: Contact) -> PendingCall:
    """It with whom this contact concerns, by which it ends. Raises ``OfSomebodyElse``."""
    if None not in (entry.person, contact.person) and entry.person != contact.person:
        raise OfSomebodyElse
    return replace(entry, person=entry.person or contact.person)


def give_up(entry: PendingCall, why: GivenUp, *, at: datetime) -> Done:
    """A person decides that it was tried often enough, and says why nobody was reached."""
    require_open(entry)
    closed = replace(entry, settled=Settled.IN_VAIN, given_up=why)
    return _ended(closed, PendingState.CLOSED, at)


def reopen(here: City, entry: PendingCall, *, at: datetime) -> Done:
    """What ended it was undone: it is as it was before, with a professional if it was there."""
    again = replace(
        entry,
        state=PendingState.OPEN,
        attempts=tuple(e for e in entry.attempts if e.result is not AttemptResult.REACHED),
        ended_at=None,
        settled=None,
        answered_by=None,
        joined_into=None,
    )
    return next_version(handed_over(here, again), at)


def corrected(entry: PendingCall, origin: PendingOrigin, *, at: datetime) -> Done:
    """The exchange told more of the call that it comes of."""
    return next_version(replace(entry, origin=origin), at)


def changed(entry: PendingCall, *, at: datetime) -> Done:
    """Something else of it is otherwise: whose it is, who sees to it, what is to be told."""
    return next_version(entry, at)


def number_corrected(entry: PendingCall, *, at: datetime) -> Done:
    """The number was wrong, and theirs is another now: that one was not tried yet."""
    return next_version(replace(entry, number_corrected_at=at), at)


def require_open(entry: PendingCall) -> None:
    """Raises ``PendingOver``."""
    if not entry.is_open:
        raise PendingOver


def _require_free(entry: PendingCall, staff: UUID, at: datetime) -> None:
    if is_calling(entry, at) not in (None, staff):
        raise ColleagueCalls


def handed_over(here: City, entry: PendingCall) -> PendingCall:
    """With a professional, if it is a grave one and was tried so often in vain, on whatever day."""
    waits = entry.state is not PendingState.OPEN or missing(here, entry).attempts
    return entry if waits or not passes(here, entry) else passed(here, entry)


def _ended(entry: PendingCall, state: PendingState, at: datetime) -> Done:
    return next_version(
        replace(entry, state=state, ended_at=at, caller=None, calling_since=None), at
    )


def next_version(entry: PendingCall, at: datetime) -> Done:
    """It as its next version, and the event that tells it."""
    after = replace(entry, version=entry.version + 1)
    return after, tell(after, at)

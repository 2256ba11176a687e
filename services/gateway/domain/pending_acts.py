"""What may be done with a pending call: each act makes a new one, and the event that tells it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.attempts import missing, of_both
from services.gateway.domain.contact import Contact
from services.gateway.domain.passing import is_nobodys_yet, passed
from services.gateway.domain.pending import (
    RANK,
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
    return _next(_handed_over(here, after), made.at)


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
    return _next(passed(here, entry, centre), at)


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


def join(here: City, into: PendingCall, other: PendingCall, *, at: datetime) -> tuple[Done, Done]:
    """Both are of one person: the one that began first goes on, with what was tried for both.

    A restricted reason and a centre go on whichever has it, and with a professional what either has
    passed to one. The other keeps what was tried for it, and says which one goes on.
    """
    level = min((each for each in (into.level, other.level) if each), key=RANK.index, default=None)
    goes_on = replace(
        into,
        centre=into.centre or other.centre,
        person=into.person or other.person,
        level=level,
        reason=_leading(here, into.reason, other.reason),
        due_at=min(into.due_at, other.due_at),
        attempts=of_both(into, other),
        owner=into.owner or other.owner,
    )
    if other.state is PendingState.PASSED and into.state is PendingState.OPEN:
        goes_on = replace(goes_on, state=other.state, owner=other.owner)
    ended = replace(other, joined_into=into.id)
    return settle(ended, Settled.JOINED, at=at), _next(_handed_over(here, goes_on), at)


def led(
    here: City, entry: PendingCall, was: str | None, now: str | None, *, at: datetime
) -> Done | None:
    """Another reason leads at a contact where they asked; none: so it does here already."""
    leads = now if entry.reason == was else _leading(here, entry.reason, now)
    if not entry.is_open or leads == entry.reason:
        return None
    return _next(_handed_over(here, replace(entry, reason=leads)), at)


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
    return _next(_handed_over(here, again), at)


def corrected(entry: PendingCall, origin: PendingOrigin, *, at: datetime) -> Done:
    """The exchange told more of the call that it comes of."""
    return _next(replace(entry, origin=origin), at)


def changed(entry: PendingCall, *, at: datetime) -> Done:
    """Something else of it is otherwise: whose it is, who sees to it, what is to be told."""
    return _next(entry, at)


def number_corrected(entry: PendingCall, *, at: datetime) -> Done:
    """The number was wrong, and theirs is another now: that one was not tried yet."""
    return _next(replace(entry, number_corrected_at=at), at)


def require_open(entry: PendingCall) -> None:
    """Raises ``PendingOver``."""
    if not entry.is_open:
        raise PendingOver


def _require_free(entry: PendingCall, staff: UUID, at: datetime) -> None:
    if is_calling(entry, at) not in (None, staff):
        raise ColleagueCalls


def _leading(here: City, own: str | None, joined: str | None) -> str | None:
    """A restricted one first, since it decides who may know of the call; then its own."""
    return joined if own is None or (here.restricts(joined) and not here.restricts(own)) else own


def _handed_over(here: City, entry: PendingCall) -> PendingCall:
    """With a professional, if it is a grave one and was tried so often in vain, on whatever day."""
    waits = entry.state is not PendingState.OPEN or missing(here, entry).attempts
    return entry if waits or not passes(here, entry) else passed(here, entry)


def _ended(entry: PendingCall, state: PendingState, at: datetime) -> Done:
    return _next(replace(entry, state=state, ended_at=at, caller=None, calling_since=None), at)


def _next(entry: PendingCall, at: datetime) -> Done:
    after = replace(entry, version=entry.version + 1)
    return after, tell(after, at)

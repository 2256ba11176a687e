"""Calls of one person become one, which goes on for all of them, and come apart again.

What goes on says the most urgent level, the reason that leads and the earliest due time of all for
which it stands. Each is told anew from the contacts that they come of once one of them leaves.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce

from services.gateway.domain import matters, pending
from services.gateway.domain.attempts import of_both
from services.gateway.domain.contact import Contact
from services.gateway.domain.pending import RANK, Done, PendingCall
from services.gateway.domain.pending_acts import handed_over, next_version, settle
from shared.city import City
from shared.contracts.gateway import Level, PendingState, Settled


def opened(here: City, entry: PendingCall, contact: Contact) -> PendingCall:
    """It as its contact opens it: where, for which centre, how urgent, about what, until when."""
    due_at = pending.due(here, contact.unit, contact.level, entry.first_at)
    reason = matters.to_call_about(here, contact)
    at = replace(entry, unit=contact.unit, centre=contact.centre)
    return replace(at, level=contact.level, reason=reason, due_at=due_at)


def join(here: City, into: PendingCall, other: PendingCall, *, at: datetime) -> tuple[Done, Done]:
    """Both are of one person: the one that began first goes on, with what was tried for both.

    A restricted reason and a centre go on whichever has it, and with a professional what either has
    passed to one. The other keeps what was tried for it, and says which one goes on.
    """
    goes_on = replace(
        _for_both(here, into, other),
        person=into.person or other.person,
        attempts=of_both(into, other),
        owner=into.owner or other.owner,
    )
    if other.state is PendingState.PASSED and into.state is PendingState.OPEN:
        goes_on = replace(goes_on, state=other.state, owner=other.owner)
    ended = replace(other, joined_into=into.id)
    return settle(ended, Settled.JOINED, at=at), next_version(handed_over(here, goes_on), at)


def parted(
    here: City,
    entry: PendingCall,
    gone: Sequence[PendingCall],
    stays: Sequence[PendingCall],
    *,
    by_hand: bool,
) -> PendingCall:
    """What went on for several, without those that it stood for by mistake.

    ``stays``: it, and those that it still stands for, each as its contact opened it; ``by_hand``:
    somebody handed it over to a professional. Else it is with one only if it would be by itself.
    """
    tried = tuple(each for each in entry.attempts if not any(each in g.attempts for g in gone))
    theirs = {each.owner for each in gone} - {each.staff for each in tried}
    alone = replace(
        _for_all(here, entry, stays),
        attempts=tried,
        owner=None if entry.owner in theirs else entry.owner,
    )
    if by_hand or entry.state is not PendingState.PASSED:
        return handed_over(here, alone)
    told = _for_all(here, replace(entry, unit=stays[0].unit), stays)
    by_itself = replace(alone, state=PendingState.OPEN, unit=told.unit, centre=told.centre)
    return alone if handed_over(here, by_itself).state is PendingState.PASSED else by_itself


def said_otherwise(
    here: City, entry: PendingCall, stays: Sequence[PendingCall], *, at: datetime
) -> Done | None:
    """Another reason leads at one of the contacts, or another centre is theirs.

    None: it is all the same here.
    """
    told = _for_all(here, entry, stays)
    after = replace(entry, reason=told.reason, centre=told.centre)
    if not entry.is_open or after == entry:
        return None
    return next_version(handed_over(here, after), at)


def taken_out(entry: PendingCall, *, at: datetime) -> Done:
    """It became one with another, and was never meant to be."""
    return next_version(replace(entry, settled=Settled.MISTAKE, joined_into=None), at)


def _for_all(here: City, entry: PendingCall, stays: Sequence[PendingCall]) -> PendingCall:
    """What it says for all of these; what a centre has is that centre's."""
    told = reduce(lambda one, other: _for_both(here, one, other), stays)
    centre = told.centre if entry.unit == told.unit else entry.centre
    said = replace(entry, level=told.level, reason=told.reason, due_at=told.due_at)
    return replace(said, centre=centre)


def _for_both(here: City, into: PendingCall, other: PendingCall) -> PendingCall:
    levels: list[Level] = [each for each in (into.level, other.level) if each]
    return replace(
        into,
        centre=into.centre or other.centre,
        level=min(levels, key=RANK.index, default=None),
        reason=_leading(here, into.reason, other.reason),
        due_at=min(into.due_at, other.due_at),
    )


def _leading(here: City, own: str | None, joined: str | None) -> str | None:
    """A restricted one first, since it decides who may know of the call; then its own."""
    return joined if own is None or (here.restricts(joined) and not here.restricts(own)) else own

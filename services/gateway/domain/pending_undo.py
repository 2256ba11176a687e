"""Taking back what was done with a pending call: it stands as it did before."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.pending import Done, PendingCall
from services.gateway.domain.pending_acts import changed, settle
from services.gateway.domain.pending_refusals import ActedSince
from services.gateway.domain.refusals import NothingToUndo
from shared.contracts.gateway import Settled


class PendingAct(StrEnum):
    """What staff does with a pending call; of attempts and ends by what came of them."""

    LEFT = "left"
    """A message was left."""
    ANSWER = "answer"
    """A professional wrote what is to be told."""
    CALLING = "calling"
    OWNED = "owned"
    NAMED = "named"
    JOINED = "joined"
    """Another one was said to be of the same person, with which it became one."""
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    ENGAGED = "engaged"
    WRONG_NUMBER = "wrong_number"
    ARRIVED = "arrived"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"
    IN_VAIN = "in_vain"
    HANDED_OVER = "handed_over"
    """To a professional, since nobody may dial or write to them."""


@dataclass(frozen=True, slots=True)
class ActOnCall:
    """One act on a pending call, with what was before."""

    entry: UUID
    version: int
    """That it made."""
    stands: int
    """In which the pending call is as this act left it: another one once a later act is undone."""
    unit: str
    act: PendingAct
    staff: UUID
    at: datetime
    before: PendingCall | None
    """None of a message that was left."""


def require_last(entry: PendingCall, last: ActOnCall | None, *, at: datetime) -> ActOnCall:
    """The act to undo. Raises ``NothingToUndo``; ``ActedSince`` if it is not as that left it."""
    if last is None or at - last.at > UNDO_WITHIN:
        raise NothingToUndo
    if last.stands != entry.version:
        raise ActedSince
    return last


def undo(entry: PendingCall, last: ActOnCall, *, at: datetime) -> Done:
    """As it was before that act; a message that was left by mistake is done with."""
    if last.before is None:
        after, event = settle(entry, Settled.MISTAKE, at=at)
    else:
        after, event = changed(replace(last.before, version=entry.version), at=at)
    return after, event.model_copy(update={"undone": True})


def came_another(entry: PendingCall, was: UUID | None, now: UUID | None) -> bool:
    """Whether it ended by the coming of somebody who turns out to be another, or nobody known."""
    other = was not in (None, now) or entry.person not in (None, now)
    return entry.settled is Settled.ARRIVED and other


def before_it_ended(entry: PendingCall, last: ActOnCall | None) -> PendingCall:
    """It without the name that settling gave, where its last act was that."""
    came = last.before if last is not None and last.act is PendingAct.ARRIVED else None
    return entry if came is None else replace(entry, person=came.person)

"""What either side may do with a referral: each act makes a new one."""

from dataclasses import replace
from datetime import datetime

from services.referrals.domain.referral import Referral
from services.referrals.domain.refusals import (
    CancelledWithoutReason,
    MovedOn,
    NoOtherDoor,
    NothingMissing,
    ReasonMissing,
)
from services.referrals.domain.states import No, Party, State, who_may


def send(referral: Referral, *, at: datetime) -> Referral:
    """The draft goes to the receiver."""
    return replace(_moved(referral, State.REQUESTED, Party.SENDER), sent_at=at)


def opened(referral: Referral, *, at: datetime) -> Referral:
    """The receiver sees its content; only the first time is kept. Raises ``MovedOn``."""
    if not referral.readable_by_receiver:
        raise MovedOn
    return referral if referral.opened_at else _next(replace(referral, opened_at=at))


def acknowledge(referral: Referral, *, at: datetime) -> Referral:
    """The receiver says that it has arrived; once is enough. Raises ``MovedOn``."""
    if referral.state is not State.REQUESTED:
        raise MovedOn
    return referral if referral.acknowledged_at else _next(replace(referral, acknowledged_at=at))


def accept(referral: Referral, *, at: datetime, recognised: bool = False) -> Referral:
    """The receiver takes it on: from here it answers for the person."""
    return replace(_answered(referral, State.ACCEPTED, at), recognised=recognised)


def give_back(referral: Referral, missing: tuple[str, ...], *, at: datetime) -> Referral:
    """Something is missing. Raises ``NothingMissing`` if nobody says what."""
    if not missing:
        raise NothingMissing
    after = _answered(referral, State.REJECTED, at)
    return replace(after, no=No.RETURNED, missing=missing)


def redirect(referral: Referral, elsewhere: str, why: str, *, at: datetime) -> Referral:
    """Another door is right. Raises ``NoOtherDoor``, ``ReasonMissing``."""
    if not elsewhere:
        raise NoOtherDoor
    after = _answered(referral, State.REJECTED, at)
    return replace(after, no=No.REDIRECTED, elsewhere=elsewhere, why=_said(why))


def refuse(referral: Referral, why: str, *, at: datetime) -> Referral:
    """The answer is no. Raises ``ReasonMissing``."""
    after = _answered(referral, State.REJECTED, at)
    return replace(after, no=No.REFUSED, why=_said(why))


def work_on(referral: Referral) -> Referral:
    """The receiver works on it, at first or again."""
    return replace(_moved(referral, State.IN_PROGRESS, Party.RECEIVER), why=None)


def hold(referral: Referral, why: str) -> Referral:
    """Work pauses. Raises ``ReasonMissing``."""
    return replace(_moved(referral, State.ON_HOLD, Party.RECEIVER), why=_said(why))


def complete(referral: Referral, *, at: datetime) -> Referral:
    """It is done."""
    return replace(_ended(referral, State.COMPLETED, Party.RECEIVER, at), why=None)


def fail(referral: Referral, why: str, *, at: datetime) -> Referral:
    """It could not be done. Raises ``ReasonMissing``."""
    return replace(_ended(referral, State.FAILED, Party.RECEIVER, at), why=_said(why))


def take_back(referral: Referral, why: str = "", *, at: datetime) -> Referral:
    """The sender takes it back; to a receiver who had not opened it there never was one.

    Raises ``CancelledWithoutReason`` if the receiver knows it; else there is none to be said.
    """
    after = _ended(referral, State.CANCELLED, Party.SENDER, at)
    if not after.known_to_receiver:
        return replace(after, why=None)
    if not why:
        raise CancelledWithoutReason
    return replace(after, why=why)


def take_up(referral: Referral, *, at: datetime) -> Referral:
    """It came back, and the unit that sent it sees to the person again; once is enough.

    Raises ``MovedOn`` for what did not come back, and for a partner's, which is written again.
    """
    if not referral.internal or referral.state is not State.REJECTED:
        raise MovedOn
    return _next(replace(referral, taken_up_at=at)) if referral.came_back else referral


def call_error(referral: Referral, *, at: datetime) -> Referral:
    """It should never have been sent: the receiver reads its content no more, from now on."""
    return _ended(referral, State.ENTERED_IN_ERROR, Party.SENDER, at)


def _answered(referral: Referral, state: State, at: datetime) -> Referral:
    """An answer acknowledges too: whoever answers has it."""
    after = _moved(referral, state, Party.RECEIVER)
    arrived = referral.acknowledged_at or at
    ended = at if state is State.REJECTED else None
    return replace(after, answered_at=at, acknowledged_at=arrived, ended_at=ended)


def _ended(referral: Referral, state: State, by: Party, at: datetime) -> Referral:
    return replace(_moved(referral, state, by), ended_at=at)


def _moved(referral: Referral, state: State, by: Party) -> Referral:
    """Raises ``MovedOn`` unless this side may move it so."""
    if who_may(referral.state, state) is not by:
        raise MovedOn
    return _next(replace(referral, state=state))


def _next(referral: Referral) -> Referral:
    return replace(referral, version=referral.version + 1)


def _said(why: str) -> str:
    if not why:
        raise ReasonMissing
    return why

"""What either side does with a referral that was sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.referrals import store
from services.referrals.commands.asking import By, Done, kept, taken, taken_to_read
from services.referrals.commands.visiting import Choice, choose, withdraw_places
from services.referrals.domain import Party, Referral, State, acts
from services.referrals.domain.access import sides_of
from services.referrals.domain.refusals import MovedOn, NoOtherDoor
from services.referrals.domain.why import Cancellation, Failure, Pause, Refusal
from shared.city.store import current
from shared.db import Tx


class Act(StrEnum):
    """What may be done."""

    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    REDIRECT = "redirect"
    REFUSE = "refuse"
    WORK_ON = "work_on"
    HOLD = "hold"
    COMPLETE = "complete"
    FAIL = "fail"
    TAKE_BACK = "take_back"
    TAKE_UP = "take_up"
    CALL_ERROR = "call_error"


SENDERS = frozenset({Act.TAKE_BACK, Act.TAKE_UP, Act.CALL_ERROR})
"""Acts of who sent it; the others are the receiver's."""
NEEDS_NO_PLACE = frozenset({State.CANCELLED, State.ENTERED_IN_ERROR, State.FAILED})
"""Nobody comes by it any more."""


@dataclass(frozen=True, slots=True)
class Said:
    """What belongs to an act."""

    refusal: Refusal | None = None
    pause: Pause | None = None
    failure: Failure | None = None
    cancellation: Cancellation | None = None
    """Of what the receiver has opened; what it never saw is withdrawn without."""
    missing: tuple[str, ...] = ()
    elsewhere: str | None = None
    recognised: bool = False
    choice: Choice | None = None
    """Of an acceptance the first visit or the session that is chosen in the same act."""


DOES: dict[Act, Callable[[Referral, Said, datetime], Referral]] = {
    Act.ACKNOWLEDGE: lambda each, _, at: acts.acknowledge(each, at=at),
    Act.ACCEPT: lambda each, said, at: acts.accept(each, at=at, recognised=said.recognised),
    Act.GIVE_BACK: lambda each, said, at: acts.give_back(each, said.missing, at=at),
    Act.REDIRECT: lambda each, said, at: acts.redirect(
        each, said.elsewhere or "", said.refusal or "", at=at
    ),
    Act.REFUSE: lambda each, said, at: acts.refuse(each, said.refusal or "", at=at),
    Act.WORK_ON: lambda each, _said, _at: acts.work_on(each),
    Act.HOLD: lambda each, said, _: acts.hold(each, said.pause or ""),
    Act.COMPLETE: lambda each, _, at: acts.complete(each, at=at),
    Act.FAIL: lambda each, said, at: acts.fail(each, said.failure or "", at=at),
    Act.TAKE_BACK: lambda each, said, at: acts.take_back(each, said.cancellation or "", at=at),
    Act.TAKE_UP: lambda each, _, at: acts.take_up(each, at=at),
    Act.CALL_ERROR: lambda each, _, at: acts.call_error(each, at=at),
}


async def do(tx: Tx, referral_id: UUID, act: Act, said: Said, by: By) -> Referral:
    """Do it, if it is this side's to do now.

    Raises ``MovedOn`` for a state or side that does not allow it; ``NoOtherDoor``,
    ``ReasonMissing``, ``CancelledWithoutReason``, ``NothingMissing`` for what has to be said;
    ``TimeGone``, ``AlreadyAsked``, ``Forbidden`` for a choice.
    """
    before, _ = await taken(tx, referral_id, by)
    side = Party.SENDER if act in SENDERS else Party.RECEIVER
    if side not in sides_of(before, by.who):
        raise MovedOn
    if act is Act.REDIRECT:
        await _require_door(tx, before, said.elsewhere, by)
    after = DOES[act](before, said, by.at)
    done = await kept(tx, before, after, Done(act, side, _facts(act, after)), by)
    if act is Act.ACCEPT and said.choice is not None:
        await choose(tx, done, said.choice, by)
    if after.state in NEEDS_NO_PLACE:
        await withdraw_places(tx, done, by)
    return done


async def _require_door(tx: Tx, one: Referral, code: str | None, by: By) -> None:
    """Raises ``NoOtherDoor`` unless it is another unit, partner or owner of the city."""
    here = await current(tx, by.at)
    known = here.unit(code or "") or here.partner(code) or here.owner(code)
    if not known or code == one.unit:
        raise NoOtherDoor


def _facts(act: Act, after: Referral) -> dict[str, Any]:
    if act is Act.TAKE_UP:
        return {}  # the no is told where it was said
    told: dict[str, Any] = {"no": after.no, "why": after.why, "elsewhere": after.elsewhere}
    if act is Act.GIVE_BACK:
        told["missing"] = list(after.missing)
    if act is Act.ACCEPT and after.recognised:
        told["recognised"] = True
    return {name: value for name, value in told.items() if value is not None}


async def note_opened(tx: Tx, referral: Referral, side: Party, by: By) -> Referral:
    """Somebody reads the content: who is kept for good; of the receiver the first time is told."""
    read = store.acts.Read(by.who.id, side, by.at)
    await store.acts.read_by(tx, referral.id, read)
    if referral.unread is side:
        referral = replace(referral, unread=None)
        await store.referrals.keep(tx, referral)
    if side is Party.SENDER:
        return referral
    after = acts.opened(referral, at=by.at)
    return await kept(tx, referral, after, Done("opened", side), by)


async def open_referral(tx: Tx, referral_id: UUID, by: By) -> tuple[Referral, Party]:
    """Let somebody read it: locked, so that it is not withdrawn unseen meanwhile.

    Raises ``NotFound``, ``SideUnclear``, ``MovedOn`` where its content is hidden.
    """
    before, side = await taken_to_read(tx, referral_id, by)
    if side is Party.RECEIVER and not before.readable_by_receiver:
        raise MovedOn
    return await note_opened(tx, before, side, by), side

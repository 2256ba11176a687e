"""From a button of the pending calls to a command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.gateway import commands
from services.gateway.commands import By
from services.gateway.domain.pending_refusals import ReasonMissing, WhyMissing
from services.gateway.pages.conversation import ConversationForm
from shared.contracts.gateway import AttemptResult, GivenUp, Settled
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx
from shared.web.civil import Day


class CallAct(StrEnum):
    """What a button does with a pending call."""

    CALL = "call"
    REACHED = "reached"
    NO_ANSWER = "no-answer"
    ENGAGED = "engaged"
    WRONG_NUMBER = "wrong-number"
    ARRIVED = "arrived"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"
    TOLD = "told"
    GIVE_UP = "give-up"
    HAND_OVER = "hand-over"
    OWN = "own"
    NAME = "name"
    UNDO = "undo"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class CallForm(ConversationForm):
    """The fields that its forms may carry."""

    person: UUID | None = None
    """Whose it is; an empty one is nobody known."""
    contact: UUID | None = None
    """By which they came."""
    why: GivenUp | None = None
    """Why it is given up."""
    seen: int | None = None
    """The version with the act that is to be undone: what came after it is not theirs to undo."""
    back: Annotated[str, Field(max_length=20)] = ""
    """``desk`` or ``agenda``: where to go afterwards."""
    day: Day | None = None
    """Of the agenda."""


Do = Callable[[Tx, UUID, CallForm, By], Awaitable[Any]]


def _plain(command: Callable[[Tx, UUID, By], Awaitable[Any]]) -> Do:
    async def do(tx: Tx, entry: UUID, _form: CallForm, by: By) -> Any:
        return await command(tx, entry, by)

    return do


def _attempt(result: AttemptResult) -> Do:
    async def do(tx: Tx, entry: UUID, _form: CallForm, by: By) -> Any:
        return await commands.note_attempt(tx, entry, result, by)

    return do


def _settle(how: Settled) -> Do:
    async def do(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
        return await commands.settle(tx, entry, how, by, form.contact)

    return do


def _answer(said: PlaceAnswer) -> Do:
    async def do(tx: Tx, entry: UUID, _form: CallForm, by: By) -> Any:
        return await commands.answer_offer(tx, entry, said, by)

    return do


async def _reach(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
    contact = await commands.reach(tx, entry, by, form.ended)
    if contact.desk is None and not contact.matters:
        raise ReasonMissing
    return contact


async def _give_up(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
    if form.why is None:
        raise WhyMissing
    return await commands.give_up(tx, entry, form.why, by)


async def _name(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
    return await commands.name_call(tx, entry, form.person, by)


async def _hand_over(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
    return await commands.hand_over(tx, entry, by, form.centre or None)


async def _undo(tx: Tx, entry: UUID, form: CallForm, by: By) -> Any:
    return await commands.undo_call(tx, entry, replace(by, seen=form.seen))


CALL_ACTS: Mapping[CallAct, Do] = {
    CallAct.CALL: _plain(commands.begin_call),
    CallAct.REACHED: _reach,
    CallAct.NO_ANSWER: _attempt(AttemptResult.NO_ANSWER),
    CallAct.ENGAGED: _attempt(AttemptResult.ENGAGED),
    CallAct.WRONG_NUMBER: _attempt(AttemptResult.WRONG_NUMBER),
    CallAct.ARRIVED: _settle(Settled.ARRIVED),
    CallAct.WITHDRAWN: _settle(Settled.WITHDRAWN),
    CallAct.MISTAKE: _settle(Settled.MISTAKE),
    CallAct.TOLD: _settle(Settled.ANSWERED),
    CallAct.GIVE_UP: _give_up,
    CallAct.HAND_OVER: _hand_over,
    CallAct.OWN: _plain(commands.own),
    CallAct.NAME: _name,
    CallAct.UNDO: _undo,
    CallAct.ACCEPTED: _answer(PlaceAnswer.ACCEPTED),
    CallAct.DECLINED: _answer(PlaceAnswer.DECLINED),
}

"""From a form of the desk to a command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands
from services.gateway.commands import By
from services.gateway.domain import Triage
from services.gateway.domain.papers import PapersDone
from services.gateway.domain.ways import CalledBy
from services.gateway.pages.ways_acts import (
    Short,
    WaysForm,
    before_calling_back,
    note_interpreter,
    place,
    say_intensity,
    say_ways,
)
from shared.contracts.gateway import Door, Level, Outcome
from shared.db import Tx


class Act(StrEnum):
    """What a button does with a contact."""

    RECALL = "recall"
    START = "start"
    CLOSE = "close"
    ABANDON = "abandon"
    MISS = "miss"
    PARK = "park"
    RESUME = "resume"
    HAND_OVER = "pass-on"
    TRIAGE = "triage"
    UNDO = "undo"
    NOT_BY_ME = "not-by-me"
    ADD_REASON = "add-reason"
    DROP_REASON = "drop-reason"
    LEAD_WITH = "lead-with"
    REOPEN_REASON = "reopen-reason"
    END_REASON = "end-reason"
    CIRCUMSTANCES = "circumstances"
    NO_DANGER = "no-danger"
    PAPERS = "papers"
    WAYS = "ways"
    INTERPRETER = "interpreter"
    INTENSITY = "intensity"
    CENTRE = "centre"
    ATTEND_TODAY = "attend-today"
    REDIRECT = "redirect"
    REFER = "refer"
    TAKE_IN = "take-in"
    TAKE_UP = "take-up"
    PUT_DOWN = "put-down"


class ActForm(WaysForm):
    """The fields that the desk's forms may carry."""

    outcome: Outcome = Outcome.NOT_RECORDED
    level: Level = Level.ORDINARY
    reason: Short = ""
    centre: Short = ""
    why: Short = ""
    """Why another level than the rules propose."""
    held: Annotated[list[Short], Field(default_factory=list, max_length=60)]
    """Circumstances that hold."""
    turned: Short = ""
    """The one that holds now and did not, or the other way round."""
    papers: PapersDone = PapersDone.MISSING
    """What came of them."""
    to: Short = ""
    """``UNIT`` or ``UNIT/desk``."""
    seen: int | None = None
    """The version with the act that is to be undone: what came after it is not theirs to undo."""


class ArrivalForm(BaseModel):
    """Who has come: by which door, how to call them, and if already known, why."""

    model_config = ConfigDict(extra="ignore")

    door: Door = Door.DESK
    reason: Short = ""
    called_by: CalledBy = CalledBy.SCREEN


Do = Callable[[Tx, UUID, ActForm, By], Awaitable[Any]]


def _plain(command: Callable[[Tx, UUID, By], Awaitable[Any]]) -> Do:
    async def do(tx: Tx, contact: UUID, _form: ActForm, by: By) -> Any:
        return await command(tx, contact, by)

    return do


async def _close(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    await before_calling_back(tx, contact, form, form.outcome, by)
    return await commands.close(tx, contact, form.outcome, by)


async def _triage(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    said = Triage(
        form.level,
        form.reason or None,
        form.centre or None,
        keeps_reason="reason" not in form.model_fields_set,
        why=form.why or None,
    )
    return await commands.triage(tx, contact, said, by)


async def _undo(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.undo(tx, contact, replace(by, seen=form.seen))


def _of_reason(command: Callable[[Tx, UUID, str, By], Awaitable[Any]]) -> Do:
    async def do(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
        return await command(tx, contact, form.reason, by)

    return do


async def _end_reason(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    await before_calling_back(tx, contact, form, form.outcome, by)
    return await commands.end_reason(tx, contact, form.reason, form.outcome, by)


async def _circumstances(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    codes = set(form.held) ^ ({form.turned} if form.turned else set())
    return await commands.say_circumstances(tx, contact, codes, by)


async def _centre(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.choose_centre(tx, contact, form.centre or None, by)


async def _papers(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.note_papers(tx, contact, form.papers, by)


async def _pass(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.pass_on(tx, contact, place(form.to), by)


async def _attend_today(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.attend_today(tx, contact, form.reason, place(form.to), by)


async def _redirect(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.redirect(tx, contact, form.reason, form.owner, by)


async def _refer(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.refer(tx, contact, form.reason, form.to, by)


ACTS: Mapping[Act, Do] = {
    Act.RECALL: _plain(commands.recall),
    Act.START: _plain(commands.start),
    Act.CLOSE: _close,
    Act.ABANDON: _plain(commands.abandon),
    Act.MISS: _plain(commands.miss),
    Act.PARK: _plain(commands.park),
    Act.RESUME: _plain(commands.resume),
    Act.HAND_OVER: _pass,
    Act.TRIAGE: _triage,
    Act.UNDO: _undo,
    Act.NOT_BY_ME: _plain(commands.not_by_me),
    Act.ADD_REASON: _of_reason(commands.add_reason),
    Act.DROP_REASON: _of_reason(commands.drop_reason),
    Act.LEAD_WITH: _of_reason(commands.lead_with),
    Act.REOPEN_REASON: _of_reason(commands.reopen_reason),
    Act.END_REASON: _end_reason,
    Act.CIRCUMSTANCES: _circumstances,
    Act.NO_DANGER: _plain(commands.no_danger),
    Act.PAPERS: _papers,
    Act.WAYS: say_ways,
    Act.INTERPRETER: note_interpreter,
    Act.INTENSITY: say_intensity,
    Act.CENTRE: _centre,
    Act.ATTEND_TODAY: _attend_today,
    Act.REDIRECT: _redirect,
    Act.REFER: _refer,
    Act.TAKE_IN: _plain(commands.take_in),
    Act.TAKE_UP: _plain(commands.take_up),
    Act.PUT_DOWN: _plain(commands.put_down),
}

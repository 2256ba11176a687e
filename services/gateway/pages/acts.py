"""From a form of the desk to a command."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import commands
from services.gateway.commands import By, Destination
from services.gateway.domain import Triage
from services.gateway.domain.refusals import UnknownPlace
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


Short = Annotated[str, Field(max_length=60)]


class ActForm(BaseModel):
    """The fields that the desk's forms may carry."""

    model_config = ConfigDict(extra="ignore")

    outcome: Outcome = Outcome.NOT_RECORDED
    level: Level = Level.ORDINARY
    reason: Short = ""
    centre: Short = ""
    to: Short = ""
    """``UNIT`` or ``UNIT/desk``."""


class ArrivalForm(BaseModel):
    """Who has come: by which door, and if already known, why."""

    model_config = ConfigDict(extra="ignore")

    door: Door = Door.DESK
    reason: Short = ""


Do = Callable[[Tx, UUID, ActForm, By], Awaitable[Any]]


def _plain(command: Callable[[Tx, UUID, By], Awaitable[Any]]) -> Do:
    async def do(tx: Tx, contact: UUID, _form: ActForm, by: By) -> Any:
        return await command(tx, contact, by)

    return do


async def _close(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    return await commands.close(tx, contact, form.outcome, by)


async def _triage(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    said = Triage(form.level, form.reason or None, form.centre or None)
    return await commands.triage(tx, contact, said, by)


async def _pass(tx: Tx, contact: UUID, form: ActForm, by: By) -> Any:
    unit, _, desk = form.to.partition("/")
    if desk and not desk.isdecimal():
        raise UnknownPlace
    return await commands.pass_on(tx, contact, Destination(unit, int(desk) if desk else None), by)


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
    Act.UNDO: _plain(commands.undo),
    Act.NOT_BY_ME: _plain(commands.not_by_me),
}

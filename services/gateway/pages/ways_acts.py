"""From a form of the desk to how somebody is spoken with."""

from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.gateway import commands
from services.gateway.commands import By, Destination
from services.gateway.commands.ways import say_number
from services.gateway.domain import Step, WaysSaid, numbers
from services.gateway.domain.refusals import UnknownPlace
from services.gateway.domain.ways import CalledBy, ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import Intensity, Outcome
from shared.db import Tx

Short = Annotated[str, Field(max_length=60)]
NOT_KNOWN = "-"
"""What a choice says for nothing: an empty one would not be sent at all."""
BLANK = BeforeValidator(lambda chosen: None if chosen == NOT_KNOWN else chosen)


class WaysForm(BaseModel):
    """The fields of these forms."""

    model_config = ConfigDict(extra="ignore")

    speaker: Annotated[Speaker | None, BLANK] = None
    called_by: CalledBy = CalledBy.SCREEN
    reached_by: Annotated[ReachedBy | None, BLANK] = None
    language: Annotated[Short | None, BLANK] = None
    safe_contact: Annotated[SafeContact | None, BLANK] = None
    step: Step = Step.ASKED
    intensity: Annotated[Intensity | None, BLANK] = None
    owner: Short = ""
    telephone: Short = ""
    """Where to call them back, asked where no number is known."""

    @property
    def said(self) -> WaysSaid:
        """Only what was sent of the ways."""
        sent = self.model_fields_set & WaysSaid.__annotations__.keys()
        return cast(WaysSaid, {name: getattr(self, name) for name in sent})


def place(written: str) -> Destination:
    """``UNIT`` or ``UNIT/desk``. Raises ``UnknownPlace``."""
    unit, _, desk = written.partition("/")
    if desk and not desk.isdecimal():
        raise UnknownPlace
    return Destination(unit, int(desk) if desk else None)


async def say_ways(tx: Tx, contact: UUID, form: WaysForm, by: By) -> Any:
    """The ways that were sent."""
    return await commands.say_ways(tx, contact, form.said, by)


async def note_interpreter(tx: Tx, contact: UUID, form: WaysForm, by: By) -> Any:
    """What became of the interpreter."""
    return await commands.note_interpreter(tx, contact, form.step, by)


async def say_intensity(tx: Tx, contact: UUID, form: WaysForm, by: By) -> Any:
    """The intensity that staff judge."""
    return await commands.say_intensity(tx, contact, form.intensity, by)


async def before_calling_back(
    tx: Tx, contact: UUID, form: WaysForm, outcome: Outcome, by: By
) -> None:
    """What comes with the wish to be called back: whether a message is safe, and where to call.

    Raises ``TelephoneUnreadable``.
    """
    if outcome is not Outcome.CALL_BACK:
        return
    if form.telephone.strip():
        await say_number(tx, contact, numbers.number_of(form.telephone), by)
    if form.safe_contact is not None:
        await commands.say_ways(tx, contact, {"safe_contact": form.safe_contact}, by)

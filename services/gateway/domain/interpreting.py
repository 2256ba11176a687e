"""An interpreter for a contact: asked for, arrived, left, as facts with their times."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.gateway.domain.acts import Done
from services.gateway.domain.contact import Contact
from services.gateway.domain.matters import change
from services.gateway.domain.refusals import InterpreterNotThere
from shared.contracts.gateway import Interpreter


class Step(StrEnum):
    """What became of an interpreter."""

    ASKED = "asked"
    ARRIVED = "arrived"
    LEFT = "left"


def next_step(known: Interpreter | None) -> Step | None:
    """What can be noted next; none once the interpreter has left."""
    if known is None:
        return Step.ASKED
    if known.arrived_at is None:
        return Step.ARRIVED
    return Step.LEFT if known.left_at is None else None


def note(contact: Contact, step: Step, *, at: datetime) -> Done:
    """The next step. Raises ``InterpreterNotThere`` for any other, ``NotInThisState`` once over."""
    if step is not next_step(contact.interpreter):
        raise InterpreterNotThere
    return change(
        contact, replace(contact, interpreter=_with(contact.interpreter, step, at)), at=at
    )


def _with(known: Interpreter | None, step: Step, at: datetime) -> Interpreter:
    if known is None:
        return Interpreter(asked_at=at)
    return known.model_copy(update={f"{step}_at": at})

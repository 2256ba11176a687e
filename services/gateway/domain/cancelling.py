"""An appointment that staff cancelled stands again, before anybody was written that it is off."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.agenda import (
    Appointment,
    Done,
    changed,
    is_outcome_of,
    require_to_come,
)
from services.gateway.domain.contact import Contact
from services.gateway.domain.refusals import NothingToUndo
from services.gateway.domain.slots import Slot
from shared.contracts.gateway import AppointmentState


def undoable_until(cancelled_at: datetime) -> datetime:
    """The end of the ten minutes in which it can be undone, and nobody is written."""
    return cancelled_at + UNDO_WITHIN


def can_be_undone(booked: Appointment, *, at: datetime) -> bool:
    """Whether somebody who cancels it now may undo that.

    Not where it begins before they could have been written, nor the first visit of a referral,
    whose sender is told at once.
    """
    return booked.contact is not None and booked.starts_at > undoable_until(at)


def letter_due(before: Appointment, by: UUID | None, *, at: datetime) -> datetime:
    """When it is written that it is off: once it can be undone no more."""
    return undoable_until(at) if by and can_be_undone(before, at=at) else at


def require_undoable(
    cancelled: Appointment, contact: Contact | None, by: UUID, *, at: datetime
) -> None:
    """Whether it may stand again for whoever asks: page and command ask here.

    Raises ``NothingToUndo`` too late, for what another cancelled or what was cancelled with the
    outcome of its contact.
    """
    ended_at = cancelled.ended_at
    if cancelled.state is not AppointmentState.CANCELLED or ended_at is None:
        raise NothingToUndo
    if cancelled.cancelled_by != by or not can_be_undone(cancelled, at=ended_at):
        raise NothingToUndo
    if at >= undoable_until(ended_at) or contact is None or not is_outcome_of(contact, cancelled):
        raise NothingToUndo


def stand_again(cancelled: Appointment, slot: Slot, code: str, *, at: datetime) -> Done:
    """It is booked as before, in its time, which is free. Raises ``SlotTaken``."""
    require_to_come(slot, at)
    booked = AppointmentState.BOOKED
    return changed(
        replace(cancelled, state=booked, ended_at=None, cancelled_by=None, code=code), at
    )

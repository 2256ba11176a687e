"""The agenda: times that professionals keep open, and the appointments that stand in them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain.contact import Contact
from services.gateway.domain.refusals import (
    AppointmentEnded,
    AppointmentOver,
    AppointmentPast,
    ArrivedAlready,
    OtherKind,
    SlotTaken,
)
from services.gateway.domain.slots import Slot
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    ContactState,
    Level,
    Outcome,
)

Done = tuple["Appointment", AppointmentChanged]
SOONEST = (
    AppointmentKind.URGENT,
    AppointmentKind.PREFERENTIAL,
    AppointmentKind.ORDINARY,
    AppointmentKind.FIRST_VISIT,
)
LEVELS = {
    AppointmentKind.URGENT: Level.URGENT,
    AppointmentKind.PREFERENTIAL: Level.PREFERENTIAL,
}
"""Of those who were never triaged; all others are ordinary."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as it stands; every act makes a new one with the next version."""

    id: UUID
    version: int
    unit: str
    slot: UUID
    professional: UUID
    kind: AppointmentKind
    state: AppointmentState
    contact: UUID | None
    """The contact whose outcome it is."""
    reason: str | None
    """Which of its reasons ended so; none: the whole contact did."""
    code: str
    """What is said or typed on arrival; nobody else's at that unit on that day."""
    language: str
    requested_at: datetime
    """When they first asked, whatever was moved since."""
    booked_at: datetime
    starts_at: datetime
    minutes: int
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    moves: int = 0
    arrival: UUID | None = None
    """The contact that was opened when they arrived."""
    began_at: datetime | None = None
    """When the professional received them."""
    referral: UUID | None = None
    """The referral whose first visit it is."""
    restricted: bool = False
    """Whether its referral is; of a contact its reasons say so."""
    missed_at: datetime | None = None
    """When it was said that they did not come, of whom paper showed later that they did."""
    cancelled_by: UUID | None = None
    """Who of the staff cancelled it; none where nobody did, or its link or its outcome did."""

    @property
    def ends_at(self) -> datetime:
        """The end of its time; its links are good until then."""
        return self.starts_at + timedelta(minutes=self.minutes)


def preferred(level: Level | None) -> tuple[AppointmentKind, ...]:
    """In which order kinds of slots are offered to a level; a person chooses."""
    first = AppointmentKind(level or Level.ORDINARY)
    return (first, *(kind for kind in SOONEST if kind is not first))


def book(new: Appointment, slot: Slot, *, at: datetime) -> Done:
    """It stands in a free slot to come. Raises ``SlotTaken``."""
    require_to_come(slot, at)
    return new, tell(new, at)


def move(before: Appointment, slot: Slot, code: str, *, at: datetime) -> Done:
    """It stands in another slot of the same kind and unit; when they first asked stays.

    Raises as ``require_movable`` does; ``SlotTaken``, ``OtherKind``.
    """
    require_movable(before, at=at)
    require_to_come(slot, at)
    if slot.unit != before.unit:
        raise SlotTaken
    if slot.kind is not before.kind:
        raise OtherKind
    return changed(
        replace(
            before,
            slot=slot.id,
            professional=slot.professional,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            code=code,
            moves=before.moves + 1,
        ),
        at,
    )


def require_movable(before: Appointment, *, at: datetime) -> None:
    """Whether it can have another time: page and command ask here.

    Raises ``ArrivedAlready``, ``AppointmentEnded``; ``AppointmentPast`` once its time has come.
    """
    if before.state is AppointmentState.ARRIVED:
        raise ArrivedAlready
    if before.state is not AppointmentState.BOOKED:
        raise AppointmentEnded
    if before.starts_at <= at:
        raise AppointmentPast


def cancel(before: Appointment, by: UUID | None = None, *, at: datetime) -> Done:
    """It is off, says one of the staff or nobody of them, and its slot is free."""
    require(before, AppointmentState.BOOKED)
    off = AppointmentState.CANCELLED
    return changed(replace(before, state=off, ended_at=at, cancelled_by=by), at)


def tell(appointment: Appointment, at: datetime) -> AppointmentChanged:
    """The event with the appointment as it stands."""
    return AppointmentChanged(
        at=at,
        version=appointment.version,
        appointment_id=appointment.id,
        unit=appointment.unit,
        kind=appointment.kind,
        state=appointment.state,
        contact_id=appointment.contact,
        requested_at=appointment.requested_at,
        booked_at=appointment.booked_at,
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        arrived_at=appointment.arrived_at,
        began_at=appointment.began_at,
        ended_at=appointment.ended_at,
        moves=appointment.moves,
        restricted=appointment.restricted,
        referral_id=appointment.referral,
    )


def is_outcome_of(contact: Contact, booked: Appointment) -> bool:
    """Whether the contact, or the reason that it was of, still ends with the appointment."""
    if contact.state is ContactState.VOIDED:
        return False
    outcomes = {each.reason: each.outcome for each in contact.matters}
    if booked.reason is None:
        return Outcome.APPOINTMENT in {contact.outcome, *outcomes.values()}
    return outcomes.get(booked.reason) is Outcome.APPOINTMENT


def changed(appointment: Appointment, at: datetime) -> Done:
    """The next version, and the event that tells it."""
    made = replace(appointment, version=appointment.version + 1)
    return made, tell(made, at)


def require(appointment: Appointment, *states: AppointmentState) -> None:
    """Raises ``AppointmentOver`` unless it is in one of these states."""
    if appointment.state not in states:
        raise AppointmentOver


def require_to_come(slot: Slot, at: datetime) -> None:
    """Raises ``SlotTaken`` for one that is closed or has begun."""
    if slot.closed_at is not None or slot.starts_at <= at:
        raise SlotTaken

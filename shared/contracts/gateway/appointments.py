"""What the gateway tells of appointments."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event


class AppointmentKind(StrEnum):
    """For what a slot of an agenda is kept."""

    URGENT = "urgent"
    PREFERENTIAL = "preferential"
    ORDINARY = "ordinary"
    FIRST_VISIT = "first_visit"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    """Checked in, waits to be attended."""
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"


class AppointmentChanged(Event):
    """An appointment as it stands after it was booked, moved, kept, missed or cancelled."""

    type: ClassVar[str] = "gateway.appointment_changed.v1"
    topic: ClassVar[str] = "gateway.appointments"

    appointment_id: UUID
    unit: str
    kind: AppointmentKind
    state: AppointmentState
    contact_id: UUID | None
    """The contact whose outcome it is, if it is one's."""
    requested_at: AwareDatetime
    """When they first asked: the start of that contact's clock, whatever was moved since."""
    booked_at: AwareDatetime
    starts_at: AwareDatetime
    minutes: int
    """The length of its slot."""
    arrived_at: AwareDatetime | None = None
    began_at: AwareDatetime | None = None
    """When the professional received them."""
    ended_at: AwareDatetime | None = None
    moves: int = 0
    """How often it was moved to another slot."""
    restricted: bool = False
    """Of a contact with a restricted reason: counted only for who works at the door."""
    referral_id: UUID | None = None
    """The referral whose first visit it is, if it is one's."""

    @property
    def key(self) -> str:
        return str(self.appointment_id)

"""The shapes of the agenda's answers."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.examples import APPOINTMENT, SLOT
from shared.contracts.gateway import AppointmentKind, AppointmentState


class SlotShown(BaseModel):
    """A time that a professional keeps open; times are UTC."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [SLOT]})

    id: UUID
    unit: str
    professional: UUID
    starts_at: datetime
    minutes: int
    kind: AppointmentKind


class AppointmentShown(BaseModel):
    """An appointment as it stands; it does not say whose."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [APPOINTMENT]})

    id: UUID
    version: int
    unit: str
    professional: UUID
    slot: UUID
    kind: AppointmentKind
    state: AppointmentState
    code: str
    requested_at: datetime
    booked_at: datetime
    starts_at: datetime
    minutes: int
    arrived_at: datetime | None = None
    began_at: datetime | None = Field(None, description="When the professional received them.")
    ended_at: datetime | None = None
    moves: int
    arrival: UUID | None = Field(None, description="The contact that was opened on arrival.")


class EntryShown(BaseModel):
    """A time of the day; taken without an appointment is by whom the reader may not know of."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"slot": SLOT, "taken": True, "appointment": APPOINTMENT}]},
    )

    slot: SlotShown
    taken: bool
    appointment: AppointmentShown | None


class DayShown(BaseModel):
    """A unit's agenda on one civil day."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "unit": "raval-sud",
                    "day": "2026-03-03",
                    "entries": [{"slot": SLOT, "taken": True, "appointment": APPOINTMENT}],
                }
            ]
        },
    )

    unit: str
    day: date
    entries: tuple[EntryShown, ...]


class SlotsShown(BaseModel):
    """Times, soonest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"slots": [SLOT]}]})

    slots: list[SlotShown]


class SlotsOpened(SlotsShown):
    """Times that were opened, and the days left out because the unit is shut."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"slots": [SLOT], "shut": ["2026-12-08"]}]}
    )

    shut: list[date]

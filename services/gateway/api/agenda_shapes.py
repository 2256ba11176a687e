"""The shapes of the agenda's questions and answers."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.examples import APPOINTMENT, SLOT
from services.gateway.api.shapes import Asked, Code
from services.gateway.domain.slots import Series
from shared.contracts.gateway import AppointmentKind, AppointmentState
from shared.identity import LANGUAGES

Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 12, 31))]
Minutes = Annotated[int, Field(ge=5, le=480)]
Weekday = Annotated[int, Field(ge=0, le=6)]


class NewSlots(Asked):
    """Times one after another on some weekdays, in civil time."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "ordinary",
                    "minutes": 30,
                    "opens": "10:00",
                    "closes": "12:00",
                    "first": "2026-03-03",
                    "until": "2026-03-31",
                    "weekdays": [1, 3],
                }
            ]
        },
    )

    kind: AppointmentKind
    minutes: Minutes
    opens: time
    closes: time
    first: Day
    until: Day
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)] = Field(
        default=[0, 1, 2, 3, 4, 5, 6], description="Monday is 0."
    )

    def series(self) -> Series:
        """What is to be opened."""
        days = frozenset(self.weekdays)
        opens, closes = (each.replace(tzinfo=None) for each in (self.opens, self.closes))
        return Series(self.kind, self.minutes, opens, closes, self.first, self.until, days)


class NewAppointment(Asked):
    """Which free time is taken, and as the outcome of which reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "unit": "raval-sud",
                    "slot": SLOT["id"],
                    "reason": "ECO-ALIM",
                    "language": "ca",
                    "mail": None,
                }
            ]
        },
    )

    unit: Code
    slot: UUID
    reason: Code | None = Field(None, description="Without one the whole contact ends so.")
    language: Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")] = "ca"
    mail: Annotated[str, Field(max_length=254)] | None = Field(
        None, description="To confirm it and to remind of it; refused where no message is safe."
    )


class Moving(Asked):
    """The free slot it moves to."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"slot": SLOT["id"]}]}
    )

    slot: UUID


class CheckingIn(Asked):
    """What was shown or said on arrival."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "402913"}]})

    code: Annotated[str, Field(min_length=1, max_length=100)] = Field(
        description="The appointment's code, or the token of its link."
    )


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

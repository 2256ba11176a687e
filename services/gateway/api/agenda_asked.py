"""What is asked of the agenda."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.gateway.api.examples import SLOT
from services.gateway.api.shapes import Asked, Code
from services.gateway.domain.slots import Series
from shared.contracts.gateway import AppointmentKind
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


class TimeTaken(Asked):
    """Which free time is taken, and where to write of it if they want that."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"unit": "raval-sud", "slot": SLOT["id"], "language": "ca", "mail": None}]
        },
    )

    unit: Code
    slot: UUID
    language: Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")] = "ca"
    mail: Annotated[str, Field(max_length=254)] | None = Field(
        None, description="To confirm it and to remind of it; refused where no message is safe."
    )


class NewAppointment(TimeTaken):
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

    reason: Code | None = Field(None, description="Without one the whole contact ends so.")


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

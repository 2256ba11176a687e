"""The form that opens times, what it proposes, and what is said of days that the unit is shut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.agenda_asked import Day, Minutes, Weekday
from services.gateway.domain.slots import LONGEST, Series
from shared.city import Hours
from shared.contracts.gateway import AppointmentKind
from shared.errors import Refused

NAMED = 7
"""So many days are named; of the others, how many they are."""


class Look(BaseModel):
    """What the page's address asks for, and which days were just left out."""

    model_config = ConfigDict(extra="ignore")

    day: Day | None = None
    shut: Annotated[list[Day], Field(max_length=NAMED)] = []
    more: Annotated[int, Field(ge=0, le=LONGEST.days)] = 0
    """So many besides."""


class OpeningForm(BaseModel):
    """Times to open, as the form has them."""

    model_config = ConfigDict(extra="ignore")

    kind: AppointmentKind = AppointmentKind.ORDINARY
    minutes: Minutes = 30
    opens: time = time(9)
    closes: time = time(13)
    first: Day
    until: Day | None = None
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = []

    def series(self) -> Series:
        """What is to be opened: on some weekdays until a day, or on one day."""
        days = frozenset(self.weekdays) or frozenset({self.first.weekday()})
        opens, closes = (each.replace(tzinfo=None) for each in (self.opens, self.closes))
        until = self.until or self.first
        return Series(self.kind, self.minutes, opens, closes, self.first, until, days)


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed, and what the rules say no to."""

    form: OpeningForm
    why: Refused

    @property
    def days(self) -> list[tuple[date, list[Hours]]]:
        """The days that the refusal names, and when the unit is open on each."""
        days: object = self.why.extra.get("days")
        if not isinstance(days, list):
            return []
        return [
            (date.fromisoformat(each["day"]), [Hours.model_validate(one) for one in each["hours"]])
            for each in days
        ]


def proposed(day: date, hours: Sequence[Hours]) -> OpeningForm:
    """The form as it first stands: all of the unit's first hours of that day."""
    if not hours:
        return OpeningForm(first=day)
    return OpeningForm(first=day, opens=hours[0].opens, closes=hours[0].closes)


def told(shut: Sequence[date]) -> list[tuple[str, str]]:
    """What the page's address says of days that were left out."""
    said = [("shut", day.isoformat()) for day in shut[:NAMED]]
    return said + ([("more", str(len(shut) - NAMED))] if len(shut) > NAMED else [])

"""What is sent, with examples."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field, StringConstraints

from services.groups.api.shapes import example
from services.groups.commands import Attendee, Coming, Enrolling, NewSeries
from services.groups.domain.series import MOST, Every, Recurrence
from services.groups.domain.sessions import Need
from shared.contracts.groups import Attendance, PlaceAnswer
from shared.identity import LANGUAGES

Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,40}$")]
"""A code of the city folder."""
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 12, 31))]
Room = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Spoken = Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")]
Capacity = Annotated[int, Field(ge=1, le=500)]
Minutes = Annotated[int, Field(ge=5, le=480)]
Facilitators = Annotated[list[UUID], Field(max_length=6)]
"""Accounts of those who hold a session."""
SessionId = Annotated[UUID, Path(description="The session.")]
Household = Annotated[int, Field(ge=1, le=20)]


class SeriesAsked(BaseModel):
    """A series of sessions in civil time; what is left out is as the programme has it."""

    model_config = example(
        {
            "programme": "energy",
            "every": "weekly",
            "first": "2026-03-16",
            "clock": "10:00",
            "times": 4,
            "room": "Aula 2",
        },
        sent=True,
    )

    programme: Code
    every: Every = Every.ONCE
    first: Day
    clock: time
    times: Annotated[int, Field(ge=1, le=MOST)] = 1
    room: Room
    capacity: Capacity | None = None
    minutes: Minutes | None = None
    language: Code | None = None
    needs: Annotated[list[Need], Field(max_length=len(Need))] = []
    public: bool = True
    walk_in: bool = Field(False, description="Whether people may come without being enrolled.")
    facilitators: Facilitators = Field(
        [],
        description="Accounts of the unit's facilitators and professionals; without any, "
        "whoever asks.",
    )

    def series(self) -> NewSeries:
        """What is to be opened."""
        clock = self.clock.replace(tzinfo=None, second=0, microsecond=0)
        return NewSeries(
            self.programme,
            Recurrence(self.every, self.first, clock, self.times),
            self.room,
            self.capacity,
            self.minutes,
            self.language,
            tuple(dict.fromkeys(self.needs)),
            self.public,
            self.walk_in,
            tuple(dict.fromkeys(self.facilitators)),
        )


class CapacityAsked(BaseModel):
    """How many places it has from now on."""

    model_config = example({"capacity": 20}, sent=True)

    capacity: Capacity


class CountAsked(BaseModel):
    """How many came without being enrolled."""

    model_config = example({"uncounted": 3}, sent=True)

    uncounted: Annotated[int, Field(ge=0, le=2000)]


class EnrolAsked(BaseModel):
    """Who is enrolled, and for how many places; an address is for letters about the place alone."""

    model_config = example({"name": "Rosa", "places": 2}, sent=True)

    name: Name
    mail: Annotated[str, Field(max_length=254)] | None = None
    telephone: Annotated[str, Field(max_length=40)] | None = None
    places: Household = 1
    language: Spoken = "ca"
    first: Code | None = Field(None, description="Why they go before others who wait, by a code.")

    def enrolling(self) -> Enrolling:
        """What is asked for."""
        who = Attendee(self.name, self.mail or None, self.telephone or None)
        return Enrolling(who, self.places, self.language, self.first)


class AnswerAsked(BaseModel):
    """What they say to an offer, or to a place that they have."""

    model_config = example({"answer": "accepted"}, sent=True)

    answer: PlaceAnswer


class AttendanceAsked(BaseModel):
    """Whether they came; none: it is not known after all."""

    model_config = example({"attendance": "attended", "present": 2, "minutes": 90}, sent=True)

    attendance: Attendance | None
    present: Household | None = Field(None, description="Without it, all of the household.")
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None

    def coming(self) -> Coming:
        """What is said."""
        return Coming(self.attendance, self.present, self.minutes)

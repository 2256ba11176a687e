"""Sessions and places as they are asked for and answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.shapes import Asked
from services.gateway.domain.places import MOST_PLACES
from shared.contracts.groups import Attendance, PlaceAnswer, PlaceState

SESSION = "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c70"
PLACE: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c71",
    "version": 1,
    "unit": "raval-sud",
    "contact": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c55",
    "reason": "utility-cut",
    "session": SESSION,
    "programme": "energy",
    "held_at": "raval-sud",
    "starts_at": "2026-03-05T16:00:00Z",
    "places": 2,
    "asked_at": "2026-03-02T09:10:00Z",
    "state": "waiting",
    "answer": None,
    "offered_until": None,
    "attendance": None,
    "dealt_with_at": None,
}


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class WantedPlace(Asked):
    """Which session, and for how many of one household."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"session": SESSION, "places": 2}]}
    )

    session: UUID
    places: int = Field(1, ge=1, le=MOST_PLACES)


class Answering(Asked):
    """What they say to a place."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"answer": "accepted"}]}
    )

    answer: PlaceAnswer


class SessionShown(BaseModel):
    """A session in which somebody can be enrolled, or wait."""

    model_config = _shown(
        {
            "session": SESSION,
            "programme": "energy",
            "answers": True,
            "unit": "raval-sud",
            "language": "ca",
            "starts_at": "2026-03-05T16:00:00Z",
            "minutes": 90,
            "left": 4,
            "waiting": 0,
        }
    )

    session: UUID
    programme: str
    answers: bool = Field(description="Whether its programme answers the reason asked for.")
    unit: str
    language: str
    starts_at: datetime
    minutes: int
    left: int | None = Field(description="Places that nobody has or is offered; null: not known.")
    waiting: int | None = Field(description="Places for which somebody waits; null: not known.")


class SessionsShown(BaseModel):
    """A stretch of the sessions to come."""

    model_config = _shown({"known": True, "as_of": "2026-03-02T09:09:58Z", "sessions": []})

    known: bool = Field(description="Whether the groups were heard of lately.")
    as_of: datetime | None
    sessions: list[SessionShown]


class PlaceShown(BaseModel):
    """Places of one household in a session, as far as is known."""

    model_config = _shown(PLACE)

    id: UUID
    version: int
    unit: str = Field(description="Who asked.")
    contact: UUID | None
    reason: str | None
    session: UUID
    programme: str
    held_at: str = Field(description="The centre that holds the session.")
    starts_at: datetime
    places: int
    asked_at: datetime
    state: PlaceState | None = Field(description="As the groups told it; null: not known yet.")
    answer: PlaceAnswer | None
    offered_until: datetime | None
    attendance: Attendance | None
    dealt_with_at: datetime | None = Field(description="When they were told that they have none.")


class PlacesShown(BaseModel):
    """A stretch of a unit's."""

    model_config = _shown({"known": True, "places": [PLACE]})

    known: bool
    places: list[PlaceShown]

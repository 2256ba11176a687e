"""The shapes of questions and answers, with their examples."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.gateway.api.examples import CONTACT, DESK
from services.gateway.domain import Why
from services.gateway.domain.ways import CalledBy, ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import (
    ContactState,
    DeskState,
    Door,
    Intensity,
    Interpreter,
    Level,
    Matter,
    Outcome,
)

Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,40}$")]
"""A code of the city folder: a unit or a reason."""


class Asked(BaseModel):
    """What is sent; anything unknown in it is refused."""

    model_config = ConfigDict(extra="forbid")


class NewContact(Asked):
    """Somebody at a door."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"door": "desk", "reason": "ECO-ALIM"}]}
    )

    door: Door = Door.DESK
    level: Level | None = Field(None, description="Without it, the one the reason proposes.")
    reason: Code | None = None


class Closing(Asked):
    """How service ended."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"outcome": "informed"}]}
    )

    outcome: Outcome
    telephone: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Where to call back, for `call_back`; kept unless a number is known."
    )


class Passing(Asked):
    """Where to pass it: any desk of a unit, or one of them."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"unit": "DATC", "desk": None}]}
    )

    unit: Code
    desk: Annotated[int, Field(ge=1, le=999)] | None = None


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class WaysShown(BaseModel):
    """Who speaks, how they are called and reached; none is what nobody asked, never a yes."""

    model_config = ConfigDict(from_attributes=True)

    speaker: Speaker | None
    called_by: CalledBy
    reached_by: ReachedBy | None
    language: str | None
    safe_contact: SafeContact | None


class ContactShown(BaseModel):
    """A contact as it stands; times are UTC."""

    model_config = _shown(CONTACT)

    id: UUID
    version: int = Field(description="Also the ETag; send it as If-Match to act on what you saw.")
    code: str | None
    door: Door
    unit: str
    centre: str | None
    level: Level | None
    reason: str | None
    state: ContactState
    opened_at: datetime
    waiting_from: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    left_from: ContactState | None
    desk: int | None
    calls: int
    wait_seconds: float | None
    service_seconds: float | None
    matters: tuple[Matter, ...] = Field(description="Every reason with its outcome, main first.")
    circumstances: tuple[str, ...]
    danger_asked: bool
    level_why: str | None
    ways: WaysShown
    interpreter: Interpreter | None
    intensity: Intensity | None
    appointment_at: datetime | None = Field(
        description="When the appointment begins for which they are here."
    )
    follow_up_on: date | None = Field(
        description="From when somebody asks whether they arrived where they were redirected."
    )


class CalledShown(BaseModel):
    """Who was called, and why this one."""

    model_config = _shown({"contact": CONTACT, "why": "arrival"})

    contact: ContactShown
    why: Why


class QueueShown(BaseModel):
    """Those whom desks may call, next first."""

    model_config = _shown({"contacts": [CONTACT]})

    contacts: list[ContactShown]


class FollowUpsShown(BaseModel):
    """Those of whom it is time to ask whether they arrived, longest due first."""

    model_config = _shown({"contacts": [CONTACT]})

    contacts: list[ContactShown]


class DeskShown(BaseModel):
    """A desk that is not closed."""

    model_config = _shown(DESK)

    unit: str
    number: int
    state: DeskState
    since: datetime
    contact: UUID | None


class DesksShown(BaseModel):
    """The unit's desks that are not closed."""

    model_config = _shown({"desks": [DESK]})

    desks: list[DeskShown]

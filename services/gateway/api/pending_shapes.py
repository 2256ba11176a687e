"""Pending calls as they are asked for and answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.people_shapes import PersonShown
from services.gateway.domain.reaching import Begin
from services.gateway.domain.ways import ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import (
    AttemptResult,
    GivenUp,
    Level,
    PendingOrigin,
    PendingState,
    Settled,
)

CALL: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c56",
    "version": 2,
    "unit": "DATC",
    "centre": None,
    "origin": "abandoned",
    "contact": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c55",
    "level": None,
    "state": "open",
    "first_at": "2026-03-02T08:05:10Z",
    "due_at": "2026-03-02T16:05:10Z",
    "attempts": [{"at": "2026-03-02T10:00:00Z", "result": "no_answer"}],
    "owner": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c99",
    "ended_at": None,
    "settled": None,
    "answered_by": None,
    "joined_into": None,
    "answer_at": None,
    "given_up": None,
    "place": None,
}
REACH: dict[str, Any] = {
    "language": "ur",
    "interpreter": True,
    "reached_by": "voice",
    "speaker": "relative",
}


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class AttemptShown(BaseModel):
    """One attempt to call back."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    result: AttemptResult


class PendingShown(BaseModel):
    """A pending call as it stands; whose it is, is asked of the page of people."""

    model_config = _shown(CALL)

    id: UUID
    version: int = Field(description="Send it as If-Match to act on what you saw.")
    unit: str
    centre: str | None
    origin: PendingOrigin
    contact: UUID | None
    level: Level | None
    state: PendingState
    first_at: datetime = Field(description="When they first called or asked; a call back keeps it.")
    due_at: datetime
    attempts: tuple[AttemptShown, ...]
    owner: UUID | None
    ended_at: datetime | None
    settled: Settled | None
    answered_by: UUID | None
    joined_into: UUID | None
    answer_at: datetime | None = Field(description="When there was something to be told.")
    given_up: GivenUp | None = Field(description="Why it was closed after calls in vain.")
    place: UUID | None = Field(description="The place in a session that is offered to them.")


class ReachShown(BaseModel):
    """How to reach them, as far as anybody said at their contacts; null: nobody did."""

    model_config = _shown(REACH)

    language: str | None = Field(description="An ISO 639 code of the city's list.")
    interpreter: bool = Field(description="Whether it takes one to speak with them.")
    reached_by: ReachedBy | None = Field(description="By text or sign_video: do not dial.")
    speaker: Speaker | None = Field(description="Who answers; but for self not whom it concerns.")


class ListedShown(BaseModel):
    """One of a list."""

    model_config = _shown(
        {
            "call": CALL,
            "code": "P 019C",
            "late": False,
            "safe_contact": None,
            "reach": REACH,
            "begin": "call",
            "alike": [],
        }
    )

    call: PendingShown
    code: str
    late: bool
    safe_contact: SafeContact | None
    reach: ReachShown
    begin: Begin
    alike: list[UUID] = Field(description="Others of the same number, perhaps other people's.")


class PendingListShown(BaseModel):
    """Open ones, due first, equal numbers together."""

    model_config = _shown({"calls": [], "overdue": 0})

    calls: list[ListedShown]
    overdue: int


class CallShown(BaseModel):
    """One, and what may still be done."""

    model_config = _shown(
        {
            "call": CALL,
            "safe_contact": None,
            "reach": REACH,
            "begin": "call",
            "missing_attempts": 2,
            "another_day": True,
            "half": "afternoon",
            "grave": False,
        }
    )

    call: PendingShown
    safe_contact: SafeContact | None
    reach: ReachShown
    begin: Begin = Field(description="What to do to reach them, as safely as they said.")
    missing_attempts: int
    another_day: bool
    half: str | None = Field(description="In which half of a day nobody has tried yet.")
    grave: bool = Field(description="After attempts in vain a professional decides.")


class WordsShown(BaseModel):
    """A message and its answer; the look is recorded."""

    model_config = _shown({"message": "Asks for the report.", "answer": None})

    message: str | None
    answer: str | None


class NumberShown(BaseModel):
    """The number to call."""

    model_config = _shown({"number": None, "telephone_of": None})

    number: str | None
    telephone_of: Speaker | None = Field(description="Who has it, if it is the person's kept one.")


class CandidatesShown(BaseModel):
    """Who has the number; any of them may have called, or none: never read them out."""

    model_config = _shown({"people": []})

    people: list[PersonShown]


class Set(BaseModel):
    """It is so; or no more."""

    model_config = _shown({"set": True})

    set: bool

"""The shapes of questions and answers about rules and seals, with their examples."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.people_shapes import PERSON, Lookup
from services.gateway.api.shapes import Asked, Code
from services.gateway.domain import Because, SealReason, because
from services.gateway.domain.sealing import LONGEST_NOTE

__all__ = ["Lookup"]
STAFF = "019cadb5-0000-7a11-9d4e-2c5f8b7a6e02"
AT = "2026-03-02T08:05:10Z"
RULE = {
    "id": "019cadb5-4c00-7a11-9d4e-2c5f8b7a6e03",
    "person": PERSON,
    "staff": STAFF,
    "kind": "by_person",
    "set_by": STAFF,
    "set_at": AT,
    "ended_at": None,
    "ended_by": None,
    "why": None,
    "appointments": 0,
}
SEAL_CHANGE = {
    "id": "019cadb5-4c00-7a11-9d4e-2c5f8b7a6e04",
    "person": PERSON,
    "what": "resealed",
    "before": ["raval-nord"],
    "after": ["raval-sud"],
    "changed_by": STAFF,
    "at": AT,
    "reason": "moved",
    "note": None,
    "unreadable": False,
}


def _asked(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class Colleague(Asked):
    """Who must neither see nor serve."""

    model_config = _asked(colleague="p.soler")

    colleague: Annotated[str, Field(min_length=1, max_length=100, description="The user name.")]


class Opening(Asked):
    """Why it changes who may know of a person."""

    model_config = _asked(reason="risk_ended")

    reason: SealReason
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = Field(
        default="", description="Only the data-protection officer reads it."
    )

    def why(self) -> Because:
        """The reason, and the note if there is one."""
        return because(self.reason, self.note)


class Sealing(Opening):
    """For which units besides the one of the address."""

    model_config = _asked(units=["raval-sud"], reason="risk")

    units: Annotated[tuple[Code, ...], Field(max_length=100)] = ()


class Officially(Opening):
    """For which units; none opens the person again."""

    model_config = _asked(units=["raval-sud"], reason="moved")

    units: Annotated[list[Code], Field(max_length=100)]


class Ending(Asked):
    """Why a rule ends."""

    model_config = _asked(reason="The person asked for it.")

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Noted(BaseModel):
    """It was noted; whether it was so before is not said."""

    model_config = _shown({"noted": True})

    noted: bool


class ConflictShown(BaseModel):
    """A number that was declared, masked."""

    model_config = _shown({"telephone": "••• ••• 123", "document": None, "declared_at": AT})

    telephone: str | None
    document: str | None
    declared_at: datetime


class ConflictsShown(BaseModel):
    """What one declared, newest first."""

    model_config = _shown(
        {"conflicts": [{"telephone": "••• ••• 123", "document": None, "declared_at": AT}]}
    )

    conflicts: list[ConflictShown]


class RuleShown(BaseModel):
    """A rule; ``person`` none is a number that was declared, whoever may have it."""

    model_config = _shown(RULE)

    id: UUID
    person: UUID | None
    staff: UUID
    kind: str = Field(description="by_person, declared or number.")
    set_by: UUID
    set_at: datetime
    ended_at: datetime | None
    ended_by: UUID | None
    why: str | None = Field(description="Why it ended.")
    appointments: int = Field(description="To come with them for all that: nobody else was free.")


class RulesShown(BaseModel):
    """Rules, those that hold first."""

    model_config = _shown({"rules": [RULE]})

    rules: list[RuleShown]


class SealedPersonShown(BaseModel):
    """A sealed person."""

    model_config = _shown(
        {"id": PERSON, "units": ["raval-sud"], "sealed_at": AT, "sealed_by": STAFF}
    )

    id: UUID
    units: list[str]
    sealed_at: datetime | None
    sealed_by: UUID | None


class SealedShown(BaseModel):
    """Sealed people, newest first."""

    model_config = _shown(
        {"people": [{"id": PERSON, "units": ["raval-sud"], "sealed_at": AT, "sealed_by": STAFF}]}
    )

    people: list[SealedPersonShown]


class SealChangeShown(BaseModel):
    """A person was sealed, for other units than before, or opened again."""

    model_config = _shown(SEAL_CHANGE)

    id: UUID
    person: UUID
    what: str = Field(description="sealed, resealed or unsealed.")
    before: list[str]
    after: list[str]
    changed_by: UUID
    at: datetime
    reason: SealReason
    note: str | None
    unreadable: bool = Field(description="There is a note whose key is not here.")


class SealChangesShown(BaseModel):
    """The history of seals, newest first."""

    model_config = _shown({"changes": [SEAL_CHANGE]})

    changes: list[SealChangeShown]

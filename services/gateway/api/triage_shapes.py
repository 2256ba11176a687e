"""What is said in a triage."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from services.gateway.api.shapes import Asked, Code
from shared.contracts.gateway import Level


class ReasonSaid(Asked):
    """Why they come."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "ECO-ALIM"}]}
    )

    reason: Code


class Turn(StrEnum):
    """What becomes of a reason besides ending."""

    DROP = "drop"
    LEAD = "lead"
    REOPEN = "reopen"


class CircumstancesSaid(Asked):
    """Codes of the city folder."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"circumstances": ["minors"]}]}
    )

    circumstances: Annotated[list[Code], Field(max_length=60)]


class TriageSaid(Asked):
    """Level and main reason, and the centre of a contact of the telephone service."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"level": "preferential"}]}
    )

    level: Level
    reason: Code | None = None
    centre: Code | None = None
    why: Code | None = Field(
        None, description="Why another level than the rules propose, by a code of the city folder."
    )

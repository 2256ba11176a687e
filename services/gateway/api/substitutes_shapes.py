"""The shapes of who inherits messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

SUBSTITUTE: dict[str, Any] = {
    "id": "0195a1b2-0000-7000-8000-00000000a001",
    "professional": "0195a1b2-0000-7000-8000-00000000a002",
    "substitute": "0195a1b2-0000-7000-8000-00000000a003",
    "since": "2026-03-02T00:00:00+01:00",
    "until": "2026-03-09T00:00:00+01:00",
}


class SubstituteShown(BaseModel):
    """Who has whose messages, from when until when (not included); times are UTC."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [SUBSTITUTE]})

    id: UUID
    professional: UUID
    substitute: UUID
    since: datetime
    until: datetime


class SubstitutesShown(BaseModel):
    """Those that go on and that are to come."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"substitutes": [SUBSTITUTE]}]})

    substitutes: list[SubstituteShown]

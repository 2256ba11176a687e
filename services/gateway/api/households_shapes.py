"""The shapes of households, with their examples."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.gateway.api.people_shapes import PERSON, SHOWN, PersonShown
from services.gateway.api.shapes import Asked
from services.gateway.domain import Kind

LINK = "019cadb5-3b20-7a11-9d4e-2c5f8b7a6e02"
MEMBER: dict[str, Any] = {
    "link": LINK,
    "kind": "household",
    "since": "2026-03-02T08:00:00Z",
    "person": SHOWN,
}


class Linking(Asked):
    """Who else it is, and what they are to one another."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"person": PERSON, "kind": "household"}]}
    )

    person: UUID
    kind: Kind


class Linked(BaseModel):
    """Whether the two are linked so now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"linked": True}]})

    linked: bool


class MemberShown(BaseModel):
    """Somebody of a household."""

    model_config = ConfigDict(json_schema_extra={"examples": [MEMBER]})

    link: UUID
    kind: Kind
    since: datetime
    person: PersonShown


class HouseholdShown(BaseModel):
    """Who is linked with a person, the longest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"members": [MEMBER]}]})

    members: list[MemberShown]

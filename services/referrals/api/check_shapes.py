"""What is answered before a referral is sent."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.referrals.api.examples import shown
from services.referrals.domain import Part
from services.referrals.domain.check import Capacity, Checked, Competence, Territory


class RouteShown(BaseModel):
    """A better door."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    sendable: bool = Field(description="Whether a referral may be sent to it here.")
    partner: bool
    days: int | None = Field(description="Until they are attended there; null is not known.")


class CheckShown(BaseModel):
    """What can be said before anything is sent; what is not known is ``unknown``, never no."""

    model_config = shown(
        {
            "receiver": "poble-sec",
            "competence": "theirs",
            "territory": "right",
            "duplicates": 0,
            "capacity": "capacity",
            "first_visit": "2026-03-11T09:00:00Z",
            "days": 9,
            "missing": ["validity"],
            "better": {"code": "punt-energetic", "sendable": True, "partner": True, "days": 2},
        }
    )

    receiver: str
    competence: Competence
    territory: Territory
    duplicates: int = Field(description="Open ones of your own organisation.")
    capacity: Capacity
    first_visit: datetime | None
    days: int | None = Field(description="Until they are attended there; null is not known.")
    missing: list[Part]
    better: RouteShown | None

    @classmethod
    def of(cls, found: Checked) -> Self:
        """The answer to a check."""
        return cls.model_validate(found)

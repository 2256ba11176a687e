"""Free times and open sessions of a centre."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.referrals.api.examples import SLOT, shown


class TimeShown(BaseModel):
    """A free time."""

    slot: UUID
    starts_at: datetime
    kind: str


class SessionShown(BaseModel):
    """An open session."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    programme: str
    language: str
    starts_at: datetime
    minutes: int
    left: int
    waiting: int


class OpeningsShown(BaseModel):
    """What may be chosen when a referral is accepted."""

    model_config = shown(
        {
            "times": [{"slot": SLOT, "starts_at": "2026-03-11T09:00:00Z", "kind": "first_visit"}],
            "sessions": [],
            "times_known": True,
            "sessions_known": True,
        }
    )

    times: list[TimeShown]
    sessions: list[SessionShown]
    times_known: bool = Field(description="False: the gateway is silent, times may be gone.")
    sessions_known: bool = Field(description="False: the groups are silent, places may be gone.")

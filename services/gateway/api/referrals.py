"""Referrals that a unit accepted, as its doors need them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway import queries
from services.gateway.api.asking import Asking
from services.gateway.api.shapes import Code
from services.gateway.policy import POLICY
from shared.contracts.gateway import Level
from shared.contracts.referrals import ReferralState
from shared.web import Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["referrals"])


class AcceptedShown(BaseModel):
    """A referral that goes on, and its first visit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "referral": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4d01",
                    "code": "R-7F3K",
                    "level": "preferential",
                    "state": "accepted",
                    "sent_at": "2026-03-02T09:00:00Z",
                    "first_visit_at": None,
                }
            ]
        }
    )

    referral: UUID
    code: str | None
    level: Level | None
    state: ReferralState | None
    sent_at: datetime
    first_visit_at: datetime | None = Field(description="Null: there is none yet.")


class AcceptedReferralsShown(BaseModel):
    """A stretch of a unit's, those without a first visit first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"known": True, "as_of": None, "referrals": []}]}
    )

    known: bool = Field(description="Whether the referrals were heard of lately.")
    as_of: datetime | None
    referrals: list[AcceptedShown]


@api.get("/units/{unit}/referrals", response_model=AcceptedReferralsShown)
async def accepted_referrals(tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink) -> Any:
    """Referrals that the unit accepted and that go on; those without a first visit first."""
    stretch = (page.after, page.limit + 1)
    found = await queries.accepted_referrals(tx, unit, by.who, by.at, stretch)
    link(page.end if len(found.referrals) > page.limit else None)
    return {
        "known": found.heard.known,
        "as_of": found.heard.as_of,
        "referrals": [
            {
                "referral": each.handed.id,
                "code": each.handed.code,
                "level": each.handed.level,
                "state": each.handed.state,
                "sent_at": each.handed.sent_at,
                "first_visit_at": each.visit_at,
            }
            for each in found.referrals[: page.limit]
        ],
    }

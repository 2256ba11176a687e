"""Offered places of referrals, about which somebody must be asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.referrals import queries
from services.referrals.api.asking import Asking
from services.referrals.api.examples import STANDS, shown
from services.referrals.api.fields import Code
from services.referrals.policy import POLICY
from shared.web import Tx, router

api = router(POLICY, prefix="/api", tags=["referrals"])
OFFER: dict[str, Any] = {
    "referral": STANDS["id"],
    "code": STANDS["code"],
    "place": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c77",
    "places": 2,
    "starts_at": "2026-03-16T09:00:00Z",
    "offered_until": "2026-03-09T08:05:10Z",
}


class OfferShown(BaseModel):
    """Places that are offered; the referral says to whom."""

    model_config = shown(OFFER)

    referral: UUID
    code: str
    place: UUID
    places: int
    starts_at: datetime | None
    offered_until: datetime | None


class OffersShown(BaseModel):
    """What waits for a yes or no, the offer that ends first first."""

    model_config = shown({"offers": [OFFER]})

    offers: list[OfferShown]


@api.get("/units/{unit}/offers", response_model=OffersShown)
async def unit_offers(tx: Tx, by: Asking, unit: Code) -> Any:
    """Offered places of the referrals that a centre has taken on."""
    return {"offers": await queries.offers(tx, unit, by.who, by.at)}

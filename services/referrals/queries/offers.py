"""Offered places of the referrals that a centre has taken on: somebody must ask those people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx
from shared.identity import Principal, Role

MOST = 100
OFFERS = f"""
SELECT p.referral, r.code, p.place, p.places, p.starts_at, p.offered_until
FROM referred_place AS p JOIN referral AS r ON r.id = p.referral
WHERE r.unit = $1 AND NOT r.outside AND r.shown AND (NOT r.restricted OR $3)
  AND p.state = 'offered' AND p.answer IS NULL
  AND (p.offered_until IS NULL OR p.offered_until > $2)
ORDER BY p.offered_until, p.place LIMIT {MOST}
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """Places that are offered to whom a referral is about, which says who they are."""

    referral: UUID
    code: str
    place: UUID
    places: int
    starts_at: datetime | None
    offered_until: datetime | None


async def offers(tx: Tx, unit: str, who: Principal, at: datetime) -> list[Offer]:
    """What waits for a yes or no, the offer that ends first first."""
    rows = await tx.fetch(OFFERS, unit, at, Role.PROFESSIONAL in who.roles)
    return [Offer(**row) for row in rows]

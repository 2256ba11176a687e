"""Who was taken on and has lost what was chosen for them: somebody of the centre chooses again.

Conditions on a row ``r`` of ``referral``, as of ``$2``.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx

STANDS = """
other.referral = r.id AND other.state IN ('asked', 'waiting', 'offered', 'enrolled')
AND (other.answer IS NULL OR other.answer = 'accepted')
"""
LOST_PLACES = f"""
FROM referred_place AS p WHERE p.referral = r.id
  AND (p.answer IS NULL OR p.answer = 'accepted')
  AND p.state IN ('refused', 'revoked', 'expired')
  AND NOT EXISTS (SELECT FROM referred_place AS other WHERE {STANDS}
    AND (other.starts_at > $2 OR other.asked_at > p.asked_at))
  AND NOT EXISTS (SELECT FROM first_visit AS v WHERE v.referral = r.id
    AND v.asked_at > p.asked_at AND v.state NOT IN ('refused', 'cancelled', 'missed'))
"""
LOST_PLACE = f"EXISTS (SELECT {LOST_PLACES})"
"""A place that they wanted is not theirs any more; nothing that stands was chosen in its place."""
LOST_VISIT = f"""
EXISTS (SELECT FROM first_visit AS v WHERE v.referral = r.id
  AND v.state IN ('refused', 'cancelled', 'missed')
  AND NOT EXISTS (SELECT FROM referred_place AS other WHERE {STANDS}
    AND other.asked_at > v.asked_at))
"""
"""Their first visit was refused, cancelled or missed, and no place was chosen in its place."""
TAKEN_ON = "r.state IN ('accepted', 'in_progress', 'on_hold')"
AGAIN = f"({TAKEN_ON} AND ({LOST_PLACE} OR {LOST_VISIT}))"
"""Another time or session has to be chosen."""
OF_REFERRAL = f"""
SELECT {LOST_VISIT} AS visit,
  (SELECT p.place {LOST_PLACES} ORDER BY p.asked_at DESC, p.place LIMIT 1) AS place
FROM referral AS r WHERE r.id = $1 AND {TAKEN_ON}
"""


@dataclass(frozen=True, slots=True)
class Lost:
    """What has to be chosen again for one referral."""

    visit: bool
    """Another time for its first visit."""
    place: UUID | None
    """Another session, in place of this one's."""


async def lost(tx: Tx, referral_id: UUID, at: datetime) -> Lost:
    """The same as lists say it of one."""
    row = await tx.fetchrow(OF_REFERRAL, referral_id, at)
    return Lost(row["visit"], row["place"]) if row else Lost(False, None)

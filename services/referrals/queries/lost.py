"""Who was taken on and has lost what was chosen for them: somebody of the centre chooses again.

Conditions on a row ``r`` of ``referral``, as of ``$2``.
"""

STANDS = """
other.referral = r.id AND other.state IN ('asked', 'waiting', 'offered', 'enrolled')
AND (other.answer IS NULL OR other.answer = 'accepted')
"""
LOST_PLACE = f"""
EXISTS (SELECT FROM referred_place AS p WHERE p.referral = r.id
  AND (p.answer IS NULL OR p.answer = 'accepted')
  AND p.state IN ('refused', 'revoked', 'expired')
  AND NOT EXISTS (SELECT FROM referred_place AS other WHERE {STANDS}
    AND (other.starts_at > $2 OR other.asked_at > p.asked_at))
  AND NOT EXISTS (SELECT FROM first_visit AS v WHERE v.referral = r.id
    AND v.asked_at > p.asked_at AND v.state NOT IN ('refused', 'cancelled', 'missed')))
"""
"""A place that they wanted is not theirs any more; nothing that stands was chosen in its place."""
LOST_VISIT = f"""
EXISTS (SELECT FROM first_visit AS v WHERE v.referral = r.id
  AND v.state IN ('refused', 'cancelled', 'missed')
  AND NOT EXISTS (SELECT FROM referred_place AS other WHERE {STANDS}
    AND other.asked_at > v.asked_at))
"""
"""Their first visit was refused, cancelled or missed, and no place was chosen in its place."""
AGAIN = f"""
(r.state IN ('accepted', 'in_progress', 'on_hold') AND ({LOST_PLACE} OR {LOST_VISIT}))
"""
"""Another time or session has to be chosen."""

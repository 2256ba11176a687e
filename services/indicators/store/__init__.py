"""Keeping facts: each statement takes a whole batch and lets only newer versions win."""

from services.indicators.store.contacts import keep_contacts
from services.indicators.store.feeds import keep_desks, keep_heartbeats, keep_places
from services.indicators.store.handed_on import (
    keep_first_visits,
    keep_referrals,
    keep_session_places,
    keep_sessions,
)
from services.indicators.store.passing import keep_passed, keep_units
from services.indicators.store.rebuilding import Merged, archived, begin_shadow, merge
from services.indicators.store.snapshots import (
    keep_appointments,
    keep_paper_gaps,
    keep_pending_calls,
)

__all__ = [
    "Merged",
    "archived",
    "begin_shadow",
    "keep_appointments",
    "keep_contacts",
    "keep_desks",
    "keep_first_visits",
    "keep_heartbeats",
    "keep_paper_gaps",
    "keep_passed",
    "keep_pending_calls",
    "keep_places",
    "keep_referrals",
    "keep_session_places",
    "keep_sessions",
    "keep_units",
    "merge",
]

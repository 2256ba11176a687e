"""One function per screen or answer; nothing here changes anything."""

from services.referrals.queries.checking import Asked, check
from services.referrals.queries.following import Followed, followed, followed_one
from services.referrals.queries.lists import (
    Box,
    Line,
    Listed,
    Stretch,
    Tally,
    mistakes,
    readers_of,
    received,
    sent,
    tally,
)
from services.referrals.queries.offers import Offer, offers
from services.referrals.queries.shown import (
    Opened,
    Openings,
    Own,
    Shown,
    opened,
    openings,
    own,
    shown,
)

__all__ = [
    "Asked",
    "Box",
    "Followed",
    "Line",
    "Listed",
    "Offer",
    "Opened",
    "Openings",
    "Own",
    "Shown",
    "Stretch",
    "Tally",
    "check",
    "followed",
    "followed_one",
    "mistakes",
    "offers",
    "opened",
    "openings",
    "own",
    "readers_of",
    "received",
    "sent",
    "shown",
    "tally",
]

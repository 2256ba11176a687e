"""One function per screen or answer; nothing here changes anything."""

from services.referrals.queries.checking import Asked, check
from services.referrals.queries.following import Followed, followed, followed_one
from services.referrals.queries.lists import (
    Box,
    Line,
    Listed,
    Stretch,
    Tally,
    received,
    sent,
    tally,
)
from services.referrals.queries.lost import Lost, lost
from services.referrals.queries.mistakes import mistakes, readers_of
from services.referrals.queries.offers import Offer, offers
from services.referrals.queries.sent_within import sent_within
from services.referrals.queries.shown import (
    Opened,
    Openings,
    Own,
    Shown,
    instead_of,
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
    "Lost",
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
    "instead_of",
    "lost",
    "mistakes",
    "offers",
    "opened",
    "openings",
    "own",
    "readers_of",
    "received",
    "sent",
    "sent_within",
    "shown",
    "tally",
]

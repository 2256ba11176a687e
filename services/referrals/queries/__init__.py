"""One function per screen or answer; nothing here changes anything."""

from services.referrals.queries.checking import Asked, check
from services.referrals.queries.lists import (
    Box,
    Line,
    Listed,
    Stretch,
    Tally,
    mistakes,
    received,
    sent,
    tally,
)
from services.referrals.queries.shown import Opened, Openings, Shown, opened, openings, shown

__all__ = [
    "Asked",
    "Box",
    "Line",
    "Listed",
    "Opened",
    "Openings",
    "Shown",
    "Stretch",
    "Tally",
    "check",
    "mistakes",
    "opened",
    "openings",
    "received",
    "sent",
    "shown",
    "tally",
]

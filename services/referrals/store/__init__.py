"""The statements that commands and reactions need."""

from services.referrals.store import (
    acts,
    feeds,
    messages,
    notices,
    places,
    referrals,
    rooms,
    sessions,
    visits,
)
from services.referrals.store.messages import MESSAGES
from services.referrals.store.referrals import REFERRALS

ENCRYPTED = (REFERRALS, MESSAGES)
"""Every table of the referrals with sealed columns, for the rotation of keys."""

__all__ = [
    "ENCRYPTED",
    "acts",
    "feeds",
    "messages",
    "notices",
    "places",
    "referrals",
    "rooms",
    "sessions",
    "visits",
]

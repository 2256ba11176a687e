"""Who asks, when, and which version they saw (``If-Match``)."""

from typing import Annotated

from fastapi import Depends

from services.referrals.commands import By
from shared.encryption import Keyring
from shared.web import Keys, Now, Seen, Who


async def _by(who: Who, now: Now, seen: Seen) -> By:
    return By(who, now, seen)


Asking = Annotated[By, Depends(_by)]


async def _ring(keys: Keys) -> Keyring:
    return keys.ring()


Ring = Annotated[Keyring, Depends(_ring)]
"""What a referral says is sealed and opened with. Raises ``KeysMissing``."""

"""Who asks, when, and which version they saw (``If-Match``)."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query

from services.referrals.commands import By
from services.referrals.domain import Party
from shared.encryption import Keyring
from shared.web import Keys, Now, Seen, Who


async def _by(who: Who, now: Now, seen: Seen) -> By:
    return By(who, now, seen)


Asking = Annotated[By, Depends(_by)]


async def _for_side(
    by: Asking,
    side: Annotated[
        Party | None,
        Query(description="For which side you act, if you work at both units; else your own."),
    ] = None,
) -> By:
    return replace(by, side=side)


AskingForSide = Annotated[By, Depends(_for_side)]


async def _ring(keys: Keys) -> Keyring:
    return keys.ring()


Ring = Annotated[Keyring, Depends(_ring)]
"""What a referral says is sealed and opened with. Raises ``KeysMissing``."""

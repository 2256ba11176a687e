"""Who asks, when, and which version they saw (``If-Match``)."""

from typing import Annotated

from fastapi import Depends, Header

from services.referrals.commands import By
from shared.encryption import Keyring
from shared.errors import PreconditionFailed
from shared.web import Keys, Now, Who

DIGITS = 9
"""Of a version: nothing is changed more often."""
IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the version you looked at; another one is refused with 412."),
]


async def _by(who: Who, now: Now, if_match: IfMatch = None) -> By:
    if if_match is None or if_match == "*":
        return By(who, now)
    version = if_match.strip('"')
    if not (version.isascii() and version.isdecimal() and len(version) <= DIGITS):
        raise PreconditionFailed
    return By(who, now, int(version))


Asking = Annotated[By, Depends(_by)]


async def _ring(keys: Keys) -> Keyring:
    return keys.ring()


Ring = Annotated[Keyring, Depends(_ring)]
"""What a referral says is sealed and opened with. Raises ``KeysMissing``."""

"""Who asks, when, and which version they saw (``If-Match``); who looks, and with which keys."""

from typing import Annotated

from fastapi import Depends, Header

from services.groups.commands import By
from services.groups.queries import Looking
from shared.errors import PreconditionFailed
from shared.web import Keys, Now, Reading, Who

LONGEST_VERSION = 18
IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the version you looked at; another one is refused with 412."),
]


async def _by(who: Who, now: Now, if_match: IfMatch = None) -> By:
    if if_match is None or if_match == "*":
        return By(who, now)
    version = if_match.strip('"')
    if not version.isdecimal() or len(version) > LONGEST_VERSION:
        raise PreconditionFailed
    return By(who, now, int(version))


Asking = Annotated[By, Depends(_by)]


async def _looking(reader: Reading, now: Now, keys: Keys) -> Looking:
    return Looking(reader, now, keys.ring())


Looks = Annotated[Looking, Depends(_looking)]
"""Who looks at people's names, when, and with which keys. Raises ``KeysMissing``."""

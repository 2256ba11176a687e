"""Who asks, when, and which version they saw (``If-Match``); who looks, and with which keys."""

from typing import Annotated

from fastapi import Depends, Header, Request

from services.gateway.commands import By
from services.gateway.queries import Looking
from shared.errors import PreconditionFailed
from shared.web import Keys, Now, Reading, Who, around

IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the version you looked at; another one is refused with 412."),
]


async def _by(
    request: Request, who: Who, now: Now, reader: Reading, if_match: IfMatch = None
) -> By:
    texting = reader if around(request).settings.text_url else None
    if if_match is None or if_match == "*":
        return By(who, now, texting=texting)
    version = if_match.strip('"')
    if not version.isdecimal():
        raise PreconditionFailed
    return By(who, now, int(version), texting)


Asking = Annotated[By, Depends(_by)]


async def _looking(reader: Reading, now: Now, keys: Keys) -> Looking:
    return Looking(reader, now, keys.ring())


Looks = Annotated[Looking, Depends(_looking)]
"""Who looks at people's data, when, and with which keys. Raises ``KeysMissing``."""

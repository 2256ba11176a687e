"""Who asks, when, and which version they saw (``If-Match``); who looks, and with which keys."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from services.gateway.commands import By
from services.gateway.queries import Looking
from shared.web import Keys, Now, Reading, Seen, Who, around


async def _by(who: Who, now: Now, seen: Seen) -> By:
    return By(who, now, seen)


Asking = Annotated[By, Depends(_by)]


async def _comparing(by: Asking, keys: Keys) -> By:
    return replace(by, keys=keys)


Comparing = Annotated[By, Depends(_comparing)]
"""Who acts where numbers are compared or kept."""


async def _calling(request: Request, by: Comparing, reader: Reading) -> By:
    return replace(by, texting=reader if around(request).settings.text_url else None)


Calling = Annotated[By, Depends(_calling)]
"""Who calls somebody: a message that calls takes their number out, which is a look."""


async def _looking(reader: Reading, now: Now, keys: Keys) -> Looking:
    return Looking(reader, now, keys.ring())


Looks = Annotated[Looking, Depends(_looking)]
"""Who looks at people's data, when, and with which keys. Raises ``KeysMissing``."""

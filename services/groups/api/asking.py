"""Who asks, when, and which version they saw (``If-Match``); who looks, and with which keys."""

from typing import Annotated

from fastapi import Depends

from services.groups.commands import By
from services.groups.queries import Looking
from shared.web import Keys, Now, Reading, Seen, Who


async def _by(who: Who, now: Now, seen: Seen) -> By:
    return By(who, now, seen)


Asking = Annotated[By, Depends(_by)]


async def _looking(reader: Reading, now: Now, keys: Keys) -> Looking:
    return Looking(reader, now, keys.ring())


Looks = Annotated[Looking, Depends(_looking)]
"""Who looks at people's names, when, and with which keys. Raises ``KeysMissing``."""

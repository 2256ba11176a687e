"""Which version of a thing somebody saw before they acted on it: the header ``If-Match``."""

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.errors import PreconditionFailed

VERSION = re.compile(r'"?([0-9]{1,18})"?')
IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the version you looked at; another one is refused with 412."),
]


async def _seen(if_match: IfMatch = None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    version = VERSION.fullmatch(if_match)
    if version is None:
        raise PreconditionFailed
    return int(version[1])


Seen = Annotated[int | None, Depends(_seen)]
"""None: whichever it is. Raises ``PreconditionFailed`` for what is no version of ours."""

"""Which area is asked for, within what the reader may see."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from services.indicators import queries
from services.indicators.domain import Area, Heard, area_of
from services.indicators.queries import Hearing
from shared.city.store import current
from shared.errors import NotFound
from shared.web import Now, Tx, Who, around

CODE = "^[A-Za-z0-9_-]{1,40}$"
Code = Annotated[
    str,
    Path(
        pattern=CODE,
        description="``city``, ``district-`` and its code, or a unit's code.",
    ),
]


async def _area(tx: Tx, who: Who, now: Now, area: Code) -> Area:
    found = area_of(await current(tx, now), who, area)
    if found is None:
        raise NotFound
    return found


AskedArea = Annotated[Area, Depends(_area)]
"""The area of the path, with the units of the reader; absent when there is none of them."""


async def _heard(request: Request, tx: Tx, now: Now) -> Heard:
    return await queries.heard(tx, now, around(request).clock.real_now())


SoFar = Annotated[Heard, Depends(_heard)]
"""Now, and how far what was told reaches."""


@dataclass(frozen=True, slots=True)
class Listened:
    """Now, how far the gateway's feed reaches, and what of the other services is known."""

    so_far: Heard
    others: Hearing


async def _listened(request: Request, tx: Tx, so_far: SoFar) -> Listened:
    return Listened(so_far, await queries.hearing(tx, around(request).clock.real_now()))


Hears = Annotated[Listened, Depends(_listened)]
"""Now, and how far each service was heard."""

"""The waiting room's display: codes and desks, nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from services.gateway import queries
from services.gateway.api.shapes import Code
from services.gateway.policy import POLICY
from services.gateway.queries import Wall
from shared.city.store import current
from shared.db import Pool, Scope, transaction
from shared.db import Tx as Connection
from shared.errors import NotFound
from shared.pages import render, render_part
from shared.web import Now, Shown, Tx, event_stream, router, stream_router, watcher_of

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}")
streams = stream_router(include_in_schema=False, prefix="/units/{unit}")
PARTS = ("now", "past", "time", "wait")
EVERY = timedelta(milliseconds=300)


@pages.get("/wall")
async def wall_page(request: Request, tx: Tx, now: Now, unit: Code) -> Response:
    """The display as it is now; it keeps itself up to date."""
    here = (await current(tx, now)).unit(unit)
    if here is None:
        raise NotFound
    wall = (await queries.walls(tx, [unit], now))[unit]
    wall = replace(wall, expected=await queries.expected_wait(tx, unit, None, now))
    return render(request, "wall.html", wall=wall, place=here)


class _Walls:
    """Loads displays; what each says of the wait is asked once a minute."""

    def __init__(self) -> None:
        self._known: dict[str, Wall] = {}

    async def load(self, pool: Pool, units: Collection[str], at: datetime) -> Mapping[str, Wall]:
        """The displays of these units, with what to expect."""
        async with transaction(pool, Scope.of(units)) as tx:
            walls = await queries.walls(tx, units, at)
            return {unit: await self._waits(tx, wall, at) for unit, wall in walls.items()}

    async def _waits(self, tx: Connection, wall: Wall, at: datetime) -> Wall:
        known = self._known.get(wall.unit)
        if known is None or known.minute != wall.minute:
            found = await queries.expected_wait(tx, wall.unit, None, at)
            known = self._known[wall.unit] = replace(wall, expected=found)
        return replace(wall, expected=known.expected)


@streams.get("/wall/stream")
async def wall_stream(request: Request, unit: Code) -> StreamingResponse:
    """Each call, pushed; after a cut the display comes back with what holds then."""

    def parts(wall: Wall) -> Mapping[str, str]:
        return {part: render_part(request, "wall.html", part, {"wall": wall}) for part in PARTS}

    watcher = watcher_of(request, "walls", EVERY, _Walls().load)
    return event_stream(request, watcher, unit, Shown(parts))

"""A day's figures as tables, and what every figure means."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from services.indicators import queries
from services.indicators.api.asking import CODE, AskedArea, SoFar
from services.indicators.domain import (
    CITY,
    MADRID,
    Gap,
    Grain,
    Handed,
    Known,
    Standing,
    Work,
    day_bounds,
    known,
    midnight,
    steps,
)
from services.indicators.pages.formulas import computed
from services.indicators.pages.tallies import tallies
from services.indicators.policy import BOARDS, POLICY
from services.indicators.queries import Asked, Stretch
from shared.city.store import current
from shared.contracts.gateway import Door
from shared.pages import N_, language_of, render
from shared.web import Now, Tx, Who, around, router
from shared.web.civil import Day

pages = router(POLICY, include_in_schema=False)
GRAINS = {
    Grain.QUARTER: N_("Quarter of an hour"),
    Grain.HOUR: N_("Hour"),
    Grain.DAY: N_("Day"),
}
DOORS = {
    "": N_("All doors"),
    "desk": N_("Desk"),
    "kiosk": N_("Kiosk"),
    "phone": N_("Telephone"),
}
CameFrom = Annotated[str, Query(pattern=CODE)]
"""The area of the board to which a way leads back."""
DAYS = 7
"""How many days a table by day shows."""


class Search(BaseModel):
    """Which day, how finely cut, by which door; ``within`` is the service level's, in seconds."""

    day: Day | None = None
    grain: Grain = Grain.HOUR
    door: Annotated[str, Field(pattern="^(desk|kiosk|phone)?$")] = ""
    within: Annotated[float, Field(gt=0, le=86_400)] = 20.0


@dataclass(frozen=True, slots=True)
class Row:
    """An interval of the tables."""

    stretch: Stretch
    done: Work
    standing: Standing | None
    known: Known
    paper: tuple[Gap, ...]
    handed: Handed
    told: tuple[bool, bool]
    """Whether referrals, and groups, are known of it."""

    @property
    def refers(self) -> bool:
        """Whether there is anything to tell of referrals."""
        of = self.handed.referrals
        return bool(of.sent or of.answered or of.late)

    @property
    def says(self) -> bool:
        """Whether there is anything to tell of it: somebody came, or it is not known."""
        done = self.done
        else_done = (done.callbacks and (done.callbacks.opened or done.callbacks.due)) or (
            done.visits and done.visits.by_state
        )
        return bool(self.stretch.figures.offered or self.paper or else_done)

    @property
    def stood(self) -> bool:
        """Whether there is anything to tell of pending calls: any were open, or it is not known."""
        calls, opened = self.standing, self.done.callbacks and self.done.callbacks.opened
        return bool(self.paper or opened or (calls and calls.most))


@pages.get("/areas/{area}/figures")
async def figures_page(
    request: Request, tx: Tx, so_far: SoFar, area: AskedArea, search: Annotated[Search, Query()]
) -> Response:
    """The figures of a day, or of the week up to it."""
    now = so_far.now
    here = await current(tx, now)
    last = search.day or now.astimezone(MADRID).date()
    first = last - timedelta(days=DAYS - 1) if search.grain is Grain.DAY else last
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    door = Door(search.door) if search.door else None
    asked = Asked(start, end, search.within, door, area.units, area.restricted, midnight(now))
    starts = steps(start, end, search.grain)
    total, stretches = await queries.stretches(tx, asked, starts)
    done, works = await queries.works(tx, asked, starts, now)
    gaps = await queries.gaps(tx, area.units, start, end)
    at_end, stood = await queries.standing(tx, asked, starts, so_far, gaps)
    all_handed, handed = await queries.handeds(tx, asked, starts, now)
    hearing = await queries.hearing(tx, around(request).clock.real_now())
    rows = [
        Row(
            each,
            what,
            calls,
            known(gaps, area.units, (each.start, each.end), search.grain),
            tuple(gap for gap in gaps if gap.touches(each.start, each.end)),
            of,
            queries.handed_known(hearing, (each.start, each.end), now, door),
        )
        for each, what, calls, of in zip(stretches, works, stood, handed, strict=True)
    ]
    heard = await queries.known_units(tx, min(end - timedelta(seconds=1), now), area)
    return render(
        request,
        "figures.html",
        here=here,
        area=area,
        unit=here.unit(area.code),
        day=last,
        grain=search.grain,
        grains=GRAINS,
        door=search.door,
        doors=DOORS,
        within=search.within,
        known=bool(heard),
        total=total,
        done=done,
        gaps=[(here.unit(gap.unit), gap) for gap in gaps],
        rows=[row for row in rows if row.says],
        at_end=at_end,
        stood=[] if door else [row for row in rows if row.stood and row.stretch.start <= now],
        tallies=tallies(done, here),
        handed=all_handed,
        handed_known=queries.handed_known(hearing, (start, end), now, door),
        referred=[row for row in rows if row.refers and row.told[0]],
        grouped=[row for row in rows if row.handed.groups.sessions and row.told[1]],
    )


@pages.get("/definitions")
async def definitions_page(
    request: Request, tx: Tx, who: Who, now: Now, area: CameFrom = CITY
) -> Response:
    """What each figure means, how it is computed, and what the city aims at."""
    here = await current(tx, now)
    return render(
        request,
        "definitions.html",
        here=here,
        area=area,
        sees_boards=bool(BOARDS & who.roles),
        computed=partial(computed, language=language_of(request)),
    )

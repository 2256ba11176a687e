"""The board of an area at an instant: now, or any moment of the history."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.indicators.domain import (
    MADRID,
    Act,
    Area,
    Counts,
    DeskNow,
    Feed,
    Figures,
    Freshness,
    Gap,
    Load,
    Owed,
    Present,
    day_bounds,
    figures,
    freshness,
    load,
)
from services.indicators.queries.figures import COUNTED, SECOND, counts_of
from services.indicators.queries.gaps import gaps, on_paper
from services.indicators.queries.owed import owed
from services.indicators.queries.pending import ToDo, to_do
from services.indicators.queries.present import (
    known_desks,
    known_units,
    present_at,
    told,
)
from shared.db import Tx

WITHIN = 20.0
"""Seconds of the service level that a board shows."""
TODAY = f"""
SELECT NULL AS stretch, {COUNTED}
FROM (
    SELECT coalesce(started_at <= $2, false) AS answered,
           started_at IS NULL AND coalesce(ended_at <= $2, false) AS gone,
           CASE WHEN coalesce(started_at, ended_at) <= $2 THEN wait_us END AS wait_us,
           CASE WHEN ended_at <= $2 THEN service_us END AS service_us
    FROM contact_fact
    WHERE opened_at >= $1 AND opened_at <= $2 AND state <> 'voided'
      AND ($3::text IS NULL OR door = $3) AND opened_unit = ANY($4)
      AND {told("$6")}
) AS came
"""


@dataclass(frozen=True)
class Board:
    """What a board shows; equal to another as long as nothing on the screen differs."""

    area: Area
    minute: datetime
    """The instant to the minute, since waits are shown in minutes."""
    freshness: Freshness
    as_of: datetime | None
    paused: tuple[str, ...]
    """Partitions whose events wait because one could not be applied."""
    load: Load
    by_unit: Mapping[str, Load]
    """Of the units of which anything is known."""
    present: tuple[Present, ...]
    desks: tuple[DeskNow, ...]
    desks_known: frozenset[str]
    """The units of whose desks anything is known."""
    today: Figures
    phone_today: Figures
    to_do: ToDo
    owed: Mapping[Act, Owed]
    """Of one unit, now; of several, and at a past instant, nothing."""
    paper: tuple[tuple[str, datetime], ...]
    """The units that are on paper at the instant, and since when: unknown."""
    gaps_today: tuple[Gap, ...]
    """What leaves the figures of the day incomplete."""
    at: datetime = field(repr=False, compare=False)
    live: bool = True


async def boards(
    tx: Tx, areas: Collection[Area], feed: Feed, now: tuple[datetime, datetime]
) -> dict[Area, Board]:
    """Several boards as they are now, on the business's clock and in real time."""
    at, real = now
    return {area: await _board(tx, area, at, (feed, real)) for area in areas}


async def past_board(tx: Tx, area: Area, at: datetime) -> Board:
    """The board of a past instant, as it is known today; unknown before anything was."""
    return await _board(tx, area, at, None)


async def _board(tx: Tx, area: Area, at: datetime, fed: tuple[Feed, datetime] | None) -> Board:
    contacts, desks = await present_at(tx, at, area)
    paper = await on_paper(tx, area.units, at)
    contacts = [each for each in contacts if each.unit not in paper]
    desks = [each for each in desks if each.unit not in paper]
    if fed:
        fresh = freshness(*fed)
        known = with_desks = frozenset(() if fresh is Freshness.UNKNOWN else area.units)
    else:
        here = {each.unit for each in contacts}
        known = await known_units(tx, at, area) | here
        with_desks = await known_desks(tx, at, area.units)
        fresh = Freshness.LIVE if known else Freshness.UNKNOWN
    known, with_desks = known - paper.keys(), with_desks - paper.keys()
    fresh = fresh if known else Freshness.UNKNOWN
    return Board(
        area=area,
        minute=at.replace(second=0, microsecond=0),
        freshness=fresh,
        as_of=fed[0].shown_as_of if fed else (at if known else None),
        paused=tuple(fed[0].paused) if fed else (),
        load=load(contacts, desks if with_desks else None, at),
        by_unit=_by_unit((known, with_desks), contacts, desks, at),
        present=tuple(contacts),
        desks=tuple(desks),
        desks_known=with_desks,
        today=await _today(tx, area, at, None),
        phone_today=await _today(tx, area, at, "phone"),
        to_do=await to_do(tx, at, area, sorted(known)),
        owed=await owed(tx, at, area, sorted(known)) if fed and len(area.units) == 1 else {},
        paper=tuple(paper.items()),
        gaps_today=await _gaps_today(tx, area, at),
        at=at,
        live=fed is not None,
    )


async def _gaps_today(tx: Tx, area: Area, at: datetime) -> tuple[Gap, ...]:
    start, _ = day_bounds(at.astimezone(MADRID).date())
    return tuple(await gaps(tx, area.units, start, at + timedelta(microseconds=1)))


def _by_unit(
    known: tuple[Collection[str], Collection[str]],
    contacts: Sequence[Present],
    desks: Sequence[DeskNow],
    at: datetime,
) -> dict[str, Load]:
    """The load of each unit of which anything is known, and of those whose desks are known."""
    units, with_desks = known
    people: defaultdict[str, list[Present]] = defaultdict(list)
    places: defaultdict[str, list[DeskNow]] = defaultdict(list)
    for each in contacts:
        people[each.unit].append(each)
    for desk in desks:
        places[desk.unit].append(desk)
    return {
        unit: load(people[unit], places[unit] if unit in with_desks else None, at) for unit in units
    }


async def _today(tx: Tx, area: Area, at: datetime, door: str | None) -> Figures:
    start, _ = day_bounds(at.astimezone(MADRID).date())
    row = await tx.fetchrow(
        TODAY, start, at, door, area.units, round(WITHIN * SECOND), area.restricted
    )
    return figures(counts_of(dict(row)) if row else Counts(), WITHIN)

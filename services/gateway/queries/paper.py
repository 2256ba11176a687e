"""A unit's hours on paper: its gaps, its blocks of codes, what was entered and whom it caught."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from services.gateway.domain import Contact, access, caught
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.paper import Block, Gap
from services.gateway.queries.agenda import appointments_of_day, hidden_from
from services.gateway.queries.numbered import numbered
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.paper import block_from, gap_from
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal

GAPS_SHOWN, BLOCKS_SHOWN, CONTACTS_SHOWN = 20, 20, 200
MOST_OF_A_GAP = 1000
"""More contacts than this no gap has; what its reader may not know is left out of these."""
ENTERED = f"""
SELECT known.* FROM ({KNOWN}) AS known JOIN paper_entry AS e ON e.contact = known.id
WHERE e.gap = $1 AND known.state <> 'voided' ORDER BY known.opened_at, known.id LIMIT $2
"""
CAUGHT = f"""
{KNOWN} WHERE unit = $1 AND opened_at <= $2 AND opened_at > $2 - interval '16 hours'
  AND (ended_at IS NULL OR ended_at > $2) AND exchange_call IS NULL AND state <> 'voided'
ORDER BY opened_at, id LIMIT $3
"""
WITHIN = "BETWEEN $2 AND coalesce($3::timestamptz, 'infinity')"
MENDED = f"""
{KNOWN} WHERE unit = $1 AND opened_at > $2::timestamptz - interval '16 hours'
  AND opened_at <= coalesce($3::timestamptz, 'infinity') AND (ended_at IS NULL OR ended_at >= $2)
  AND entered_later AND state <> 'voided'
  AND NOT EXISTS (SELECT FROM paper_entry AS e WHERE e.contact = contact.id AND (e.gap = $4
    OR NOT coalesce(started_at {WITHIN} OR ended_at {WITHIN}, false)))
ORDER BY opened_at, id LIMIT $5
"""
"""With those entered from an earlier gap who got their true start or end in this one."""
ON_PAPER = """
SELECT DISTINCT unit FROM paper_gap
WHERE unit = ANY($1) AND ended_at IS NULL AND NOT withdrawn
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a unit has of paper: newest first."""

    gaps: tuple[Gap, ...]
    blocks: tuple[Block, ...]
    """Those of today and later, and the last ones before."""


@dataclass(frozen=True, slots=True)
class GapShown:
    """A gap with what belongs to it, as somebody may know it."""

    gap: Gap
    blocks: tuple[Block, ...]
    """Of the days in which it lay."""
    entered: tuple[Contact, ...]
    caught: tuple[Contact, ...]
    """Those who were there when it began and have no true end yet."""
    numbered: frozenset[UUID]
    """Of these: of whom a number is known at which to call back."""
    appointments: tuple[Appointment, ...]
    """Of about these hours, of which nobody said that they came."""


async def paper(tx: Tx, unit: str) -> Paper:
    """The unit's gaps and blocks."""
    gaps = await tx.fetch(
        "SELECT * FROM paper_gap WHERE unit = $1 ORDER BY began_at DESC LIMIT $2", unit, GAPS_SHOWN
    )
    blocks = await tx.fetch(
        "SELECT * FROM paper_block WHERE unit = $1 ORDER BY day DESC, first DESC LIMIT $2",
        unit,
        BLOCKS_SHOWN,
    )
    return Paper(tuple(map(gap_from, gaps)), tuple(map(block_from, blocks)))


async def has_sheet(tx: Tx, unit: str, at: datetime) -> bool:
    """Whether somebody reserved codes for the unit's day, without which no paper helps."""
    day = (await current(tx, at)).day(at)
    found: bool = await tx.fetchval(
        "SELECT EXISTS (SELECT FROM paper_block WHERE unit = $1 AND day = $2)", unit, day
    )
    return found


async def paper_block(tx: Tx, unit: str, block: UUID) -> Block:
    """One block. Raises ``NotFound``."""
    row = await tx.fetchrow("SELECT * FROM paper_block WHERE id = $1 AND unit = $2", block, unit)
    if row is None:
        raise NotFound
    return block_from(row)


async def paper_gap(tx: Tx, unit: str, gap: UUID, who: Principal, at: datetime) -> GapShown:
    """One gap with its contacts. Raises ``NotFound``."""
    row = await tx.fetchrow("SELECT * FROM paper_gap WHERE id = $1 AND unit = $2", gap, unit)
    if row is None:
        raise NotFound
    here = gap_from(row)
    city = await current(tx, at)
    days = (city.day(here.began_at), city.day(here.ended_at or at))
    blocks = await tx.fetch(
        "SELECT * FROM paper_block WHERE unit = $1 AND day BETWEEN $2 AND $3 ORDER BY day, first",
        unit,
        *days,
    )

    async def known(statement: str, *asked: object) -> tuple[Contact, ...]:
        rows = [facts_of(each) for each in await tx.fetch(statement, *asked, MOST_OF_A_GAP)]
        found = (
            each.contact
            for each in rows
            if access.may_know(each, access.is_restricted(city, each.contact), who, at)
        )
        return tuple(islice(found, CONTACTS_SHOWN))

    there = tuple(
        each for each in await known(CAUGHT, unit, here.began_at) if caught.caught(each, here)
    )
    mended = await known(MENDED, unit, here.began_at, here.ended_at, gap)
    return GapShown(
        here,
        tuple(map(block_from, blocks)),
        await known(ENTERED, gap) + tuple(each for each in mended if each not in there),
        there,
        await numbered(tx, there),
        tuple(await _visits(tx, city, here, who, at)),
    )


async def _visits(tx: Tx, city: City, gap: Gap, who: Principal, at: datetime) -> list[Appointment]:
    rules = city.rules.agenda
    since = gap.began_at - timedelta(minutes=rules.check_in_after_minutes)
    until = (gap.ended_at or at) + timedelta(minutes=rules.check_in_before_minutes)
    days = sorted({city.day(since), city.day(until)})
    found = [a for day in days for a in await appointments_of_day(tx, gap.unit, day, at)]
    about = [a for a in found if since <= a.starts_at <= until and a.arrival is None]
    hidden = await hidden_from(tx, about, who)
    return [each for each in about if each.id not in hidden]


async def on_paper(tx: Tx, units: Collection[str]) -> frozenset[str]:
    """Which of the units work on paper now."""
    return frozenset(row["unit"] for row in await tx.fetch(ON_PAPER, list(units)))

"""Hours on paper: reserving codes, saying since when and until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.telling import tell
from services.gateway.domain import paper
from services.gateway.domain.paper import Block, Gap, Mistake
from services.gateway.domain.refusals import NotAsOnPaper, UnknownPlace
from shared.city import City, Unit
from shared.city.store import current
from shared.contracts.gateway import PaperModeChanged
from shared.db import Tx
from shared.errors import NotFound

AHEAD = timedelta(days=14)
"""So long before its day a block may be printed."""


async def reserve_block(tx: Tx, unit: str, day: date, count: int, by: By) -> Block:
    """Take ticket numbers of a day from the counter, for paper. Raises ``NotAsOnPaper``."""
    city, here = await unit_of(tx, unit, by)
    tickets = city.rules.tickets
    if not city.day(by.at) <= day <= city.day(by.at + AHEAD):
        raise NotAsOnPaper({"day": Mistake.OUTSIDE})
    if not 1 <= count <= paper.MOST_CODES:
        raise NotAsOnPaper({"count": Mistake.OUTSIDE})
    most = 10**tickets.digits - tickets.first
    last = await store.paper.reserve_numbers(tx, here.code, day, count, most)
    if last is None:
        raise NotAsOnPaper({"count": Mistake.OUTSIDE})
    block = Block(uuid7(), here.code, day, last - count + 1, last)
    await store.paper.add_block(tx, block, by.at)
    return block


async def declare_gap(
    tx: Tx, unit: str, began_at: datetime, ended_at: datetime | None, by: By
) -> Gap:
    """The unit works on paper, or worked: also an hour that is over already."""
    await unit_of(tx, unit, by)
    others = await store.paper.lock_gaps(tx, unit)
    gap = Gap(uuid7(), 1, unit, began_at, ended_at)
    return await _kept(tx, paper.declare(gap, others, at=by.at))


async def end_gap(tx: Tx, unit: str, gap: UUID, ended_at: datetime, by: By) -> Gap:
    """The system is back since then."""
    here = await taken_gap(tx, unit, gap, by)
    return await _kept(tx, paper.end(here, ended_at, at=by.at))


async def gap_entered(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
    """Everything on paper is in the system."""
    return await _kept(tx, paper.all_entered(await taken_gap(tx, unit, gap, by), at=by.at))


async def withdraw_gap(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
    """It was said by mistake."""
    return await _kept(tx, paper.withdraw(await taken_gap(tx, unit, gap, by), at=by.at))


async def unit_of(tx: Tx, unit: str, by: By) -> tuple[City, Unit]:
    """The city and the unit. Raises ``UnknownPlace``, ``NotFound`` out of scope."""
    by.who.require(unit)
    city = await current(tx, by.at)
    here = city.unit(unit)
    if here is None:
        raise UnknownPlace
    return city, here


async def taken_gap(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
    """The unit's gap, locked. Raises ``NotFound``."""
    by.who.require(unit)
    here = await store.paper.take_gap(tx, unit, gap)
    if here is None:
        raise NotFound
    return here


async def _kept(tx: Tx, done: tuple[Gap, PaperModeChanged]) -> Gap:
    gap, event = done
    await store.paper.keep_gap(tx, gap)
    await tell(tx, event)
    return gap

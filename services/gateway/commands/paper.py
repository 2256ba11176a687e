"""Hours on paper: reserving codes, saying since when and until when, entering what was written."""

from datetime import date, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.opening import proposed, ticket
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, entering, paper
from services.gateway.domain.entering import Origin, TrueEnd
from services.gateway.domain.paper import Block, Gap, Mistake, Written
from services.gateway.domain.refusals import NotAsOnPaper, UnknownPlace, UnknownReason
from shared.city import City, Unit, UnitKind
from shared.city.store import current
from shared.contracts.gateway import PaperModeChanged
from shared.db import Tx
from shared.errors import NotFound

AHEAD = timedelta(days=14)
"""So long before its day a block may be printed."""


async def reserve_block(tx: Tx, unit: str, day: date, count: int, by: By) -> Block:
    """Take ticket numbers of a day from the counter, for paper. Raises ``NotAsOnPaper``."""
    city, here = await _unit(tx, unit, by)
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
    await _unit(tx, unit, by)
    others = await store.paper.lock_gaps(tx, unit)
    gap = Gap(uuid7(), 1, unit, began_at, ended_at)
    return await _kept(tx, paper.declare(gap, others, at=by.at))


async def end_gap(tx: Tx, unit: str, gap: UUID, ended_at: datetime, by: By) -> Gap:
    """The system is back since then."""
    here = await _taken(tx, unit, gap, by)
    return await _kept(tx, paper.end(here, ended_at, at=by.at))


async def gap_entered(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
    """Everything on paper is in the system."""
    return await _kept(tx, paper.all_entered(await _taken(tx, unit, gap, by), at=by.at))


async def withdraw_gap(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
    """It was said by mistake."""
    return await _kept(tx, paper.withdraw(await _taken(tx, unit, gap, by), at=by.at))


async def enter_contact(tx: Tx, unit: str, gap: UUID, written: Written, by: By) -> Contact:
    """Enter what stands on paper of one code. Raises ``NotAsOnPaper``, ``UnknownReason``."""
    here = await _taken(tx, unit, gap, by)
    city, known = await _unit(tx, unit, by)
    if any(city.reason(reason) is None for reason in written.reasons):
        raise UnknownReason
    block, wrong = await _block(tx, city, here, written)
    origin = Origin(
        id=uuid7(),
        code=ticket(city, known, written.number),
        centre=known.code if known.kind is UnitKind.CENTRE else None,
        level=proposed(city, written.reasons[0] if written.reasons else None),
        city_version=city.version,
    )
    try:
        done = entering.enter(written, origin, here, at=by.at)
    except NotAsOnPaper as why:
        raise NotAsOnPaper({**wrong, **why.mistakes}) from None
    if wrong or block is None:
        raise NotAsOnPaper(wrong)
    # last: whoever asks without entering learns of no code whether somebody had it
    if await store.paper.is_used(tx, block.id, written.number):
        raise NotAsOnPaper({"code": Mistake.USED})
    contact = await kept(tx, None, done, by)
    await store.paper.note_entry(tx, block, written.number, here.id, contact.id, by.at)
    return contact


async def end_truly(
    tx: Tx, unit: str, gap: UUID, contact_id: UUID, true: TrueEnd, by: By
) -> Contact:
    """Give a contact that the gap caught its true end."""
    here = await _taken(tx, unit, gap, by)
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, entering.end_truly(before, true, here, at=by.at), by)


async def _block(
    tx: Tx, city: City, gap: Gap, written: Written
) -> tuple[Block | None, dict[str, Mistake]]:
    """The block that holds the number, of the day on which they came; or what is wrong."""
    came = city.day(written.arrived_at or gap.began_at)
    for block in await store.paper.take_blocks(tx, gap.unit, came, came):
        if block.holds(written.number):
            return block, {}
    return None, {"code": Mistake.UNKNOWN_CODE}


async def _unit(tx: Tx, unit: str, by: By) -> tuple[City, Unit]:
    by.who.require(unit)
    city = await current(tx, by.at)
    here = city.unit(unit)
    if here is None:
        raise UnknownPlace
    return city, here


async def _taken(tx: Tx, unit: str, gap: UUID, by: By) -> Gap:
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

"""Entering what was written on paper, with its true times; outcomes do their act here too."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.acts_on_paper import Hours, do, prepared
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.opening import proposed, ticket
from services.gateway.commands.paper import taken_gap, unit_of
from services.gateway.domain import Contact, caught, entering, follow_up
from services.gateway.domain.entering import Origin
from services.gateway.domain.paper import Block, Gap, Mistake
from services.gateway.domain.refusals import (
    NotAsOnPaper,
    UnknownReason,
)
from services.gateway.domain.written import TrueEnd, Written
from shared.city import City, Unit, UnitKind
from shared.db import Tx


async def enter_contact(tx: Tx, hours: Hours, written: Written, by: By) -> Contact:
    """Enter what stands on paper of one code.

    Raises ``NotAsOnPaper``, ``UnknownReason``, ``UnknownOwner``; ``KeysMissing`` for a number.
    """
    here = await taken_gap(tx, hours.unit, hours.gap, by)
    city, place = await unit_of(tx, hours.unit, by)
    if any(city.reason(each.code) is None for each in written.reasons):
        raise UnknownReason
    block, wrong = await _block(tx, city, here, written)
    acts, not_free = await prepared(tx, city, hours, written)
    main = written.reasons[0].code if written.reasons else None
    origin = replace(
        origin_of(city, place),
        code=ticket(city, place, written.number),
        level=proposed(city, main),
    )
    wrong |= not_free
    try:
        contact, event = entering.enter(written, origin, here, at=by.at)
    except NotAsOnPaper as why:
        raise NotAsOnPaper({**wrong, **why.mistakes}) from None
    if wrong or block is None:
        raise NotAsOnPaper(wrong)
    # last: whoever asks without entering learns of no code whether somebody had it
    if await store.paper.is_used(tx, block.id, written.number):
        raise NotAsOnPaper({"code": Mistake.USED})
    contact = await kept(tx, None, (follow_up.dated(city, contact), event), by)
    await store.paper.note_entry(tx, block, written.number, here.id, contact.id, by.at)
    await do(tx, contact, {each.reason: each.outcome for each in contact.matters}, acts, by)
    return contact


async def end_truly(tx: Tx, hours: Hours, contact_id: UUID, true: TrueEnd, by: By) -> Contact:
    """Give a contact that the gap caught its true end.

    Raises as ``enter_contact`` does; ``NotInThisState``, ``NoSuchMatter``.
    """
    here = await taken_gap(tx, hours.unit, hours.gap, by)
    city, _ = await unit_of(tx, hours.unit, by)
    before = await taken(tx, contact_id, by)
    acts, wrong = await prepared(tx, city, hours, true, before.id)
    contact, event = caught.end_truly(before, true, here, at=by.at)
    if wrong:
        raise NotAsOnPaper(wrong)
    contact = await kept(tx, before, (follow_up.dated(city, contact), event), by)
    await do(tx, contact, caught.outcomes_of(before, true), acts, by)
    return contact


def origin_of(city: City, unit: Unit) -> Origin:
    """A contact from paper of that unit, of which nothing more is known."""
    return Origin(
        id=uuid7(),
        code=None,
        centre=unit.code if unit.kind is UnitKind.CENTRE else None,
        level=None,
        city_version=city.version,
    )


async def _block(
    tx: Tx, city: City, gap: Gap, written: Written
) -> tuple[Block | None, dict[str, Mistake]]:
    """The block that holds the number, of the day on which they came; or what is wrong."""
    came_on = city.day(written.arrived_at or gap.began_at)
    for block in await store.paper.take_blocks(tx, gap.unit, came_on, came_on):
        if block.holds(written.number):
            return block, {}
    return None, {"code": Mistake.UNKNOWN_CODE}

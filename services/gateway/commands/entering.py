"""Entering what was written on paper, with its true times; outcomes do their act here too."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.appointing import Given, free_slot, give
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.opening import proposed, ticket
from services.gateway.commands.paper import taken_gap, unit_of
from services.gateway.domain import Contact, caught, entering, follow_up
from services.gateway.domain.entering import Origin
from services.gateway.domain.paper import Block, Gap, Mistake
from services.gateway.domain.refusals import (
    NotAsOnPaper,
    SlotTaken,
    UnknownOwner,
    UnknownReason,
)
from services.gateway.domain.slots import Slot
from services.gateway.domain.written import TrueEnd, Written
from shared.city import City, Unit, UnitKind
from shared.contracts.gateway import Outcome
from shared.db import Tx
from shared.encryption import Keyring, KeySource
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours on paper of a unit into which something is entered, and the keys for numbers."""

    unit: str
    gap: UUID
    keys: KeySource


async def enter_contact(tx: Tx, hours: Hours, written: Written, by: By) -> Contact:
    """Enter what stands on paper of one code.

    Raises ``NotAsOnPaper``, ``UnknownReason``, ``UnknownOwner``; ``KeysMissing`` for a number.
    """
    here = await taken_gap(tx, hours.unit, hours.gap, by)
    city, place = await unit_of(tx, hours.unit, by)
    if any(city.reason(each.code) is None for each in written.reasons):
        raise UnknownReason
    block, wrong = await _block(tx, city, here, written)
    acts, not_free = await _prepared(tx, city, hours, written)
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
    await _do(tx, contact, {each.reason: each.outcome for each in contact.matters}, acts, by)
    return contact


async def end_truly(tx: Tx, hours: Hours, contact_id: UUID, true: TrueEnd, by: By) -> Contact:
    """Give a contact that the gap caught its true end.

    Raises as ``enter_contact`` does; ``NotInThisState``, ``NoSuchMatter``.
    """
    here = await taken_gap(tx, hours.unit, hours.gap, by)
    city, _ = await unit_of(tx, hours.unit, by)
    before = await taken(tx, contact_id, by)
    acts, wrong = await _prepared(tx, city, hours, true, before.id)
    contact, event = caught.end_truly(before, true, here, at=by.at)
    if wrong:
        raise NotAsOnPaper(wrong)
    contact = await kept(tx, before, (follow_up.dated(city, contact), event), by)
    await _do(tx, contact, caught.outcomes_of(before, true), acts, by)
    return contact


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What outcomes need to do their act, found before anything is changed."""

    slot: Slot | None
    number: str | None
    ring: Keyring | None


async def _prepared(
    tx: Tx, city: City, hours: Hours, said: Written | TrueEnd, contact: UUID | None = None
) -> tuple[_Prepared, dict[str, Mistake]]:
    """The free time, locked, and the keys; or that it is not free.

    Raises ``UnknownOwner``, ``KeysMissing``.
    """
    act = said.act
    if act.owner is not None and city.owner(act.owner) is None:
        raise UnknownOwner
    ring = hours.keys.ring() if act.number else None
    if act.slot is None:
        return _Prepared(None, act.number, ring), {}
    kept_from = await store.agenda.staff_kept_from(tx, contact)
    try:
        slot = await free_slot(tx, act.slot, hours.unit, kept_from)
    except (SlotTaken, NotFound):
        return _Prepared(None, None, None), {"slot": Mistake.TAKEN}
    over = said.ended_at is not None and slot.starts_at <= said.ended_at
    taken_or_over = slot.closed_at is not None or over
    return _Prepared(slot, act.number, ring), {"slot": Mistake.TAKEN} if taken_or_over else {}


async def _do(
    tx: Tx, contact: Contact, ended: Mapping[str, Outcome | None], acts: _Prepared, by: By
) -> None:
    """What the outcomes do besides: a time in the agenda, the number to call back.

    ``ended``: the reasons that ended on paper.
    """
    ends = {outcome: reason for reason, outcome in reversed(ended.items())}
    outcomes = set(ends) or {contact.outcome}
    if acts.slot is not None and Outcome.APPOINTMENT in outcomes:
        language = contact.ways.language or "ca"
        whose = Given(contact, acts.slot, ends.get(Outcome.APPOINTMENT), language)
        await give(tx, whose, booked_at=contact.ended_at or by.at, at=by.at)
    if acts.number and acts.ring and Outcome.CALL_BACK in outcomes:
        number = (acts.number, acts.ring, by.at)
        await store.pending.keep_number(tx, contact.id, contact.unit, *number)


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

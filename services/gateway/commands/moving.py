"""Passing on, and undoing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands import following
from services.gateway.commands.addresses import follow_safety
from services.gateway.commands.asking import (
    By,
    kept,
    leave,
    place,
    taken,
)
from services.gateway.commands.offers import withdrawn_with
from services.gateway.commands.referring import taken_back_with
from services.gateway.commands.returning import follow
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, ContactFacts, access, acts, follow_up
from services.gateway.domain.access import Did
from services.gateway.domain.desk import require_room
from services.gateway.domain.refusals import DoneSince, NothingToUndo, UnknownPlace
from services.gateway.store.contacts import Act
from shared.city import UnitKind
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.widening import widen


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a contact is passed: any desk of a unit, or one of them."""

    unit: str
    desk: int | None = None


async def pass_on(tx: Tx, contact_id: UUID, to: Destination, by: By) -> Contact:
    """Let another desk or unit have it, with its code and its clock."""
    here = await current(tx, by.at)
    unit = here.unit(to.unit)
    if unit is None or (to.desk is not None and not 1 <= to.desk <= unit.desks):
        raise UnknownPlace
    before = await taken(tx, contact_id, by)
    if here.practises(before.unit) != here.practises(unit.code):
        raise UnknownPlace
    await widen(tx, [unit.code])
    centre = unit.code if unit.kind is UnitKind.CENTRE else before.centre
    done = acts.pass_on(before, unit.code, centre, to.desk, at=by.at)
    return await kept(tx, before, done, by)


async def undo(tx: Tx, contact_id: UUID, by: By, only: str | None = None) -> Contact:
    """Bring back what was before the last act; also the desk, if that is still free.

    That a professional received them is theirs to take back. ``only``: an act that is called so.
    Who may not know of the contact any more is not told its reason. Raises ``NothingToUndo``, and
    ``DoneSince`` where it is another act than the last that they saw.
    """
    last = await store.contacts.last_act(tx, contact_id)
    gone_to = last.passed_to if last and by.who.sees(last.unit) else None
    # always asked, so that the number of statements does not tell that there is a contact
    await widen(tx, [gone_to] if gone_to else [])
    facts, act = await _taken_with_act(tx, contact_id, by)
    if act.name == store.contacts.RECEIVED or only not in (None, act.name):
        raise NothingToUndo
    before = facts.contact
    restored, event = acts.undo(before, act.before, act.at, at=by.at)
    await leave(tx, before, restored)
    await _occupy(tx, restored, facts.kept_from)
    await store.contacts.undone(tx, contact_id, act.version)
    await store.contacts.keep_all(tx, [restored])
    await follow(tx, before, restored, by.at)
    await follow_safety(tx, before, restored, by.at)
    await following.follow(tx, restored, by.at)
    await withdrawn_with(tx, restored, by.at)
    await taken_back_with(tx, restored, by.at)
    await following.follow_arrival(tx, restored, by.at)
    await tell(tx, event)
    now = replace(facts, contact=restored)
    return follow_up.as_known(await current(tx, by.at), now, by.who, by.at)


async def _taken_with_act(tx: Tx, contact_id: UUID, by: By) -> tuple[ContactFacts, Act]:
    """The contact, locked, and the last act on it, for whoever may take that back.

    Raises ``NotFound``, ``DoneSince``; ``NothingToUndo`` where there is no act.
    """
    here = await current(tx, by.at)
    facts = await store.contacts.take(tx, contact_id)
    act = await store.contacts.last_act(tx, contact_id)
    if facts is None:
        raise NotFound
    did = Did(act.staff, act.at) if act else None
    restricted = access.is_restricted(here, facts.contact)
    if not access.may_take_back(facts, restricted, did, by.who, by.at):
        raise NotFound
    before = facts.contact
    by.who.require(before.unit if act is None or act.before is None else act.before.unit)
    if by.seen not in (None, before.version):
        raise DoneSince
    if act is None:
        raise NothingToUndo
    return facts, act


async def _occupy(tx: Tx, restored: Contact, kept_from: Collection[UUID]) -> None:
    """Have the restored contact in front of its desk again.

    Raises if somebody else is there, or works there who must not serve whom it concerns.
    """
    where = place(restored)
    if where is None:
        return
    require_room(await store.desks.take_desk(tx, *where), restored.id, kept_from)
    await store.desks.set_contact(tx, *where, restored.id)

"""Outcomes that do their act: attended today, redirected, and whether they arrived there."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, require_seen, taken
from services.gateway.commands.moving import Destination
from services.gateway.domain import Arrived, Contact, Ending, access, follow_up, matters
from services.gateway.domain.refusals import (
    AppointmentUnbooked,
    OutcomeIncomplete,
    UnknownOwner,
    UnknownPlace,
)
from shared.city.store import current
from shared.contracts.gateway import RESTRICTED, Outcome
from shared.db import Tx
from shared.widening import everywhere

DO_MORE = frozenset(
    {
        Outcome.SAME_DAY_CARE,
        Outcome.REDIRECTED,
        Outcome.REFERRED,
        Outcome.ATTENDED,
        Outcome.GROUP_PLACE,
    }
)
"""Outcomes that have a command of their own."""


async def attend_today(
    tx: Tx, contact_id: UUID, reason: str, where: Destination, by: By
) -> Contact:
    """A professional of this unit attends them today: the reason ends so. ``UnknownPlace``."""
    unit = (await current(tx, by.at)).unit(where.unit)
    if unit is None or (where.desk is not None and not 1 <= where.desk <= unit.desks):
        raise UnknownPlace
    before = await taken(tx, contact_id, by)
    await _require_not_kept_from(tx, before, where)
    ending = Ending(Outcome.SAME_DAY_CARE, care_unit=where.unit, care_desk=where.desk)
    return await kept(tx, before, matters.end(before, reason, ending, at=by.at), by)


async def _require_not_kept_from(tx: Tx, contact: Contact, where: Destination) -> None:
    """Raises ``UnknownPlace``: at that desk works nobody who may know of the person."""
    if where.desk is None:
        return
    async with everywhere(tx):
        here = await store.desks.take_desk(tx, where.unit, where.desk)
    if here and here.staff in await store.agenda.staff_kept_from(tx, contact.id):
        raise UnknownPlace


async def redirect(tx: Tx, contact_id: UUID, reason: str, owner: str, by: By) -> Contact:
    """The competent organisation takes it; later somebody asks whether they arrived.

    Raises ``UnknownOwner``.
    """
    here = await current(tx, by.at)
    if here.owner(owner) is None:
        raise UnknownOwner
    before = await taken(tx, contact_id, by)
    after, event = matters.end(before, reason, Ending(Outcome.REDIRECTED, owner=owner), at=by.at)
    return await kept(tx, before, (follow_up.dated(here, after), event), by)


async def answer_follow_up(
    tx: Tx, contact_id: UUID, reason: str, arrived: Arrived, by: By
) -> Contact:
    """Whether they arrived where they were redirected. Raises ``NothingToFollow``.

    Reception of the city's telephone says it of a restricted reason without knowing which.
    """
    here = await current(tx, by.at)
    facts = await store.contacts.take(tx, contact_id)
    known = facts is None or access.may_know(
        facts, access.is_restricted(here, facts.contact), by.who, by.at
    )
    if facts is None or known or not follow_up.asks_unknowing(here, facts, by.who):
        before = await taken(tx, contact_id, by)
        return await kept(tx, before, follow_up.answer(here, before, reason, arrived, at=by.at), by)
    require_seen(facts.contact, by)
    which = follow_up.meant(here, facts.contact) if reason == RESTRICTED else reason
    done = follow_up.answer(here, facts.contact, which, arrived, at=by.at)
    return follow_up.without_reason(here, await kept(tx, facts.contact, done, by))


def require_plain(outcome: Outcome) -> None:
    """Raises ``OutcomeIncomplete`` for one that says more than its name.

    ``AppointmentUnbooked`` for an appointment, which only ``book`` makes.
    """
    if outcome is Outcome.APPOINTMENT:
        raise AppointmentUnbooked
    if outcome in DO_MORE:
        raise OutcomeIncomplete

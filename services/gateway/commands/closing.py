"""Closing time: nobody is left waiting silently, no desk is left open."""

from datetime import datetime, timedelta
from uuid import UUID

from services.gateway import store
from services.gateway.commands import attendance
from services.gateway.commands.asking import By, kept
from services.gateway.commands.telling import tell
from services.gateway.domain import acts, desk
from shared.city import City, Unit
from shared.city.store import NoCity, current
from shared.contracts.gateway import ContactState
from shared.db import Tx
from shared.identity import Principal

THE_CLOCK = Principal(UUID(int=0), "clock", frozenset(), None, machine=True)
"""Whoever acts because time passed."""


async def close_day(tx: Tx, at: datetime) -> None:
    """End, unit by unit, what was left at its last closing, after the time of grace."""
    try:
        here = await current(tx, at)
    except NoCity:
        return
    grace = timedelta(minutes=here.rules.closing.grace_minutes)
    for unit in here.places:
        closed_at = last_closing(here, unit, at - grace)
        if closed_at is not None:
            ended_at = closed_at + grace
            opens = here.opens(unit, closed_at) or ended_at
            await _close(tx, unit.code, min(ended_at, opens), By(THE_CLOCK, at))


def last_closing(here: City, unit: Unit, before: datetime) -> datetime | None:
    """The last instant, not after ``before``, at which the unit closed; none for two weeks."""
    today = here.day(before)
    for day in (today - timedelta(days=back) for back in range(15)):
        for hours in reversed(here.hours(unit, day)):
            closes = here.instant(day, hours.closes)
            if closes <= before:
                return closes
    return None


async def _close(tx: Tx, unit: str, ended_at: datetime, by: By) -> None:
    for contact in await store.contacts.left_over(tx, unit, ended_at):
        if contact.state is ContactState.SERVING:
            await attendance.over(tx, contact, by)
        else:
            await kept(tx, contact, acts.abandon(contact, at=by.at), by)
    for here in await store.desks.open_desks(tx, unit):
        if here.contact is None and here.since < ended_at:
            changed, event = desk.close_desk(here, None, at=by.at)
            await store.desks.keep_desk(tx, changed)
            await tell(tx, event)

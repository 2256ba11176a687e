"""Practising: the next invented caller comes to one's own desk, and nothing of it is ever told."""

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.opening import Arrival, open_contact
from services.gateway.domain import Contact, practice
from services.gateway.domain.refusals import DeskNotOpen, NobodyWaits, UnknownPlace
from shared.city.store import current
from shared.db import Tx


async def invent(tx: Tx, unit: str, by: By) -> Contact:
    """The invented caller whom one has practised least waits for one's own desk.

    Raises ``UnknownPlace`` outside the place to practise, ``DeskNotOpen`` without a desk there,
    ``NobodyWaits`` where the city folder invents nobody.
    """
    by.who.require(unit)
    here = await current(tx, by.at)
    if not here.practises(unit):
        raise UnknownPlace
    desk = await store.desks.desk_of(tx, by.who.id)
    if desk is None or desk.unit != unit:
        raise DeskNotOpen
    caller = practice.next_caller(
        here.callers, await store.practice.practised(tx, by.who.id, by.at)
    )
    if caller is None:
        raise NobodyWaits
    arrival = Arrival(unit, desk=desk.number, invented=caller.code)
    return await open_contact(tx, arrival, by)

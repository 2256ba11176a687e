"""Opening, pausing and closing desks."""

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.telling import tell
from services.gateway.domain import Desk, desk
from services.gateway.domain.refusals import DeskNotOpen, UnknownPlace
from shared.city.store import current
from shared.contracts.gateway import DeskChanged, DeskState
from shared.db import Tx
from shared.widening import widen


async def open_desk(tx: Tx, unit: str, number: int, by: By) -> Desk:
    """Work at this desk from now on; the desk that one had before is closed, if it is free."""
    by.who.require(unit)
    known = (await current(tx, by.at)).unit(unit)
    if known is None or not 1 <= number <= known.desks:
        raise UnknownPlace
    new = Desk(unit, number, DeskState.CLOSED, by.at, None, None, 0)
    here, before = await store.desks.take_desks(tx, by.who.id, new)
    if before is not None:
        await widen(tx, [before.unit])
        await _kept(tx, desk.close_desk(before, by.who.id, at=by.at))
    return await _kept(tx, desk.open_desk(here, by.who.id, at=by.at))


async def pause_desk(tx: Tx, unit: str, number: int, by: By) -> Desk:
    """Call nobody here for a while."""
    here = await _taken(tx, unit, number, by)
    return await _kept(tx, desk.pause_desk(here, by.who.id, at=by.at))


async def close_desk(tx: Tx, unit: str, number: int, by: By) -> Desk:
    """End work at this desk."""
    here = await _taken(tx, unit, number, by)
    return await _kept(tx, desk.close_desk(here, by.who.id, at=by.at))


async def _taken(tx: Tx, unit: str, number: int, by: By) -> Desk:
    by.who.require(unit)
    here = await store.desks.take_desk(tx, unit, number)
    if here is None:
        raise DeskNotOpen
    return here


async def _kept(tx: Tx, done: tuple[Desk, DeskChanged]) -> Desk:
    changed, event = done
    await store.desks.keep_desk(tx, changed)
    await tell(tx, event)
    return changed

"""Calls of an exchange at a desk: who says that they are on one."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.domain import Contact, desk, on_the_line
from services.gateway.domain.refusals import DeskNotOpen
from shared.db import Tx


async def take_up(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Whoever asks is on this call, at their desk; said again it changes nothing.

    Raises ``CallTaken`` where a colleague was faster, ``NotInThisState`` for a call that is not
    answered, ``DeskNotOpen``, ``DeskBusy``.
    """
    before = await taken(tx, contact_id, by)
    here = await store.desks.desk_of(tx, by.who.id)
    if here is None or here.unit != before.unit:
        raise DeskNotOpen
    if here.contact == before.id:
        return before
    done = on_the_line.take_up(before, here.number, at=by.at)
    await store.desks.keep_desk(tx, desk.take(here, before.id, by.who.id))
    return await kept(tx, before, done, by, "taken_up")


async def put_down(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """Nobody is on this call after all, or somebody else goes on: the desk is free."""
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, on_the_line.put_down(before, at=by.at), by, "put_down")

"""Whose a pending call is, once somebody says so."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.pending_taken import taken_call
from services.gateway.commands.pending_undo import acted
from services.gateway.domain import access, pending_acts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_undo import PendingAct
from shared.db import Tx
from shared.errors import NotFound

NOBODY = UUID(int=0)


async def name_call(tx: Tx, entry_id: UUID, person_id: UUID | None, by: By) -> PendingCall:
    """Say whose it is, or that it is not known; with an open one of theirs it becomes one.

    Raises ``NotFound`` also for whom they may not name. The answer is the one that goes on.
    """
    found = await store.people.take_person(tx, person_id or NOBODY, by.who.id)
    entry = await taken_call(tx, entry_id, by, person_id)
    if person_id is not None:
        if found is None or not access.may_name(found.facts, by.who, by.at):
            raise NotFound
        await store.belonging.belongs(tx, person_id, entry.unit, by.at)
    pending_acts.require_open(entry)
    before = NOBODY if entry.person in (None, person_id) else entry.person
    done = pending_acts.changed(replace(entry, person=person_id), at=by.at)
    after = await acted(tx, entry, PendingAct.NAMED, done, by)
    await store.belonging.no_longer_belongs(tx, before, entry.unit, entry.first_at, by.at)
    return after

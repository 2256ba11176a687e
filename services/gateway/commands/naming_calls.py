"""Whose a pending call is, once somebody says so."""

from dataclasses import replace
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.joined_calls import apart_again, by_itself
from services.gateway.commands.pending_taken import is_there, taken_call
from services.gateway.commands.pending_undo import acted
from services.gateway.commands.people import new_person
from services.gateway.commands.whose_calls import begins_anew
from services.gateway.domain import Identity, access, pending, pending_acts, people
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_undo import PendingAct
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound

NOBODY = UUID(int=0)


async def name_call(tx: Tx, entry_id: UUID, person_id: UUID | None, by: By) -> PendingCall:
    """Say whose it is, or that it is not known; with an open one of theirs it becomes one.

    What had become one with it because it was thought to be theirs is open again. Of who must not
    see them it is no more.

    Raises ``NotFound`` also for whom they may not name, and where it is of somebody who is nobody
    to them. The answer is the one that goes on.
    """
    found = await store.people.take_person(tx, person_id or NOBODY, by.who.id)
    entry = await taken_call(tx, entry_id, by, person_id)
    if entry.person is not None and not await is_there(tx, entry.person, by):
        raise NotFound
    if person_id is not None:
        if found is None or not access.may_name(found.facts, by.who, by.at):
            raise NotFound
        await store.belonging.belongs(tx, person_id, entry.unit, by.at)
    pending_acts.require_open(entry)
    here = await current(tx, by.at)
    before = NOBODY if entry.person in (None, person_id) else entry.person
    alone = entry if before is NOBODY else await by_itself(tx, here, entry)
    whose = replace(alone, person=person_id)
    whose = pending.free_of(whose, await store.calls_kept_from.kept_from(tx, person_id))
    if entry.person != person_id:
        whose = replace(whose, number_corrected_at=await begins_anew(tx, entry, found, by))
    done = pending_acts.changed(whose, at=by.at)
    after = await acted(tx, entry, PendingAct.NAMED, done, by)
    if before is not NOBODY:
        await apart_again(tx, here, entry, by.at)
    await store.belonging.no_longer_belongs(tx, before, entry.unit, entry.first_at, by.at)
    return after


async def write_down_caller(
    tx: Tx, entry_id: UUID, identity: Identity, by: By, ring: Keyring
) -> PendingCall:
    """Keep somebody new, whose the pending call is.

    Where somebody speaks for them, the telephone is that of who speaks, unless it is said whose.
    Raises as ``new_person`` and ``name_call`` do; then nobody is kept.
    """
    found = await store.belonging.of_call(tx, entry_id)
    if found is None:
        raise NotFound
    unit, speaker = found
    person = await new_person(tx, people.as_told_by(identity, speaker), unit, by, ring)
    return await name_call(tx, entry_id, person.id, by)

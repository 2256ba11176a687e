"""Not by them: rules that keep a person from staff, and declared conflicts.

What follows from a rule is done as the service itself, wherever the person's contacts are, so that
nobody who asks learns more than that it was noted.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.following import reassigned
from services.gateway.commands.freeing_calls import free_calls
from services.gateway.domain import Asked, acts, on_the_line
from services.gateway.domain.access import may_change
from services.gateway.domain.refusals import (
    NobodyNamed,
    NotInThisState,
    ReasonMissing,
)
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import as_the_service, unhidden

BY_PERSON, DECLARED = "by_person", "declared"
THE_RULES = Principal(UUID(int=0), "rules", frozenset(), None, machine=True)
"""Whoever acts because of a rule: nobody reads in an act who set it."""
NOBODY = UUID(int=0)
LONGEST_REASON = 500


async def exclude(tx: Tx, person_id: UUID, colleague: UUID, by: By) -> bool:
    """Keep a colleague from a person, in the person's name; whether who asks still sees them.

    The same is done whether it was so already. Raises ``NotFound`` also for whom they may not see.
    """
    await taken_person(tx, person_id, by)
    await _keep_from(tx, person_id, colleague, BY_PERSON, by)
    return colleague != by.who.id


async def not_by_me(tx: Tx, contact_id: UUID, by: By) -> None:
    """Declare a conflict with whom a contact concerns: somebody else serves it, at its old place.

    Raises ``NobodyNamed`` where they know of nobody whom it concerns.
    """
    person_id = await store.belonging.concerned(tx, contact_id) or NOBODY
    found = await store.people.take_person(tx, person_id, by.who.id)
    await store.protection.lock_present(tx, [person_id])
    contact = await taken(tx, contact_id, by)
    if contact.is_over:
        raise NotInThisState
    if found is None or contact.person != person_id or not may_change(found.facts, by.who, by.at):
        raise NobodyNamed
    await _keep_from(tx, person_id, by.who.id, DECLARED, by)


async def declare_conflict(tx: Tx, asked: Asked, by: By, ring: Keyring) -> None:
    """Keep from a colleague whoever has this telephone or document, now or later."""
    async with as_the_service(tx):
        await store.protection.lock_declarations(tx, alone=True)
        people = await store.protection.declare(tx, by.who.id, asked, ring, by.at)
        await store.protection.lock_present(tx, people)
        await put_back(tx, people, by.at)


async def end_rule(tx: Tx, rule: UUID, why: str, by: By, ring: Keyring) -> None:
    """End a rule, with the reason kept. Raises ``NotFound``, ``ReasonMissing``."""
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise ReasonMissing
    async with unhidden(tx):
        await store.protection.lock_declarations(tx, alone=True)
        if not await store.protection.end_rule(tx, rule, why.strip(), (by.who.id, by.at), ring):
            raise NotFound


async def put_back(tx: Tx, people: Collection[UUID], at: datetime) -> None:
    """Free the desks of colleagues who must not serve these people: their contacts wait again, and
    calls are there for whoever else is on them.

    Their appointments go to others who are free then, and calls to return are with none of these
    colleagues. As the service itself; each act and its event are those of any contact that is
    passed on, and of any appointment that is moved.
    """
    for contact in await store.protection.misplaced(tx, people):
        if contact.on_call:
            freed = on_the_line.put_down(contact, at=at)
        else:
            freed = acts.pass_on(contact, contact.unit, contact.centre, None, at=at)
        await kept(tx, contact, freed, By(THE_RULES, at))
    await reassigned(tx, people, at)
    await free_calls(tx, people, at)


async def taken_person(tx: Tx, person_id: UUID, by: By) -> store.people.Sealed:
    """The person, locked. Raises ``NotFound``."""
    found = await store.people.take_person(tx, person_id, by.who.id)
    if found is None or not may_change(found.facts, by.who, by.at):
        raise NotFound
    return found


async def _keep_from(tx: Tx, person_id: UUID, staff: UUID, kind: str, by: By) -> None:
    async with as_the_service(tx):
        await store.protection.exclude(tx, person_id, staff, kind, (by.who.id, by.at))
        await store.protection.lock_present(tx, [person_id])
        await put_back(tx, [person_id], by.at)

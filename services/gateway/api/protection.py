"""Not by them: rules that keep people from staff, declared conflicts, seals."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Request

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.protection_shapes import (
    Colleague,
    ConflictsShown,
    Ending,
    Lookup,
    Noted,
    Officially,
    Opening,
    RulesShown,
    SealChangesShown,
    SealedShown,
    Sealing,
)
from services.gateway.api.shapes import Code
from services.gateway.domain import Asked, numbers
from services.gateway.domain.refusals import NothingAsked, UnknownColleague, UnknownProfessional
from services.gateway.policy import POLICY
from shared.audit import Look, Reader, Relation, record
from shared.db import Tx as Connection
from shared.errors import NotFound
from shared.identity import PEOPLE, administration, colleagues
from shared.web import Keys, Reading, Tx, around, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api", tags=["protection"])
Person = Annotated[UUID, Path(description="The person.")]
NOTED = {"noted": True}


@api.post("/people/{person_id}/exclusions", response_model=Noted)
async def exclude_staff(
    request: Request, tx: Tx, by: Asking, person_id: Person, body: Colleague
) -> Any:
    """A colleague must neither see nor serve this person. The answer is always the same."""
    await commands.exclude(tx, person_id, await colleague(request, body.colleague), by)
    return NOTED


@api.post("/contacts/{contact_id}/not-by-me", response_model=Noted)
async def not_by_me(tx: Tx, by: Asking, contact_id: UUID) -> Any:
    """A conflict of one's own with whom this contact concerns; somebody else serves it."""
    await commands.not_by_me(tx, contact_id, by)
    return NOTED


@api.post("/units/{unit}/people/{person_id}/seal", response_model=Noted)
async def seal_person(
    tx: Tx, by: Asking, keys: Keys, unit: Code, person_id: Person, body: Sealing
) -> Any:
    """Only staff of this unit, and of those that are named, may know of the person."""
    await commands.seal(tx, person_id, {unit, *body.units}, body.why(), by, keys)
    return NOTED


@api.post("/units/{unit}/people/{person_id}/unseal", response_model=Noted)
async def unseal_person(
    tx: Tx, by: Asking, keys: Keys, unit: Code, person_id: Person, body: Opening
) -> Any:
    """Whoever has a relation may see the person again."""
    await commands.unseal(tx, person_id, body.why(), by, keys)
    return NOTED


@api.post("/conflicts", response_model=Noted)
async def declare_conflict(tx: Tx, by: Asking, keys: Keys, body: Lookup) -> Any:
    """Not to see or serve whoever has this number, now or later; never told whether anybody has."""
    asked = Asked(
        numbers.number_of(body.telephone) if body.telephone else None,
        numbers.document_of(body.document) if body.document else None,
    )
    if asked == Asked():
        raise NothingAsked
    await commands.declare_conflict(tx, asked, by, keys.ring())
    return NOTED


@api.get("/conflicts", response_model=ConflictsShown)
async def declared_conflicts(tx: Tx, by: Asking, keys: Keys) -> Any:
    """What one declared oneself, masked."""
    found = await queries.declared(tx, by.who.id, keys.ring())
    return {
        "conflicts": [
            {
                "telephone": each.told.masked.telephone,
                "document": each.told.masked.document,
                "declared_at": each.declared_at,
            }
            for each in found
        ]
    }


@api.get("/exclusions", response_model=RulesShown)
async def exclusions(tx: Tx, looks: Looks, reading: Reading, page: Page, link: NextLink) -> Any:
    """Every rule, those that hold first; the officer's look at each person is recorded."""
    found = await queries.rules(tx, looks, page.after, page.limit + 1)
    shown = found[: page.limit]
    link(page.end if len(found) > page.limit else None)
    await note(tx, reading, [each.person for each in shown])
    return {"rules": shown}


@api.post("/exclusions/{rule}/end", response_model=Noted)
async def end_exclusion(tx: Tx, by: Asking, keys: Keys, rule: UUID, body: Ending) -> Any:
    """End a rule, or a declared number with all that follows from it; the reason is kept."""
    await commands.end_rule(tx, rule, body.reason, by, keys.ring())
    return NOTED


@api.get("/sealed-people", response_model=SealedShown)
async def sealed_people(tx: Tx, reading: Reading, page: Page, link: NextLink) -> Any:
    """Sealed people and for which units; the officer's look at each is recorded."""
    found = await queries.sealed_people(tx, page.after, page.limit + 1)
    shown = found[: page.limit]
    link(page.end if len(found) > page.limit else None)
    await note(tx, reading, [each.id for each in shown])
    return {"people": shown}


@api.get("/seal-changes", response_model=SealChangesShown)
async def seal_changes(tx: Tx, keys: Keys, reading: Reading, page: Page, link: NextLink) -> Any:
    """Who was sealed, for other units or opened again, by whom and why, newest first."""
    found = await queries.seal_changes(tx, keys, page.after, page.limit + 1)
    shown = found[: page.limit]
    link(page.end if len(found) > page.limit else None)
    await note(tx, reading, [each.person for each in shown])
    return {"changes": shown}


@api.post("/sealed-people/{person_id}/units", response_model=Noted)
async def change_seal(tx: Tx, by: Asking, keys: Keys, person_id: Person, body: Officially) -> Any:
    """For which units a person is sealed; none opens them again."""
    await commands.reseal(tx, person_id, body.units, body.why(), by, keys)
    return NOTED


async def colleague(request: Request, user_name: str) -> UUID:
    """Whose user name it is. Raises ``UnknownColleague``."""
    try:
        account = await administration.named(around(request).identity, user_name.strip().lower())
    except NotFound:
        raise UnknownColleague from None
    if not account.rights.roles & PEOPLE:
        raise UnknownColleague
    return account.id


async def professional(request: Request, unit: str, user_name: str) -> UUID:
    """Which professional of the unit has this user name. Raises ``UnknownProfessional``."""
    identity, name = around(request).identity, user_name.strip().lower()
    found = await colleagues.professional_at(identity, unit, name)
    if found is None:
        raise UnknownProfessional
    return found


async def note(tx: Connection, reader: Reader, people: list[UUID | None]) -> None:
    """The officer has seen that these people have something to do with us."""
    seen = dict.fromkeys(each for each in people if each)
    await record(tx, reader, [Look(each, Relation.OFFICER) for each in seen])

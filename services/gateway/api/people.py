"""People: somebody new, exact search, data masked or whole, corrections, whom contacts concern."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Comparing, Looks
from services.gateway.api.people_shapes import (
    Concerned,
    Correcting,
    FoundShown,
    HistoryShown,
    LikeShown,
    Lookup,
    NameLookup,
    Naming,
    NewPerson,
    PersonKept,
    PersonShown,
    TimelineShown,
)
from services.gateway.api.shapes import Code
from services.gateway.domain import Asked, Person, numbers, people
from services.gateway.domain.refusals import NothingAsked
from services.gateway.domain.timeline import Stretch
from services.gateway.policy import POLICY
from shared.web import Keys, Tx, asking_router, router
from shared.web.paging import Page

api = router(POLICY, prefix="/api", tags=["people"])
questions = asking_router(POLICY, prefix="/api", tags=["people"])
Id = Annotated[UUID, Path(description="The person.")]


@api.post("/units/{unit}/people", status_code=201, response_model=PersonKept)
async def new_person(tx: Tx, by: Asking, keys: Keys, unit: Code, body: NewPerson) -> Any:
    """Keep somebody new, with whom the unit has to do from now on. Search before."""
    identity = people.identity(
        body.name, body.telephone, body.document, body.language, body.telephone_of
    )
    return _kept(await commands.new_person(tx, identity, unit, by, keys.ring()))


@questions.post("/units/{unit}/people/search", response_model=FoundShown)
async def search_people(tx: Tx, looks: Looks, unit: Code, body: Lookup) -> Any:
    """Those who have exactly this telephone or this document, masked; each a recorded look."""
    asked = Asked(
        numbers.number_of(body.telephone) if body.telephone else None,
        numbers.document_of(body.document) if body.document else None,
    )
    if asked == Asked():
        raise NothingAsked
    await queries.require_real(tx, unit, looks.at)
    found = await queries.search(tx, asked, looks)
    return {"people": [shown(each, masked=True) for each in found.people]}


@questions.post("/units/{unit}/people/search-by-name", response_model=LikeShown)
async def search_people_by_name(tx: Tx, looks: Looks, unit: Code, body: NameLookup) -> Any:
    """Those of one's own units whose names are like this, masked, at most eight; each a look."""
    found = await queries.search_by_name(tx, people.named(body.name), looks)
    return {"people": [shown(each, masked=True) for each in found.people], "more": found.more}


@questions.post("/people/{person_id}", response_model=PersonShown)
async def masked_person(tx: Tx, looks: Looks, person_id: Id) -> Any:
    """A person, masked; a recorded look."""
    return shown(await queries.person(tx, person_id, looks), masked=True)


@questions.post("/people/{person_id}/data", response_model=PersonShown)
async def person_data(tx: Tx, looks: Looks, person_id: Id) -> Any:
    """A person's data, unmasked; a recorded look."""
    return shown(await queries.person(tx, person_id, looks), masked=False)


@questions.post("/units/{unit}/people/{person_id}/contacts", response_model=HistoryShown)
async def contacts_of_person(tx: Tx, looks: Looks, unit: Code, person_id: Id) -> Any:
    """The person's newest fifty contacts of this unit, newest first; a recorded look."""
    contacts = await queries.contacts_of_person(tx, person_id, unit, looks)
    await queries.person(tx, person_id, looks)  # last: it records the look
    return {"contacts": contacts}


@questions.post("/units/{unit}/people/{person_id}/timeline", response_model=TimelineShown)
async def timeline(tx: Tx, looks: Looks, unit: Code, person_id: Id, page: Page) -> Any:
    """What happened with the person at this unit, newest first; a recorded look."""
    told = await queries.timeline(tx, person_id, Stretch(unit, page.limit, page.after), looks)
    await queries.person(tx, person_id, looks)  # last: it records the look
    happened = [
        {
            "thing": each.line.thing,
            "id": each.line.subject,
            "code": each.code,
            "unit": each.line.unit,
            "at": each.line.at,
            "told": each.line.told,
        }
        for each in told.happened
    ]
    return {"happened": happened, "older": told.older}


@api.post("/people/{person_id}/correct", response_model=PersonKept)
async def correct_person(tx: Tx, by: Asking, keys: Keys, person_id: Id, body: Correcting) -> Any:
    """Put right the fields that are sent; none removes a telephone, document or language."""
    said = body.model_dump(exclude_unset=True)
    return _kept(await commands.correct_person(tx, person_id, said, by, keys.ring()))


@api.post("/contacts/{contact_id}/person", response_model=Concerned)
async def name_person(tx: Tx, by: Comparing, contact_id: UUID, body: Naming) -> Any:
    """Say whom an open contact concerns: somebody known here, or found within the hour."""
    contact = await commands.name_person(tx, contact_id, body.person, by)
    return {"contact": contact.id, "person": contact.person}


def shown(person: Person, *, masked: bool) -> dict[str, Any]:
    """A person as an answer shows them."""
    told = person.identity.masked if masked else person.identity
    return {
        "id": person.id,
        "version": person.version,
        "masked": masked,
        "name": told.name,
        "telephone": told.telephone,
        "telephone_of": told.telephone_of,
        "document": told.document,
        "document_doubtful": person.identity.document_doubtful,
        "language": told.language,
        "sealed": person.sealed_for is not None,
    }


def _kept(person: Person) -> dict[str, Any]:
    """Nothing of what was sent: the answer to a command is kept for a day."""
    return {
        "id": person.id,
        "version": person.version,
        "document_doubtful": person.identity.document_doubtful,
    }

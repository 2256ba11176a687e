"""People, for those who may see them. Each look is in the trace before anything is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Asked, Contact, Person, access
from services.gateway.domain.refusals import TooManyPeople
from services.gateway.store.contacts import KNOWN, facts_of
from shared.audit import Look, Reader, Relation, record
from shared.city.store import current
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import everywhere, unhidden

MOST_PEOPLE_AN_HOUR = 20
CONTACTS = f"{KNOWN} WHERE person = $1 AND unit = $2 ORDER BY opened_at DESC, id DESC"
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when in business time, and with which keys."""

    reader: Reader
    at: datetime
    ring: Keyring


async def person(tx: Tx, person_id: UUID, looking: Looking) -> Person:
    """The person, the look recorded: ask for all else before, since other looks wait from here.

    Raises ``NotFound`` for whom they may not see exactly as for nobody: by the same statement.
    """
    reader = looking.reader
    found = await store.people.sealed(tx, person_id, reader.who.id)
    relation = access.may_see(found.facts, reader.who, looking.at) if found else None
    if found is None or relation is None:
        raise NotFound
    await record(tx, reader, [Look(person_id, relation)])
    return found.opened(looking.ring)


async def is_there(tx: Tx, person_id: UUID, who: Principal) -> bool:
    """Whether there is such a person to somebody, whatever they have to do with them."""
    async with everywhere(tx):  # a seal holds wherever they are known
        found = await store.people.sealed(tx, person_id, who.id)
    return found is not None and access.is_there(found.facts, who)


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, of whom nobody is chosen here."""

    people: tuple[Person, ...]
    strangers: frozenset[UUID]
    """Those with whom the reader has nothing to do: for them the glass may be broken."""
    masks: frozenset[UUID] = frozenset()
    """Those of whom the reader learns this much and no more: found by a speaker's telephone."""
    more: bool = False
    """More names are alike than are shown, so none is."""


async def search(tx: Tx, asked: Asked, looking: Looking) -> Found:
    """Those who have exactly this telephone or document, each a recorded look; ask last.

    The telephone of who speaks for somebody finds them too, but it is not theirs: to whom has
    nothing to do with them it gives the mask alone.

    Raises ``TooManyPeople`` beyond twenty different people within an hour, found or not.
    """
    reader = looking.reader
    async with everywhere(tx):  # who has exactly this number may belong to any centre
        candidates = await store.people.found(tx, asked, looking.ring, reader.who.id)
    looks, people = [], []
    for candidate in candidates:
        relation = access.may_find(candidate.facts, reader.who, looking.at)
        if relation:
            looks.append(Look(candidate.facts.id, relation))
            people.append(candidate)
    seen = {candidate.facts.id for candidate in people if candidate.by_speaker}
    found = [look.person for look in looks if look.person not in seen]
    await limited(tx, asked, (found, sorted(seen)), looking)
    await record(tx, reader, looks)
    strangers = {look.person for look in looks if look.relation is Relation.SEARCH}
    opened = tuple(candidate.opened(looking.ring) for candidate in people)
    return Found(opened, frozenset(strangers - seen), frozenset(strangers & seen))


async def limited(
    tx: Tx, asked: Asked, candidates: tuple[Sequence[UUID], Sequence[UUID]], looking: Looking
) -> None:
    """Note a search, and whom it found or only let see. Raises ``TooManyPeople`` beyond twenty."""
    who = looking.reader.who.id
    if (
        await store.searches.note_search(tx, who, asked, candidates, looking.ring)
        > MOST_PEOPLE_AN_HOUR
    ):
        raise TooManyPeople


async def search_for_the_officer(tx: Tx, asked: Asked, looking: Looking) -> list[Person]:
    """The same for the review of the trace: whoever it is, of the whole city."""
    reader = looking.reader
    async with unhidden(tx):
        candidates = await store.people.found(tx, asked, looking.ring, reader.who.id)
    await record(tx, reader, [Look(each.facts.id, Relation.OFFICER) for each in candidates])
    return [candidate.opened(looking.ring) for candidate in candidates]


async def contacts_of_person(tx: Tx, person_id: UUID, unit: str, looking: Looking) -> list[Contact]:
    """The person's newest fifty contacts of this unit that the reader may know of.

    To be given out with the person only.
    """
    here, who = await current(tx, looking.at), looking.reader.who
    rows = [facts_of(row) for row in await tx.fetch(CONTACTS, person_id, unit)]
    known = (
        facts.contact
        for facts in rows
        if access.may_know(facts, access.is_restricted(here, facts.contact), who, looking.at)
    )
    return list(islice(known, NEWEST))

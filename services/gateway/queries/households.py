"""A person with those of their household whom the reader may see on their own account."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Link, Person, access
from services.gateway.queries.people import Looking
from services.gateway.store.people import Sealed
from shared.audit import Look, Relation, record
from shared.db import Tx
from shared.errors import NotFound

Seen = Mapping[UUID, tuple[Sealed, Relation]]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the household, to be shown masked."""

    link: Link
    person: Person
    changeable: bool
    """Whether the reader may end the link."""


@dataclass(frozen=True, slots=True)
class Household:
    """A person and who is linked with them."""

    person: Person
    members: tuple[Member, ...]


async def household(tx: Tx, person_id: UUID, looking: Looking) -> Household:
    """The person with their household; ask last, since every look is recorded at once.

    A link is no relation: whom the reader may not see without it is absent. Raises ``NotFound``
    for whom they may not see.
    """
    own = await _seen(tx, [person_id], looking)
    if person_id not in own:
        raise NotFound
    links = await store.links.links_of(tx, person_id)
    others = await _seen(tx, {link.beyond(person_id) for link in links}, looking)
    seen = {**own, **others}
    looks = [Look(each, relation) for each, (_, relation) in seen.items()]
    await record(tx, looking.reader, looks)
    opened = {each: sealed.opened(looking.ring) for each, (sealed, _) in seen.items()}
    ours = own[person_id][1] in access.STANDING
    members = (
        Member(link, opened[other], ours and others[other][1] in access.STANDING)
        for link in links
        if (other := link.beyond(person_id)) in others
    )
    return Household(opened[person_id], tuple(members))


async def _seen(tx: Tx, people: Collection[UUID], looking: Looking) -> Seen:
    who = looking.reader.who
    found = await store.people.sealed_of(tx, list(people), who.id)
    seen = {each.facts.id: (each, access.may_see(each.facts, who, looking.at)) for each in found}
    return {each: (sealed, why) for each, (sealed, why) in seen.items() if why is not None}

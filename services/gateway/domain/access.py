"""Who may know of a person: the one place that decides it, for every page, search and answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.audit import Relation
from shared.identity import Principal, Role

READERS = frozenset({Role.RECEPTION, Role.PROFESSIONAL})
"""Whose work is with single people; nobody else sees one."""
STANDING = frozenset({Relation.CONTACT, Relation.UNIT})
"""Relations that somebody has; break-glass lasts a while, and only lets read."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """A unit that has to do with a person, since when and until when."""

    unit: str
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it does at that time."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What access depends on, as it stands."""

    id: UUID
    belongs: tuple[Belonging, ...] = ()
    contacts: frozenset[str] = frozenset()
    """The units that have an open contact of theirs."""
    found: bool = False
    """The one who asks found them by an exact search within the hour."""
    opened: bool = False
    """The one who asks broke the glass for them, and it lasts still."""


def may_see(person: PersonFacts, who: Principal, at: datetime) -> Relation | None:
    """Why somebody may see a person's data; none: to them there is no such person."""
    if not who.roles & READERS:
        return None
    if any(who.sees(unit) for unit in person.contacts):
        return Relation.CONTACT
    if any(who.sees(each.unit) and each.holds(at) for each in person.belongs):
        return Relation.UNIT
    return Relation.BREAK_GLASS if person.opened else None


def may_change(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody may change a person's data."""
    return may_see(person, who, at) in STANDING


def may_find(person: PersonFacts, who: Principal, at: datetime) -> Relation | None:
    """Why somebody who knows a telephone or document exactly gets the person, masked."""
    if not who.roles & READERS:
        return None
    return may_see(person, who, at) or Relation.SEARCH


def may_name(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody may say that a contact concerns this person."""
    found = may_find(person, who, at)
    return found is not None and (found in STANDING or person.found)


def may_break_glass(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody without a relation, who found the person, may see them all the same."""
    return may_find(person, who, at) is Relation.SEARCH and person.found

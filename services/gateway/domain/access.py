"""Who may know of a person or a contact: the one place that decides it, for every page and answer.

Deny goes first: whoever is kept from a person, by the person or by their own word, knows of nothing
that concerns them, whatever relation there is. Then a seal, then relations.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.contact import Contact
from shared.audit import Relation
from shared.city import City
from shared.identity import Principal, Role

READERS = frozenset({Role.RECEPTION, Role.PROFESSIONAL})
"""Whose work is with single people; nobody else sees one."""
NAMING = READERS | {Role.FACILITATOR}
"""Who may have to call somebody by their name."""
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
    sealed_for: frozenset[str] | None = None
    """The units whose staff may know of them; none: the person is not sealed."""
    excluded: bool = False
    """The one who asks must neither see nor serve them."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A contact, and what knowing of it depends on besides."""

    contact: Contact
    kept_from: tuple[UUID, ...] = ()
    """The staff who must neither see nor serve whom it concerns."""
    colleague: UUID | None = None
    """Who works at the desk where it is, or for which it waits."""


@dataclass(frozen=True, slots=True)
class Did:
    """Who acted on a contact last, and when."""

    staff: UUID
    at: datetime


def is_there(person: PersonFacts, who: Principal, readers: frozenset[Role] = READERS) -> bool:
    """Whether there is such a person to somebody: none to whom a seal or an exclusion leaves out.

    Who has the whole city is of no unit.
    """
    if not who.roles & readers or person.excluded:
        return False
    own = who.units if who.organisation is None else None
    return person.sealed_for is None or bool(own and person.sealed_for & own)


def may_see(
    person: PersonFacts, who: Principal, at: datetime, readers: frozenset[Role] = READERS
) -> Relation | None:
    """Why somebody may see a person's data; none: to them there is no such person."""
    if not is_there(person, who, readers):
        return None
    if any(who.sees(unit) for unit in person.contacts):
        return Relation.CONTACT
    if any(who.sees(each.unit) and each.holds(at) for each in person.belongs):
        return Relation.UNIT
    return Relation.BREAK_GLASS if person.opened else None


def may_hear_name(
    person: PersonFacts, expected: frozenset[str], who: Principal, at: datetime
) -> Relation | None:
    """Why somebody may know how a person is called: as ``may_see``, facilitators too, or since a
    unit of theirs expects the person, in a session or by a referral that it accepted.
    """
    relation = may_see(person, who, at, NAMING)
    if relation is not None or not is_there(person, who, NAMING):
        return relation
    return Relation.UNIT if any(who.sees(unit) for unit in expected) else None


def may_change(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody may change a person's data."""
    return may_see(person, who, at) in STANDING


def may_find(person: PersonFacts, who: Principal, at: datetime) -> Relation | None:
    """Why somebody who knows a telephone or document exactly gets the person, masked."""
    if not is_there(person, who):
        return None
    return may_see(person, who, at) or Relation.SEARCH


def may_name(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody may say that a contact concerns this person."""
    found = may_find(person, who, at)
    return found is not None and (found in STANDING or person.found)


def may_break_glass(person: PersonFacts, who: Principal, at: datetime) -> bool:
    """Whether somebody without a relation, who found the person, may see them all the same."""
    return may_find(person, who, at) is Relation.SEARCH and person.found


def is_restricted(here: City, contact: Contact) -> bool:
    """Whether any of its reasons may be known only inside its centre, as the city says now."""
    reasons = {contact.reason, *(each.reason for each in contact.matters)}
    return any(here.restricts(reason) for reason in reasons)


def may_know(facts: ContactFacts, restricted: bool, who: Principal, at: datetime) -> bool:
    """Whether there is such a contact to somebody within whose units it is.

    A restricted one is known to the professionals of its unit, and to its reception until all is
    said and as long as what ended it can be undone; to nobody who only leads.
    """
    if who.id in facts.kept_from:
        return False
    if not restricted or Role.PROFESSIONAL in who.roles:
        return True
    ended_at = None if facts.contact.on_call else facts.contact.ended_at
    return Role.RECEPTION in who.roles and (ended_at is None or at - ended_at <= UNDO_WITHIN)


def may_take_back(
    facts: ContactFacts, restricted: bool, did: Did | None, who: Principal, at: datetime
) -> bool:
    """Whether somebody may take the last act back: who did it, also if they may know of the contact
    no more, as of a restricted one that has ended; and whoever may know of it.
    """
    mine = did is not None and did.staff == who.id and at - did.at <= UNDO_WITHIN
    theirs = mine and bool(who.roles & READERS) and who.id not in facts.kept_from
    return theirs or may_know(facts, restricted, who, at)


def may_know_appointment(
    unit: str, of: ContactFacts, restricted: bool, who: Principal, at: datetime
) -> bool:
    """Whether somebody may know that a person has an appointment at a unit: at one of theirs, as
    far as they may know of the contact of which it came; of another unit's, if none is restricted.
    """
    if not who.sees(unit) or (restricted and not who.sees(of.contact.unit)):
        return False
    return may_know(of, restricted, who, at)


def may_know_who_was_sent(
    unit: str, of: ContactFacts, restricted: bool, who: Principal, at: datetime
) -> bool:
    """Whether somebody may know who was sent to a unit's professionals today: as an appointment,
    and those professionals also of a restricted one, for they are to attend them.
    """
    if restricted and who.sees(unit) and Role.PROFESSIONAL in who.roles:
        return who.id not in of.kept_from
    return may_know_appointment(unit, of, restricted, who, at)


def to_be_called(facts: ContactFacts) -> Contact:
    """The contact as desks call it: where its desk's colleague must not, any other may."""
    if facts.colleague in facts.kept_from:
        return replace(facts.contact, desk=None)
    return facts.contact

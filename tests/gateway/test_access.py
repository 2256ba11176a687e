"""Who may know of a person: with a relation, never without; found alone shows only a mask."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain import Belonging, Contact, ContactFacts, PersonFacts, access
from shared.audit import Relation
from shared.contracts.gateway import ContactState, Door
from shared.identity import Principal, Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
UNITS = ("nord", "sud", "datc")
A_CONTACT = Contact(
    id=UUID(int=5),
    version=1,
    code="N 001",
    door=Door.DESK,
    unit="nord",
    centre="nord",
    level=None,
    reason=None,
    state=ContactState.WAITING,
    city_version=1,
    opened_at=NOON,
    waiting_from=NOON,
    started_at=None,
    ended_at=None,
    outcome=None,
    left_from=None,
    desk=None,
    calls=0,
    spans=(),
)
units = st.sampled_from(UNITS)
times = st.integers(-100, 100).map(lambda minutes: NOON + timedelta(minutes=minutes))
belongings = st.builds(Belonging, units, times, st.none() | times)
people = st.builds(
    PersonFacts,
    st.just(UUID(int=1)),
    st.lists(belongings, max_size=4).map(tuple),
    st.frozensets(units),
    found=st.booleans(),
    sealed_for=st.none() | st.frozensets(units),
    excluded=st.booleans(),
)
principals = st.builds(
    Principal,
    st.just(UUID(int=2)),
    st.just("Anna"),
    st.frozensets(st.sampled_from(Role), max_size=3),
    st.none() | st.frozensets(units),
    organisation=st.none() | st.just("entity"),
)


def lives(each: Belonging) -> bool:
    return each.since <= NOON and (each.until is None or each.until > NOON)


@given(people, principals)
def test_only_a_living_relation_with_a_unit_in_scope_shows_a_person(
    person: PersonFacts, who: Principal
) -> None:
    near = {each.unit for each in person.belongs if lives(each)} | person.contacts
    scope = set(UNITS) if who.units is None else who.units
    entitled = who.roles & {Role.RECEPTION, Role.PROFESSIONAL} and who.organisation is None
    sealed = person.sealed_for is not None and not person.sealed_for & (who.units or set())
    hidden = person.excluded or sealed
    assert (access.may_see(person, who, NOON) is not None) == bool(
        entitled and near & scope and not hidden
    )


@given(people, principals)
def test_whoever_is_kept_from_a_person_knows_nothing_whatever_else_holds(
    person: PersonFacts, who: Principal
) -> None:
    kept = replace(person, excluded=True)
    for decide in (access.may_see, access.may_find):
        assert decide(kept, who, NOON) is None
    assert not access.may_name(kept, who, NOON)


@given(people, principals)
def test_why_somebody_may_see_is_what_holds(person: PersonFacts, who: Principal) -> None:
    why = access.may_see(person, who, NOON)
    if why is Relation.CONTACT:
        assert any(who.sees(unit) for unit in person.contacts)
    elif why is Relation.UNIT:
        assert any(who.sees(each.unit) and lives(each) for each in person.belongs)
    else:
        assert why is None


@given(people, principals)
def test_who_may_see_may_find_and_name_and_being_found_alone_shows_nothing(
    person: PersonFacts, who: Principal
) -> None:
    see, find = access.may_see(person, who, NOON), access.may_find(person, who, NOON)
    if see:
        assert find is see
        assert access.may_name(person, who, NOON)
    elif access.may_name(person, who, NOON):
        assert person.found
        assert find is Relation.SEARCH
    elif person.sealed_for is None and not person.excluded and who.roles & access.READERS:
        assert find is Relation.SEARCH
    if not who.roles & access.READERS:
        assert (see, find, access.may_name(person, who, NOON)) == (None, None, False)


@given(people, principals)
def test_a_sealed_person_is_there_for_staff_of_those_units_and_not_for_who_has_the_whole_city(
    person: PersonFacts, who: Principal
) -> None:
    for units in (frozenset[str](), frozenset({"nord"})):
        sealed = replace(person, sealed_for=units, excluded=False)
        own = who.units or frozenset()
        there = bool(who.roles & access.READERS) and who.organisation is None and bool(own & units)
        assert (access.may_find(sealed, who, NOON) is not None) == there


KEPT_FROM = UUID(int=2)
CLOSED_AT = st.none() | st.integers(0, 30).map(lambda minutes: NOON - timedelta(minutes=minutes))


@given(CLOSED_AT, st.booleans(), st.booleans(), st.booleans(), principals)
def test_who_knows_of_a_contact(
    ended_at: datetime | None, kept: bool, restricted: bool, waits: bool, who: Principal
) -> None:
    contact = replace(A_CONTACT, ended_at=ended_at, desk=7 if waits else None)
    facts = ContactFacts(contact, (KEPT_FROM,) if kept else (), KEPT_FROM if waits else UUID(int=3))
    recent = ended_at is None or NOON - ended_at <= timedelta(minutes=10)
    served = Role.PROFESSIONAL in who.roles or (Role.RECEPTION in who.roles and recent)
    known = access.may_know(facts, restricted, who, NOON)
    assert known == (not kept and (not restricted or served))
    assert access.to_be_called(facts).desk == (None if kept else contact.desk)

"""What break-glass adds to who may know of a person: the weakest relation, to read only."""

from dataclasses import replace

from hypothesis import given

from services.gateway.domain import PersonFacts, access
from shared.audit import Relation
from shared.identity import Principal
from tests.gateway.test_access import NOON, people, principals


@given(people, principals)
def test_it_lets_see_whom_there_is_and_goes_last(person: PersonFacts, who: Principal) -> None:
    shut, opened = replace(person, opened=False), replace(person, opened=True)
    before, after = access.may_see(shut, who, NOON), access.may_see(opened, who, NOON)
    if before or access.may_find(shut, who, NOON) is None:
        assert after is before
    else:
        assert after is Relation.BREAK_GLASS


@given(people, principals)
def test_it_lets_change_and_name_nobody(person: PersonFacts, who: Principal) -> None:
    shut, opened = replace(person, opened=False), replace(person, opened=True)
    for may in (access.may_change, access.may_name):
        assert may(opened, who, NOON) == may(shut, who, NOON)
    assert access.may_change(shut, who, NOON) == (access.may_see(shut, who, NOON) is not None)


@given(people, principals)
def test_it_is_for_whom_was_found_and_cannot_be_seen(person: PersonFacts, who: Principal) -> None:
    may = access.may_break_glass(person, who, NOON)
    seen, found = access.may_see(person, who, NOON), access.may_find(person, who, NOON)
    assert may == (person.found and found is not None and seen is None)

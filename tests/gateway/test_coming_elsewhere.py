"""Who called the city's telephone and comes to a centre: its desk offers to settle the call."""

from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway.domain import access_to_calls
from services.gateway.domain.access_to_calls import PendingFacts
from shared.contracts.gateway import ContactState, PendingOrigin
from shared.identity import Principal, Role
from tests.fixtures.canaries import telephone
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came, came_to_annas_desk
from tests.gateway.scene import Staff
from tests.gateway.test_access import A_CONTACT
from tests.gateway.test_pending import CITY, an_entry

WHO, PERSON = Staff(frozenset({NORD})).by().who, UUID(int=7)
CAME, NOBODY = access_to_calls.Came(NORD, PERSON), access_to_calls.Came(NORD, None)


@pytest.mark.parametrize(
    ("said", "kept_from", "may"),
    [
        ({}, (), True),
        ({"unit": SUD}, (), False),
        ({"unit": "gone"}, (), False),
        ({"person": UUID(int=8)}, (), False),
        ({"reason": "VIO"}, (), False),
        ({"reason": "ECO-ALIM"}, (), True),
        ({"origin": PendingOrigin.MESSAGE}, (), False),
        ({}, (WHO.id,), False),
    ],
)
def test_another_unit_may_settle_what_is_theirs_and_unrestricted_at_a_telephone(
    said: dict[str, object], kept_from: tuple[UUID, ...], may: bool
) -> None:
    facts = PendingFacts(an_entry(**({"person": PERSON} | said)), kept_from)
    assert access_to_calls.may_settle_from_elsewhere(facts, CITY, CAME, WHO) is may


@pytest.mark.parametrize(
    ("said", "same", "may"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"person": UUID(int=8)}, True, False),
        ({"unit": SUD}, True, False),
        ({"reason": "VIO"}, True, False),
        ({"origin": PendingOrigin.MESSAGE}, True, False),
        ({"origin": PendingOrigin.MISSED}, True, True),
        ({"origin": PendingOrigin.REQUESTED}, True, True),
    ],
)
def test_so_it_may_what_nobody_is_named_for_and_came_from_their_number(
    said: dict[str, object], *, same: bool, may: bool
) -> None:
    facts = PendingFacts(an_entry(**said), same_number=same)
    assert access_to_calls.may_settle_from_elsewhere(facts, CITY, CAME, WHO) is may
    assert not access_to_calls.may_settle_from_elsewhere(facts, CITY, NOBODY, WHO)


@pytest.mark.parametrize("unit", [NORD, SUD])
def test_at_the_citys_telephone_what_is_theirs_at_any_centre_may_be_settled(unit: str) -> None:
    agent, at_telephone = Staff(frozenset({DATC})).by().who, access_to_calls.Came(DATC, PERSON)
    for said, may in (({}, True), ({"reason": "VIO"}, False), ({"person": UUID(int=8)}, False)):
        facts = PendingFacts(an_entry(**({"person": PERSON, "unit": unit} | said)))
        assert access_to_calls.may_settle_from_elsewhere(facts, CITY, at_telephone, agent) is may


def test_nobody_known_is_nobodys_and_who_only_leads_settles_nothing() -> None:
    unnamed, named = PendingFacts(an_entry()), PendingFacts(an_entry(person=PERSON))
    leading = Principal(WHO.id, "M", frozenset({Role.MANAGER}), WHO.units)
    assert not access_to_calls.may_settle_from_elsewhere(unnamed, CITY, NOBODY, WHO)
    assert not access_to_calls.may_settle_from_elsewhere(named, CITY, CAME, leading)


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    """Somebody whom Anna serves."""
    return await came_to_annas_desk(serving)


async def test_a_call_of_theirs_at_the_citys_telephone_is_settled_at_the_centres_desk(
    came: Came,
) -> None:
    entry = await came.called()
    assert await came.offered(entry)
    assert (await came.house.anna.client.get(f"/api/pending/{entry}")).status_code == 404
    path = f"/units/{NORD}/pending/{entry}/do/arrived"
    done = await came.house.anna.form(path, contact=came.contact, back="desk")
    assert done.headers["location"].endswith(f"/units/{NORD}/desk")
    ended = await came.entry(entry)
    assert (ended.settled, ended.answered_by) == ("arrived", UUID(came.contact))
    assert ended.unit == DATC, "it stays the telephone's"
    assert not await came.offered(entry)


async def test_another_centres_entries_stay_unseen(came: Came) -> None:
    await came.unseen(await came.called(SUD))


async def test_what_is_restricted_at_the_telephone_stays_unseen(came: Came) -> None:
    await came.unseen(await came.called(reason="VIO"))


@pytest.mark.parametrize("how", ["withdrawn", "mistake"])
async def test_a_centre_ends_the_telephones_call_in_no_other_way(came: Came, how: str) -> None:
    entry = await came.called()
    assert (await came.settle(entry, how)).status_code == 404
    body = {"how": "arrived"}
    answer = await came.house.anna.post(f"/api/pending/{entry}/settle", **body)
    assert answer.status_code == 404, "nor without a contact by which they came"
    assert (await came.settle(entry)).status_code == 200


async def test_by_a_contact_of_somebody_else_or_of_nobody_known_it_stays_unseen(
    came: Came,
) -> None:
    entry = await came.called()
    other = await came.house.person(telephone(8))
    for person in (other, None):
        named = await came.house.anna.post(f"/api/contacts/{came.contact}/person", person=person)
        assert named.status_code == 200
        await came.unseen(entry)


async def test_it_stays_unseen_to_who_is_kept_from_them(came: Came) -> None:
    entry = await came.called()
    await came.house.exclude(came.person, came.house.anna)
    await came.unseen(entry)


@pytest.mark.parametrize(
    ("state", "exchange_call", "desk", "may"),
    [
        (ContactState.SERVING, None, 1, True),
        (ContactState.CLOSED, None, None, False),
        (ContactState.CLOSED, "c-1", 1, True),
        (ContactState.CLOSED, "c-1", None, False),
    ],
)
def test_who_hung_up_is_asked_about_as_long_as_a_desk_has_them_before_it(
    state: ContactState, exchange_call: str | None, desk: int | None, *, may: bool
) -> None:
    came = replace(A_CONTACT, state=state, exchange_call=exchange_call, desk=desk)
    assert access_to_calls.may_be_asked(came) is may

"""Who called the city's telephone and comes to a centre: its desk offers to settle the call."""

from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway.domain import access
from services.gateway.domain.access import PendingFacts
from services.gateway.domain.pending import PendingCall
from shared.contracts.gateway import PendingOrigin
from shared.db import Scope, transaction
from shared.identity import Principal, Role
from tests.fixtures.canaries import telephone
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.keeping import House, house_of
from tests.gateway.returning import kept, lost
from tests.gateway.scene import Staff
from tests.gateway.test_pending import CITY, an_entry

WHO, PERSON = Staff(frozenset({NORD})).by().who, UUID(int=7)


@pytest.mark.parametrize(
    ("said", "kept_from", "may"),
    [
        ({}, (), True),
        ({"unit": SUD}, (), False),
        ({"unit": "gone"}, (), False),
        ({"person": None}, (), False),
        ({"person": UUID(int=8)}, (), False),
        ({"reason": "VIO"}, (), False),
        ({"reason": "ECO-ALIM"}, (), True),
        ({"origin": PendingOrigin.MESSAGE}, (), False),
        ({}, (WHO.id,), False),
    ],
)
def test_another_unit_may_settle_what_is_named_and_unrestricted_at_a_telephone(
    said: dict[str, object], kept_from: tuple[UUID, ...], may: bool
) -> None:
    facts = PendingFacts(an_entry(**({"person": PERSON} | said)), kept_from)
    assert access.may_settle_from_elsewhere(facts, CITY, PERSON, WHO) is may


def test_nobody_known_is_nobodys_and_who_only_leads_settles_nothing() -> None:
    unnamed, named = PendingFacts(an_entry()), PendingFacts(an_entry(person=PERSON))
    leading = Principal(WHO.id, "M", frozenset({Role.MANAGER}), WHO.units)
    assert not access.may_settle_from_elsewhere(unnamed, CITY, None, WHO)
    assert not access.may_settle_from_elsewhere(named, CITY, PERSON, leading)


@dataclass
class Came:
    """Somebody at Anna's desk of the north who is still to be called."""

    house: House
    person: str
    contact: str

    async def called(self, unit: str = DATC, reason: str | None = None) -> UUID:
        """They called that unit in vain, which knows whose the call was."""
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            entry = await lost(tx)
            await tx.execute(
                "UPDATE pending_call SET unit = $2, person = $3, reason = $4 WHERE id = $1",
                entry.id, unit, UUID(self.person), reason,
            )  # fmt: skip
        return entry.id

    async def offered(self, entry: UUID) -> bool:
        """Whether the desk offers to settle it."""
        page = await self.house.anna.client.get(f"/units/{NORD}/desk")
        assert page.status_code == 200, page.text
        return f"/units/{NORD}/pending/{entry}/do/arrived" in page.text

    async def settle(self, entry: UUID, how: str = "arrived") -> httpx2.Response:
        """Say at the desk that it is done with."""
        body = {"how": how, "contact": self.contact}
        return await self.house.anna.post(f"/api/pending/{entry}/settle", **body)

    async def unseen(self, entry: UUID) -> None:
        """It is as if there were no such call."""
        assert not await self.offered(entry)
        assert (await self.settle(entry)).status_code == 404

    async def entry(self, entry: UUID) -> PendingCall:
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            return await kept(tx, entry)


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    house = await house_of(serving)
    person = await house.person()
    await house.desk(house.anna)
    contact = await house.contact()
    assert await house.call(house.anna) == contact
    assert (await house.anna.post(f"/api/contacts/{contact}/start")).status_code == 200
    named = await house.anna.post(f"/api/contacts/{contact}/person", person=person)
    assert named.status_code == 200
    return Came(house, person, contact)


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

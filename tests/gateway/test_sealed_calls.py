"""The pending call of a sealed person is done with for those alone who may know of the person."""

from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.domain import Identity
from shared.db import Scope, transaction
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.web import Serving, command
from tests.gateway.coming import Came, came_to_annas_desk
from tests.gateway.keeping import plain
from tests.gateway.returning import RING
from tests.gateway.scene import Staff


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    """Somebody whom Anna serves."""
    return await came_to_annas_desk(serving)


async def settled(came: Came, entry: UUID, seen: str | None = None, **body: str) -> httpx2.Response:
    headers = command() | ({"if-match": seen} if seen else {})
    client, path = came.house.anna.client, f"/api/pending/{entry}/settle"
    return await client.post(path, json=body, headers=headers)


@pytest.mark.parametrize("unit", [NORD, DATC])
@pytest.mark.parametrize("how", ["arrived", "withdrawn", "mistake", "answered", "in_vain"])
async def test_to_others_settling_it_answers_as_for_an_entry_that_there_is_not(
    came: Came, unit: str, how: str
) -> None:
    entry = await came.called(unit)
    await came.seal(SUD)
    for said in ({}, {"contact": came.contact}, {"seen": '"99"'}):
        sealed = await settled(came, entry, how=how, **said)
        unknown = await settled(came, uuid4(), how=how, **said)
        assert sealed.status_code == 404
        assert plain(sealed)[::2] == plain(unknown)[::2]
    [row] = await came.house.rows("SELECT state, person FROM pending_call WHERE id = $1", entry)
    assert tuple(row) == ("open", UUID(came.person))


async def test_its_page_offers_what_is_taken_and_nothing_else(came: Came) -> None:
    entry = await came.hung_up(unit=NORD)
    await came.house.rows("UPDATE pending_call SET person = $1", UUID(came.person))
    for unit, offered in ((SUD, False), (NORD, True)):
        await came.seal(unit)
        page = (await came.house.anna.client.get(f"/units/{NORD}/pending/{entry}")).text
        for act in ("arrived", "withdrawn"):
            assert (f"{entry}/do/{act}" in page) is offered
        assert f"{entry}/do/call" in page, "they are called back all the same"
        assert (f"{entry}/candidates" in page) is False, "named already, or nobody's to name"
    assert (await settled(came, entry, how="withdrawn")).status_code == 200


async def test_a_contact_of_theirs_settles_as_one_of_nobody_known(came: Came) -> None:
    unnamed = await came.hung_up(unit=NORD)
    await came.seal(SUD)
    assert (await came.settle(unnamed)).status_code == 200
    assert (await came.entry(unnamed)).person is None


@pytest.mark.parametrize("other", [True, False])
async def test_to_others_it_stays_whose_it_is(came: Came, other: bool) -> None:
    entry = await came.called(NORD)
    somebody = None
    if other:
        async with transaction(came.house.served.around.pool, Scope.SYSTEM) as tx:
            identity = Identity(MARIA.name, MARIA.called)
            somebody = (await commands.new_person(tx, identity, NORD, Staff().by(), RING)).id
    await came.seal(SUD)
    path, body = f"/api/pending/{entry}/person", {"person": somebody and str(somebody)}
    refused = await came.house.anna.client.post(path, json=body, headers=command())
    assert refused.status_code == 404
    [row] = await came.house.rows("SELECT person FROM pending_call WHERE id = $1", entry)
    assert row["person"] == UUID(came.person)

"""Whoever came turns out to be another: what their coming settled is still to be returned."""

from uuid import UUID

import pytest
import pytest_asyncio

from tests.fixtures.canaries import telephone
from tests.fixtures.cities import DATC, NORD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came, came_to_annas_desk


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    """Somebody whom Anna serves."""
    return await came_to_annas_desk(serving)


async def name(came: Came, person: str | None) -> None:
    """Say whom the contact at Anna's desk concerns."""
    named = await came.house.anna.post(f"/api/contacts/{came.contact}/person", person=person)
    assert named.status_code == 200, named.text


async def is_still_to_be_returned(came: Came, entry: UUID, person: str | None) -> None:
    """It is open again as it was before, and so it was told; what was done stays, as undone."""
    again = await came.entry(entry)
    assert (again.state, again.settled, again.answered_by) == ("open", None, None)
    assert again.person == (person and UUID(person))
    acts = "SELECT act FROM pending_act WHERE pending_call = $1 AND undone_at IS NOT NULL"
    assert [row["act"] for row in await came.house.rows(acts, entry)] == ["arrived"]


@pytest.mark.parametrize("unit", [NORD, DATC])
@pytest.mark.parametrize("known", [True, False])
async def test_it_is_somebody_else_and_whoever_called_is_called_back_and_is_not_they(
    came: Came, unit: str, *, known: bool
) -> None:
    entry = await came.hung_up(unit=unit)
    assert (await came.settle(entry)).status_code == 200
    assert (await came.entry(entry)).person == UUID(came.person)
    await name(came, await came.house.person(telephone(8)) if known else None)
    await is_still_to_be_returned(came, entry, None)
    await name(came, came.person)
    assert await came.offered(entry), "it was they after all"
    assert (await came.settle(entry)).status_code == 200


async def test_what_was_named_as_theirs_before_they_came_stays_theirs(came: Came) -> None:
    entry = await came.called()
    assert (await came.settle(entry)).status_code == 200
    await name(came, None)
    await is_still_to_be_returned(came, entry, came.person)


@pytest.mark.parametrize("unit", [NORD, DATC])
async def test_nobody_came_by_a_visit_that_was_a_mistake(came: Came, unit: str) -> None:
    entry = await came.hung_up(unit=unit)
    assert (await came.settle(entry)).status_code == 200
    for _ in ("started", "called", "opened"):
        undone = await came.house.anna.post(f"/api/contacts/{came.contact}/undo")
        assert undone.status_code == 200, undone.text
    assert undone.json()["state"] == "voided"
    await is_still_to_be_returned(came, entry, None)


async def test_also_where_more_was_told_of_the_call_since_the_name_is_taken_back(
    came: Came,
) -> None:
    entry = await came.hung_up()
    assert (await came.settle(entry)).status_code == 200
    await came.house.rows("UPDATE pending_call SET version = version + 1")
    await name(came, None)
    [row] = await came.house.rows("SELECT state, person, answered_by FROM pending_call")
    assert tuple(row) == ("open", None, None)


async def test_whoever_is_said_to_be_the_one_it_was_settled_for_stays_the_one(came: Came) -> None:
    theirs = await came.hung_up(unit=NORD)
    await came.house.rows("UPDATE pending_call SET person = $1", UUID(came.person))
    await name(came, None)
    assert (await came.settle(theirs)).status_code == 200
    for _ in ("said", "said again"):
        await name(came, came.person)
        assert (await came.entry(theirs)).settled == "arrived"

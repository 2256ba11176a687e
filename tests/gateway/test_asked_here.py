"""Whoever asks to be called at their visit is not settled by that visit: they came before."""

from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway.domain.pending import pending_id
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came, came_to_annas_desk
from tests.gateway.test_agenda_calls import (
    Expected,
    here,  # noqa: F401
)

FOOD, CARE = "ECO-ALIM", "DEP"


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    """Somebody whom Anna serves."""
    return await came_to_annas_desk(serving)


async def promised(came: Came, *besides: str) -> UUID:
    """They come for two reasons, and are promised a call about one; the other stays open."""
    anna, at = came.house.anna, f"/api/contacts/{came.contact}"
    for reason in besides or (FOOD, CARE):
        assert (await anna.post(f"{at}/reasons", reason=reason)).status_code == 200
    safe = await anna.post(f"{at}/ways", safe_contact="yes")
    assert safe.status_code == 200, safe.text
    ended = await anna.post(f"{at}/reasons/{FOOD}/end", outcome="call_back")
    assert ended.status_code == 200, ended.text
    assert ended.json()["state"] == "serving"
    return pending_id(UUID(came.contact))


async def called_before(came: Came) -> UUID:
    """They called this unit in vain before they came, and it is known whose the call was."""
    entry = await came.hung_up(unit=NORD)
    await came.house.rows("UPDATE pending_call SET person = $1", UUID(came.person))
    return entry


async def is_not_settled_by_this_visit(came: Came, entry: UUID) -> None:
    assert not await came.offered(entry)
    refused = await came.settle(entry)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/asked-here")
    assert (await came.entry(entry)).is_open


async def test_a_call_that_was_just_promised_is_not_settled_by_the_same_visit(came: Came) -> None:
    entry = await promised(came)
    await is_not_settled_by_this_visit(came, entry)
    gone = await came.settle(entry, "withdrawn")
    assert gone.status_code == 200, "they may still say that they want no call"


async def test_nor_when_it_became_one_with_a_call_of_before(came: Came) -> None:
    before = await called_before(came)
    assert await came.offered(before)
    assert not (await came.entry(await promised(came))).is_open
    await is_not_settled_by_this_visit(came, before)
    page = await came.house.anna.client.get(f"/units/{NORD}/pending/{before}")
    assert f'name="contact" value="{came.contact}"' not in page.text


async def test_another_visit_settles_it(came: Came) -> None:
    entry = await promised(came)
    closed = await came.house.anna.post(f"/api/contacts/{came.contact}/close", outcome="informed")
    assert closed.status_code == 200
    came.contact = await came.house.contact(came.person)
    assert await came.house.call(came.house.anna) == came.contact
    assert (await came.house.anna.post(f"/api/contacts/{came.contact}/start")).status_code == 200
    assert await came.offered(entry)
    assert (await came.settle(entry)).status_code == 200


@pytest.mark.usefixtures("here")
async def test_nor_is_it_offered_at_the_agendas_row_of_it(here: Expected) -> None:  # noqa: F811
    before = await called_before(here)
    await here.is_served()
    await promised(here, CARE)  # for the other they have the appointment
    await is_not_settled_by_this_visit(here, before)

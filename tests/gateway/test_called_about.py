"""Whoever asked to be called about several matters is called about each of them, none is lost."""

from uuid import UUID

import httpx2
import pytest_asyncio

from services.gateway.domain.pending import pending_id
from shared.contracts.gateway import Matter
from shared.db import Scope, transaction
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came, came_to_annas_desk
from tests.gateway.keeping import Asker
from tests.gateway.returning import changes
from tests.gateway.scene import VIOLENCE
from tests.gateway.test_triage import FOOD

CARE = "DEP"


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    return await came_to_annas_desk(serving)


async def asks_about(came: Came, contact: str, *reasons: str) -> None:
    """At this contact, which is being served, a call is promised about each of these."""
    at = f"/api/contacts/{contact}"
    await came.house.anna.post(f"{at}/ways", safe_contact="yes")
    for reason in reasons:
        await came.house.anna.post(f"{at}/reasons", reason=reason)
    for reason in reasons:
        await ends(came, contact, reason)


async def ends(came: Came, contact: str, reason: str, outcome: str = "call_back") -> None:
    at = f"/api/contacts/{contact}/reasons/{reason}/end"
    ended = await came.house.anna.post(at, outcome=outcome)
    assert ended.status_code == 200, ended.text


async def comes_again(came: Came) -> str:
    """The same person is served at Anna's desk once more."""
    contact = await came.house.contact(came.person)
    assert await came.house.call(came.house.anna) == contact
    assert (await came.house.anna.post(f"/api/contacts/{contact}/start")).status_code == 200
    return contact


async def led_by(came: Came) -> str:
    """The reason that leads of what is to be called because of the first visit."""
    entry = pending_id(UUID(came.contact))
    [row] = await came.house.rows("SELECT reason FROM pending_call WHERE id = $1", entry)
    return str(row["reason"])


async def named(came: Came, who: Asker) -> list[str]:
    """Which reasons the page of the call names, in its order."""
    page = await who.client.get(f"/units/{NORD}/pending/{pending_id(UUID(came.contact))}")
    assert page.status_code == 200, page.text
    said = page.text[page.text.index('class="p-dl"') :].partition("</dl>")[0]
    return sorted((each for each in (FOOD, CARE, VIOLENCE) if each in said), key=said.index)


async def reach(came: Came, who: Asker, **ended: str) -> list[Matter]:
    """They are spoken with; what the contact by which they are is about."""
    at = f"/api/pending/{pending_id(UUID(came.contact))}/reached"
    reached: httpx2.Response = await who.post(at, **ended)
    assert reached.status_code == 200, reached.text
    return [Matter.model_validate(each) for each in reached.json()["matters"]]


async def test_of_one_visit_each_matter_that_ended_so_is_named_and_called_about(came: Came) -> None:
    await asks_about(came, came.contact, FOOD, CARE)
    assert await named(came, came.house.anna) == [FOOD, CARE]
    matters = await reach(came, came.house.anna)
    assert [(each.reason, each.outcome) for each in matters] == [(FOOD, None), (CARE, None)]


async def test_of_visits_that_became_one_call_the_matters_of_each_are_called_about(
    came: Came,
) -> None:
    await asks_about(came, came.contact, FOOD)
    await asks_about(came, await comes_again(came), CARE)
    assert await named(came, came.house.carla) == [FOOD, CARE]
    matters = await reach(came, came.house.carla, outcome="informed", reason=FOOD)
    assert [(each.reason, each.outcome) for each in matters] == [
        (FOOD, "informed"),
        (CARE, "informed"),
    ]


async def test_what_ended_otherwise_is_not_called_about(came: Came) -> None:
    at = f"/api/contacts/{came.contact}/reasons"
    await came.house.anna.post(at, reason=FOOD)
    await ends_after_asking(came)
    assert await named(came, came.house.anna) == [CARE]
    assert [each.reason for each in await reach(came, came.house.anna)] == [CARE]


async def ends_after_asking(came: Came) -> None:
    """Of two reasons the second is one for a call, the first is told at once."""
    at = f"/api/contacts/{came.contact}"
    await came.house.anna.post(f"{at}/ways", safe_contact="yes")
    await came.house.anna.post(f"{at}/reasons", reason=CARE)
    await ends(came, came.contact, CARE)
    await ends(came, came.contact, FOOD, "informed")


async def test_a_restricted_one_leads_however_late_it_is_said(came: Came) -> None:
    await asks_about(came, came.contact, FOOD, VIOLENCE)
    assert await led_by(came) == VIOLENCE
    async with transaction(came.house.served.around.pool, Scope.SYSTEM) as tx:
        told = await changes(tx, pending_id(UUID(came.contact)))
    assert [each.restricted for each in told] == [False, True]
    assert await named(came, came.house.anna) == [FOOD], "the restricted one is for professionals"
    assert await named(came, came.house.carla) == [VIOLENCE, FOOD]
    assert [each.reason for each in await reach(came, came.house.anna)] == [VIOLENCE, FOOD]


async def test_a_restricted_one_of_a_visit_that_became_one_call_with_another_leads_too(
    came: Came,
) -> None:
    await asks_about(came, came.contact, FOOD)
    await asks_about(came, await comes_again(came), CARE, VIOLENCE)
    assert await led_by(came) == VIOLENCE
    assert await named(came, came.house.carla) == [VIOLENCE, FOOD, CARE]


async def test_one_that_is_taken_back_is_called_about_no_more(came: Came) -> None:
    at = f"/api/contacts/{came.contact}/reasons"
    await came.house.anna.post(at, reason=CARE)
    await asks_about(came, came.contact, VIOLENCE, FOOD)
    assert await named(came, came.house.carla) == [VIOLENCE, FOOD]
    again = await came.house.anna.post(f"{at}/{VIOLENCE}/reopen")
    assert again.status_code == 200, again.text
    assert await led_by(came) == FOOD
    assert await named(came, came.house.anna) == [FOOD]

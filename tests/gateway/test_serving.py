"""A session lasts while its owner has a contact before them, whatever page is open."""

from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from shared.identity import Role
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import NORD, a_city, load_city
from tests.fixtures.web import Served, Serving, command

ENDS = "UPDATE session SET expires_at = clock_timestamp() + $1 * interval '1 second'"
IDLE = "UPDATE session SET last_seen = clock_timestamp() - interval '14 minutes'"
CORRECTED = {"name": somebody(1).name}


@pytest_asyncio.fixture
async def served(serving: Serving) -> Served:
    gateway = await serving.service("gateway")
    await load_city(gateway.around.pool, a_city())
    return gateway


@pytest_asyncio.fixture
async def anna(served: Served) -> httpx2.AsyncClient:
    """Somebody at a desk who has called a contact."""
    client = await served.signed_in({Role.RECEPTION}, {NORD})
    await done(client, f"/units/{NORD}/desks/1/open")
    await done(client, f"/units/{NORD}/contacts")
    await done(client, f"/units/{NORD}/desks/1/call-next")
    return client


async def done(client: httpx2.AsyncClient, path: str, **body: object) -> dict[str, object]:
    answer = await client.post(f"/api{path}", json=body, headers=command())
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_asking_from_any_page_keeps_the_session_of_whoever_serves(
    served: Served, anna: httpx2.AsyncClient
) -> None:
    await served.around.identity.execute(ENDS, 90)
    await served.around.identity.execute(IDLE)
    left = (await anna.get("/session")).json()
    assert left["busy"]
    assert left["idle"] > 890
    assert left["ends"] > 7000
    other = await served.signed_in({Role.RECEPTION}, {NORD})
    await served.around.identity.execute(ENDS, 90)
    left = (await other.get("/session")).json()
    assert not left["busy"]
    assert left["ends"] <= 90


async def test_what_was_written_on_another_page_is_kept_after_the_longest_time(
    served: Served, anna: httpx2.AsyncClient
) -> None:
    person = (await done(anna, f"/units/{NORD}/people", name=MARIA.name))["id"]
    await anna.get("/session")
    await served.around.identity.execute(ENDS, -60)
    served.around.sessions._known.clear()
    page = f"/units/{NORD}/people/{person}"
    form = {**CORRECTED, "idempotency_key": str(uuid4())}
    answer = await anna.post(f"{page}/correct", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, page)


@pytest.mark.parametrize("end", ["miss", "abandon"])
async def test_without_a_contact_the_session_ends_as_ever(
    served: Served, anna: httpx2.AsyncClient, end: str
) -> None:
    queue = (await anna.get(f"/api/units/{NORD}/desks")).json()["desks"]
    await done(anna, f"/contacts/{queue[0]['contact']}/{end}")
    await served.around.identity.execute(IDLE)
    left = (await anna.get("/session")).json()
    assert not left["busy"]
    assert left["idle"] < 61

"""What other sites cannot do in a browser that is signed in here, and what they may: link to us."""

import httpx2
import pytest

from shared.identity import Role
from tests.fixtures.web import ORIGIN, Served, Serving, command
from tests.shared.little_service import TABLE, create_app

LINK = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
FRAMED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
LOADED = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"}
ELSEWHERE: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", **LOADED},
    {"sec-fetch-site": "same-site", **FRAMED},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    {"sec-fetch-site": "none"},
    {"origin": "https://elsewhere.example"},
    {"origin": "https://portes.test"},
    {"origin": "http://portes.test:8080"},
    {"origin": "http://portes.test.elsewhere.example"},
    {"origin": "null"},
]
"""What a browser says where another site has a hand in it; our own address with TLS is another."""
ONLY_FOR_READING: list[dict[str, str]] = [
    {},
    {"sec-fetch-site": "cross-site", **LINK},
    {"sec-fetch-site": "none", **LINK},
]
OURS: list[dict[str, str]] = [{"sec-fetch-site": "same-origin"}, {"origin": ORIGIN}]


@pytest.fixture
async def served(serving: Serving) -> Served:
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    return running


@pytest.fixture
async def browser(served: Served) -> httpx2.AsyncClient:
    client = await served.signed_in({Role.RECEPTION}, {"css-nord"})
    del client.headers["origin"]
    return client


async def changed(client: httpx2.AsyncClient, headers: dict[str, str]) -> int:
    sent = command() | headers
    return (await client.post("/api/things", json={"name": "x"}, headers=sent)).status_code


async def test_a_change_that_does_not_come_from_our_pages_is_refused(
    browser: httpx2.AsyncClient,
) -> None:
    told = [*ELSEWHERE, *ONLY_FOR_READING]
    assert [each for each in told if await changed(browser, each) != 403] == []
    assert (await browser.get("/api/things")).json() == {"things": 0}


async def test_our_pages_may_change(browser: httpx2.AsyncClient) -> None:
    assert [await changed(browser, told) for told in OURS] == [201, 201]


@pytest.mark.parametrize("path", ["/api/units/css-nord", "/session"])
async def test_no_other_page_reads_or_loads_ours_but_it_may_lead_to_us(
    browser: httpx2.AsyncClient, path: str
) -> None:
    async def answered(told: dict[str, str]) -> int:
        return (await browser.get(path, headers=told)).status_code

    assert [told for told in ELSEWHERE if await answered(told) != 403] == []
    assert [told for told in [*OURS, *ONLY_FOR_READING] if await answered(told) != 200] == []


async def test_a_machine_says_nothing_of_pages_and_may_change(served: Served) -> None:
    machine = await served.machine({Role.RECEPTION}, {"css-nord"})
    del machine.headers["origin"]
    assert await changed(machine, {}) == 201


async def test_what_a_browser_remembers_of_a_password_dialog_is_no_key(
    browser: httpx2.AsyncClient,
) -> None:
    for scheme in ("Basic", "Digest", ""):
        told = {"authorization": f"{scheme} eDp4", "sec-fetch-site": "cross-site"}
        assert await changed(browser, told) == 403


async def test_nobody_is_signed_in_by_another_site(served: Served) -> None:
    stranger = await served.nobody()
    del stranger.headers["origin"]
    form = {"user_name": "anna", "password": "theirs"}
    for told in [*ELSEWHERE, {}]:
        assert (await stranger.post("/sign-in", data=form, headers=told)).status_code == 403
        assert len(stranger.cookies) == 0


async def test_servers_change_keys_for_tokens_without_saying_where_they_are(
    served: Served,
) -> None:
    server = await served.nobody()
    del server.headers["origin"]
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
    assert (await server.post("/oauth/token", data=form)).json() == {"error": "invalid_client"}

"""The page of the outcome *Appointment*: the next times have keys, later ones are a link away."""

import re
from datetime import date

import pytest_asyncio

from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, PRACTICE
from tests.fixtures.web import Serving, command
from tests.gateway.appointing import times
from tests.gateway.kiosk import Standing, standing


@pytest_asyncio.fixture
async def here(serving: Serving) -> Standing:
    """A centre, on a Monday at ten."""
    return await standing(serving)


async def opened(here: Standing, until: date) -> None:
    """Four ordinary times on each day from Tuesday."""
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await times(tx, until=until)


def shown(page: str) -> tuple[int, list[str]]:
    """How many times are offered, and their keys."""
    buttons = re.findall(r'<button[^>]*name="slot"[^>]*>', page)
    keys = [re.findall(r'data-key="([0-9])"', each) for each in buttons]
    return len(buttons), [key for found in keys for key in found]


async def test_a_link_shows_thirty_times_of_a_kind_by_day_and_the_first_three_keep_their_keys(
    here: Standing,
) -> None:
    await opened(here, date(2026, 3, 12))
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    made = await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    address = f"/units/{NORD}/contacts/{made.json()['id']}/appointment"
    page = (await client.get(address)).text
    assert shown(page) == (3, ["1", "2", "3"])
    [link] = re.findall(r'href="(\?[^"]*more[^"]*)"', page)
    more = (await client.get(address + link.replace("&amp;", "&"))).text
    assert shown(more) == (30, ["1", "2", "3"])
    days = re.findall(r'class="p-times__day">([^<]*)<', more)
    assert (len(days), len(set(days))) == (8, 8)
    assert "more=" not in more


async def test_where_no_more_times_are_free_no_link_promises_them(here: Standing) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    made = await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    address = f"/units/{NORD}/contacts/{made.json()['id']}/appointment"
    assert "more=" not in (await client.get(address)).text


async def test_a_time_that_two_professionals_keep_open_is_offered_once(here: Standing) -> None:
    await opened(here, date(2026, 3, 3))
    await opened(here, date(2026, 3, 3))
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    made = await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    address = f"/units/{NORD}/contacts/{made.json()['id']}/appointment"
    page = (await client.get(f"{address}?more=1")).text
    assert shown(page)[0] == 4


async def test_in_practice_the_times_are_those_of_practice_and_no_centre_is_offered(
    here: Standing,
) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {PRACTICE})
    made = await client.post(f"/api/units/{PRACTICE}/contacts", json={}, headers=command())
    address = f"/units/{PRACTICE}/contacts/{made.json()['id']}/appointment"
    page = (await client.get(address)).text
    assert shown(page) == (12, [*"123456789"])
    assert 'id="at"' not in page
    assert (await client.get(f"{address}?at={NORD}")).status_code == 404


async def test_no_door_gives_a_time_of_practice(here: Standing) -> None:
    client = await here.served.signed_in({Role.RECEPTION}, {NORD, PRACTICE})
    made = await client.post(f"/api/units/{NORD}/contacts", json={}, headers=command())
    address = f"/units/{NORD}/contacts/{made.json()['id']}/appointment?at={PRACTICE}"
    assert (await client.get(address)).status_code == 404

"""One host, several doors and several instances: addresses and cookies stay apart."""

from urllib.parse import urlsplit

import pytest

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import SERVICES, Stack

pytestmark = pytest.mark.needs("chromium")


async def test_a_door_without_its_slash_leads_to_the_door(stack: Stack, visit: Visit) -> None:
    page = await visit("/gateway", await stack.someone(Role.RECEPTION))
    first = page.url
    assert urlsplit(first).path.startswith("/gateway/units/")
    answer = await page.request.get(f"{stack.origin}/gateway", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (302, "/gateway/")


async def test_the_bare_origin_leads_to_the_first_door(stack: Stack, visit: Visit) -> None:
    page = await visit("/")
    assert urlsplit(page.url).path == "/gateway/sign-in"


async def test_metrics_are_not_to_be_had_at_the_origin(stack: Stack) -> None:
    for name in SERVICES:
        answer = await stack.client.get(f"{stack.origin}/{name}/metrics")
        assert answer.status_code == 404, name
        there = await stack.client.get(f"http://127.0.0.1:{stack.ports[f'{name}-web']}/metrics")
        assert there.status_code == 401, name


async def test_a_session_of_another_instance_on_the_same_host_is_left_alone(
    stack: Stack, visit: Visit
) -> None:
    someone = await stack.someone(Role.RECEPTION)
    page = await visit()
    others = {"name": "other_portes_session", "value": "theirs", "url": stack.origin}
    await page.context.add_cookies([others])
    await page.goto(f"{stack.origin}/gateway/")
    await page.fill("#user_name", someone.user_name)
    await page.fill("#password", someone.password)
    await page.get_by_role("button", name="Entra", exact=True).click()
    await page.wait_for_url(f"**/units/{someone.unit}/desk")
    cookies = {each["name"]: each["value"] for each in await page.context.cookies()}
    assert cookies["other_portes_session"] == "theirs"
    assert stack.cookie in cookies
    await page.locator("summary", has_text=someone.user_name).click()
    await page.get_by_role("button", name="Surt").click()
    await page.wait_for_url("**/sign-in")
    left = {each["name"] for each in await page.context.cookies()}
    assert "other_portes_session" in left
    assert stack.cookie not in left

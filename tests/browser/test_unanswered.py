"""What the desk does while its answer is late, and when none comes."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_desk import does, heading, seated

pytestmark = pytest.mark.needs("chromium")


async def test_until_an_act_is_answered_nothing_moves_and_no_key_acts(
    stack: Stack, visit: Visit
) -> None:
    _, page = await seated(stack, visit, 1)
    await does(page, "n", "Crida al taulell 1")
    held = asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await held.wait()
        await route.fulfill(response=answer)

    await page.route("**/start", late)
    async with page.expect_request("**/start"):
        await page.keyboard.press("Enter")
    await asyncio.sleep(1)  # its push has come by now
    await expect(heading(page)).to_have_text("Crida al taulell 1")
    for key in "78":  # did not come, has left
        await page.keyboard.press(key)
    async with page.expect_response("**/start"):
        held.set()
    await expect(heading(page)).to_have_text("En atenció")
    await expect(heading(page)).to_be_focused()


async def test_an_act_without_an_answer_is_said(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, 1)
    await does(page, "n", "Crida al taulell 1")

    async def never(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/start", never)
    await page.keyboard.press("Enter")
    said = page.locator("#notice [data-focus]")
    await expect(said).to_contain_text("No ha arribat cap resposta.")
    await expect(said).to_be_focused()
    await expect(heading(page)).to_have_text("En atenció")


async def test_what_is_typed_too_early_is_dropped_whole(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, 1)
    await does(page, "n", "Crida al taulell 1")
    held = asyncio.Event()

    async def late(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/start", late)
    async with page.expect_request("**/start"):
        await page.keyboard.press("Enter")
    await page.keyboard.type("/600", delay=20)
    held.set()
    await page.keyboard.type("913427", delay=60)  # by now the page has what each digit would press
    await expect(heading(page)).to_have_text("En atenció")
    await expect(heading(page)).to_be_focused()

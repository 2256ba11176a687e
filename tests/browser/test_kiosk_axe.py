"""Every screen of the kiosk and a ticket's page: no barrier that axe finds, in any language."""

import pytest
from playwright.async_api import Page

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS, seen_by_axe
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Stack
from tests.browser.starting import SHUT
from tests.browser.test_kiosk import at_kiosk, where_it_leads

pytestmark = pytest.mark.needs("chromium", "npm packages")
STILL = "document.getElementById('still').showModal()"


async def barriers(page: Page) -> list[str]:
    """What axe finds wide and on a telephone; and whether it scrolls sideways."""
    found: list[str] = []
    for size in (WIDE, TELEPHONE):
        await page.set_viewport_size(size)
        found += await seen_by_axe(page)
        found += ["sideways"] * (await page.evaluate(SIDEWAYS) > 0)
    await page.set_viewport_size(WIDE)
    assert await page.locator("h1").count() == 1
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize("language", ["ca", "es", "en", "ar", "wo"])
async def test_no_screen_has_a_barrier(stack: Stack, visit: Visit, language: str) -> None:
    page, _ = await at_kiosk(stack, visit, viewport=WIDE)
    found = await barriers(page)
    further = language in {"ar", "wo"}
    if further:
        await page.locator("main a[href*='/languages']").click()
        found += await barriers(page)
    await page.locator(f"main a[href*='/{language}?']").click()
    found += await barriers(page)
    assert await begins_at_the_right(page) is (language == "ar")
    await page.locator("footer a").click()
    found += await barriers(page)
    await page.locator("main a.p-btn").click()
    found += await of_an_appointment(page)
    if not further:
        await page.locator("main a[href*='/papers']").click()
        found += await barriers(page)
    await page.locator("main form button").first.click()
    await page.locator(".p-slip").wait_for()
    found += await barriers(page)
    await page.evaluate(STILL)
    found += await barriers(page)
    telephone = await visit(await path_of(page, stack), None, viewport=WIDE)
    found += await barriers(telephone)
    assert found == []


async def begins_at_the_right(page: Page) -> bool:
    """Whether the first thing to choose stands at the right of the second, as one reads."""
    boxes = "all => all[0].getBoundingClientRect().x > all[1].getBoundingClientRect().x"
    right: bool = await page.locator(".p-portal").evaluate_all(boxes)
    return right


async def of_an_appointment(page: Page) -> list[str]:
    """The screen for its code, and once more after a wrong one; then back."""
    await page.locator("main a[href*='/appointment']").click()
    found = await barriers(page)
    await page.keyboard.type("123456")
    await page.keyboard.press("Enter")
    await page.locator(".k-wrong").wait_for()
    found += await barriers(page)
    await page.locator("main a.p-btn").click()
    return found


async def path_of(page: Page, stack: Stack) -> str:
    """Where the QR code leads, within the origin."""
    return (await where_it_leads(page, stack)).removeprefix(stack.origin)


async def test_a_closed_kiosk_has_no_barrier(stack: Stack, visit: Visit) -> None:
    kiosk = await stack.someone(Role.KIOSK, unit=SHUT)
    page = await visit("/gateway/", kiosk, viewport=WIDE)
    assert await barriers(page) == []


async def test_what_the_desk_hears_of_it_has_no_barrier(stack: Stack, visit: Visit) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    await page.locator("main a[href*='/languages']").click()
    await page.locator("main a[href*='/ar?']").click()
    await page.locator("main form button").nth(1).click()
    await page.locator(".p-slip").wait_for()
    who = await stack.someone(Role.RECEPTION, unit=kiosk.unit)
    await stack.open_desk(who)
    await stack.call(who)
    desk = await visit(f"/gateway/units/{kiosk.unit}/desk", who, viewport=WIDE)
    await desk.locator("#papers").wait_for()
    found = await barriers(desk)
    await desk.locator("#papers-missing").click()
    await desk.locator("#papers-missing[aria-pressed='true']").wait_for()
    assert found + await barriers(desk) == []

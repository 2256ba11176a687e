"""A manager's main way, by keys alone and by touch: the city, a centre, a figure, its numbers."""

import re

import pytest
from playwright.async_api import Page, expect

from shared.identity import LANGUAGES, Role
from tests.browser.calls import lost
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import figure
from tests.browser.test_keyboard import signed_in, tab_to
from tests.browser.touching import SMALL, TOUCH

pytestmark = pytest.mark.needs("chromium")
MOST = 300
"""Tabs that suffice for a city with some hundred centres."""
SHOWN = """() => {
  const active = document.activeElement, box = active.getBoundingClientRect();
  const style = getComputedStyle(active);
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight && active.contains(seen);
}"""
"""Whether what has the focus has a ring and is on the screen, with nothing before it."""
SIDEWAYS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
CENTRE = '.p-cell[href$="/areas/{unit}"]'
WAITING = '.p-fig a[href$="#waiting"]'
HANDS = '[data-live-part="hands"]'
FIGURES = 'a[href*="/figures?day="]:not([href*="#"])'
BOARD = 'main > div:first-child a[href*="/areas/"]'


async def followed(page: Page, link: str, there: str) -> None:
    """Go to a link by Tab, see where the focus is, and follow it."""
    await tab_to(page, link, MOST)
    assert await page.evaluate(SHOWN)
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(there))


async def cut_by(page: Page, grain: str) -> None:
    """Choose how finely the figures are cut, by its first letter as any list is, and show them."""
    await tab_to(page, "#grain")
    assert await page.evaluate(SHOWN)
    words = await page.locator(f"#grain option[value={grain}]").inner_text()
    await page.keyboard.type(words)
    await tab_to(page, "main form button.p-btn--go")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(f"grain={grain}"))
    await expect(page.locator("thead th").first).to_have_text(words)


async def one_waits(stack: Stack) -> Person:
    """A receptionist at whose centre somebody waits."""
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    return who


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_manager_goes_from_signing_in_to_the_figures_and_back_with_tab_and_keys_alone(
    stack: Stack, visit: Visit, language: str
) -> None:
    there = await one_waits(stack)
    manager = await stack.someone(Role.MANAGER, everywhere=True, language=language)
    page = await visit("/gateway/sign-in", locale=f"{language}-ES")
    await signed_in(page, manager.user_name, manager.password)
    await page.wait_for_url("**/areas/city")
    assert await page.locator("html").get_attribute("lang") == language
    await followed(page, CENTRE.format(unit=there.unit), f"/areas/{there.unit}$")
    await expect(figure(page, "waiting")).to_have_text("1")
    await followed(page, WAITING, "/definitions.*#waiting$")
    await expect(page.locator("#waiting")).to_be_in_viewport()
    await followed(page, BOARD, f"/areas/{there.unit}$")
    await followed(page, FIGURES, "/figures")
    await cut_by(page, "day")
    await cut_by(page, "hour")
    await tab_to(page, ".p-scroll")
    await followed(page, 'thead a[href$="#offered"]', "/definitions.*#offered$")
    await followed(page, BOARD, f"/areas/{there.unit}$")
    await followed(page, '.p-top a[href$="/areas/city"]', "/areas/city$")


async def test_the_focus_stays_on_a_figure_and_on_a_centre_whose_numbers_change(
    stack: Stack, visit: Visit
) -> None:
    there = await one_waits(stack)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    centre = CENTRE.format(unit=there.unit)
    for place, link in ((there.unit, WAITING), ("city", centre)):
        page = await visit(f"/indicators/areas/{place}", manager)
        number = (
            page.locator(f"{link} .p-cell__fig") if place == "city" else figure(page, "waiting")
        )
        await tab_to(page, link, MOST)
        before = await number.inner_text()
        await stack.arrive(there)
        await expect(number).not_to_have_text(before)
        await expect(page.locator(link)).to_be_focused()


async def test_a_manager_reads_the_figures_of_a_centre_by_touch(stack: Stack, visit: Visit) -> None:
    there = await one_waits(stack)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    page = await visit("/gateway/sign-in", **TOUCH)
    await page.locator("#user_name").fill(manager.user_name)
    await page.locator("#password").fill(manager.password)
    await page.get_by_role("button", name="Entra", exact=True).tap()
    await page.wait_for_url("**/areas/city")
    await tapped(page, CENTRE.format(unit=there.unit), f"/areas/{there.unit}$")
    await tapped(page, WAITING, "/definitions.*#waiting$")
    await tapped(page, BOARD, f"/areas/{there.unit}$")
    await tapped(page, FIGURES, "/figures")
    for grain in ("day", "hour"):
        await page.locator("#grain").select_option(grain)
        await tapped(page, "main form button.p-btn--go", f"grain={grain}")
        await expect(page.locator("tbody tr").first).to_be_visible()
        await expect(page.locator("tfoot td").first).to_have_css("border-top-width", "0px")
    await tapped(page, BOARD, f"/areas/{there.unit}$")


async def test_where_a_hand_is_needed_shows_by_itself_and_leads_to_where_the_act_is_done(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION, Role.MANAGER)
    page = await visit(f"/indicators/areas/{who.unit}", who)
    asks = page.locator(HANDS)
    await expect(asks).to_contain_text("Ara no cal fer res.")
    await stack.arrive(who)
    await expect(asks.locator("li")).to_have_text([re.compile("Obre un taulell")])
    await stack.open_desk(who)
    await expect(asks).to_contain_text("Ara no cal fer res.")
    await lost(stack, who.unit)
    await expect(asks.locator("li")).to_have_text([re.compile("1 trucada abandonada")])
    await followed(page, f'{HANDS} a[href*="/pending"]', "/pending.which=all&origin=abandoned$")
    await expect(page.locator("[id^=call-]")).to_have_count(1)


async def tapped(page: Page, what: str, there: str) -> None:
    """Touch it where everything is large enough and nothing lies outside the screen."""
    assert await page.evaluate(SMALL) == []
    assert await page.evaluate(SIDEWAYS)
    await page.locator(what).first.tap()
    await page.wait_for_url(re.compile(there))

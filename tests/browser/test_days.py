"""A day is said in words of the page's language, whatever language the browser speaks."""

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.booking import ahead
from tests.browser.conftest import Visit
from tests.browser.stack import Stack

pytestmark = pytest.mark.needs("chromium")
FOREIGN = "de-DE"
SAID = {
    "ca": ("dijous, 12 de març del 2026", "Cap dia triat"),
    "es": ("jueves, 12 de marzo de 2026", "Ningún día elegido"),
    "en": ("Thursday 12 March 2026", "No day chosen"),
}
FIRST = "#first-words"


async def plainly(page: Page, place: str) -> str:
    """What stands there; British English is written with and without this comma."""
    return (await page.locator(place).inner_text()).replace("Thursday,", "Thursday")


@pytest.mark.parametrize("language", SAID)
async def test_a_day_stands_in_the_pages_language_also_when_it_changes(
    stack: Stack, visit: Visit, language: str
) -> None:
    day, none = SAID[language]
    paula = await stack.someone(Role.PROFESSIONAL, language=language)
    page = await visit(f"/gateway/units/{paula.unit}/agenda?day={ahead(2)}", paula, locale=FOREIGN)
    assert await plainly(page, FIRST) == day
    await expect(page.locator("#until-words")).to_have_text(none)
    await page.fill("#until", ahead(2))
    assert await plainly(page, "#until-words") == day
    await page.fill("#until", "")
    await expect(page.locator("#until-words")).to_have_text(none)
    assert await page.get_by_role("status").filter(has_text=day[-4:]).count() == 1
    described = await page.locator("#first").get_attribute("aria-describedby")
    assert f"#{described}" == FIRST


async def test_a_year_that_is_being_typed_is_not_said(stack: Stack, visit: Visit) -> None:
    paula = await stack.someone(Role.PROFESSIONAL)
    page = await visit(f"/gateway/units/{paula.unit}/agenda", paula, locale=FOREIGN)
    await page.fill("#until", "0202-03-12")
    await expect(page.locator("#until-words")).to_have_text("Cap dia triat")


async def test_a_moment_is_said_with_its_time(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.MANAGER)
    path = f"/indicators/areas/{who.unit}?at={ahead(0)}T09:05:07"
    page = await visit(path, who, locale=FOREIGN)
    words = page.locator("#at-words")
    await expect(words).to_have_text("dimarts, 10 de març del 2026, 09:05:07")
    await page.fill("#at", f"{ahead(2)}T09:30")
    await expect(words).to_have_text("dijous, 12 de març del 2026, 09:30")

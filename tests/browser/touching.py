"""A telephone that has no keys: everything is touched, and everything is large enough for that."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import TELEPHONE

TOUCH: dict[str, Any] = {"viewport": TELEPHONE, "has_touch": True, "is_mobile": True}
SMALL = """() => [...document.querySelectorAll(
    ".p-top :is(a, button, summary), " +
    "#content :is(button, a.p-btn, summary, input, select, textarea, nav a, th a, td a)")]
  .filter(each => each.checkVisibility() && each.getClientRects().length)
  .map(each => [each, /checkbox|radio/.test(each.type) && each.labels[0] || each])
  .map(([each, pressed]) => [each, pressed.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([each, box]) => `${each.outerHTML.slice(0, 90)}: ${box.width} by ${box.height}`)"""
"""What is to be pressed and smaller than WCAG 2.5.8 allows; a box to tick with its label."""


async def touched(page: Page, what: str | Locator) -> None:
    """Touch it, where nothing on the page is too small to be."""
    await expect(page.locator("body[data-acting]")).to_have_count(0)
    small = await page.evaluate(SMALL)
    assert not small, small
    await (page.locator(what).first if isinstance(what, str) else what.first).tap()


async def tapped(page: Page, words: str) -> None:
    """Touch the button that says so."""
    await touched(page, page.get_by_role("button", name=words))


async def written(page: Page, field: str, words: str) -> None:
    """Touch a field and write in it."""
    await touched(page, field)
    await page.locator(field).fill(words)

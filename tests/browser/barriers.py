"""What keeps somebody from a page: what axe-core finds, and what lies beside the screen."""

from collections.abc import Iterable
from functools import cache

from playwright.async_api import Page, ViewportSize

from tests.dependencies import BROWSER_TESTS

AXE = BROWSER_TESTS / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")
ALIKE = "tbody > tr:nth-child(n + 9), ol > li:nth-child(n + 9), ul > li:nth-child(n + 9)"
"""Rows after the eighth are made as the first are; a board of forty centres takes axe seconds."""
LOOK = """([tags, colours, alike]) => axe.run({exclude: ["body > svg.p-hide", alike]}, {
  runOnly: tags, resultTypes: ["violations"], preload: false, iframes: false,
  rules: {"color-contrast": {enabled: colours}, "link-in-text-block": {enabled: colours}},
}).then(found => found.violations.flatMap(
  each => each.nodes.map(node => `${each.id}: ${node.html}`)))"""
IS_THERE = "typeof axe !== 'undefined'"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how many CSS pixels the page is wider than the screen."""

CUT = """() => [...document.querySelectorAll("body *")].filter(each => {
  const { overflowX, textOverflow, clipPath } = getComputedStyle(each);
  return ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis"
    && clipPath === "none" && each.scrollWidth > each.clientWidth + 1
    && !each.matches("select, input, textarea, svg, svg *") && each.checkVisibility();
}).map(each => each.cloneNode(false).outerHTML.slice(0, 160))"""
"""What is wider than the room that cuts it off; not what is there to be heard alone."""


@cache
def _axe() -> str:
    return AXE.read_text()


async def seen_by_axe(page: Page, *, colours: bool = True) -> list[str]:
    """What axe-core finds on the page as it stands; the two rules of colours take half its time."""
    if not await page.evaluate(IS_THERE):
        await page.evaluate(_axe())
    found: list[str] = await page.evaluate(LOOK, [list(RULES), colours, ALIKE])
    return found


async def beside_the_screen(page: Page) -> list[str]:
    """What can be seen by scrolling sideways only, or not at all."""
    over = await page.evaluate(SIDEWAYS)
    cut: list[str] = await page.evaluate(CUT)
    return [f"scrolls {over} px sideways"] * (over > 0) + [f"cut off: {each}" for each in cut]


async def barriers(page: Page, sizes: Iterable[ViewportSize] = ()) -> list[str]:
    """What is found on the page as it stands, at each of these sizes or at its own."""
    own = page.viewport_size
    found: list[str] = []
    for size in sizes or [own]:
        if size:
            await page.set_viewport_size(size)
        where = f"{page.url}, {size['width'] if size else 'its own width'}"
        seen = [*await seen_by_axe(page), *await beside_the_screen(page)]
        found += [f"{where}: {each}" for each in seen]
    if own:
        await page.set_viewport_size(own)
    return found

"""What keeps somebody from a page: what axe-core finds, and what lies beside the screen."""

from collections.abc import Iterable

from playwright.async_api import Page, ViewportSize

from tests.browser.test_axe import LOOK, RULES, SIDEWAYS, axe


async def barriers(page: Page, sizes: Iterable[ViewportSize] = ()) -> list[str]:
    """What is found on the page as it stands, at each of these sizes or at its own."""
    await page.evaluate(axe())
    own = page.viewport_size
    found: list[str] = []
    for size in sizes or [own]:
        if size:
            await page.set_viewport_size(size)
        where = f"{page.url}, {size['width'] if size else 'its own width'}"
        found += [f"{where}: {each}" for each in await page.evaluate(LOOK, list(RULES))]
        over = await page.evaluate(SIDEWAYS)
        found += [f"{where}: scrolls {over} px sideways"] if over > 0 else []
    if own:
        await page.set_viewport_size(own)
    return found

"""Handing on by keyboard alone: a place in a session, and another unit of the city."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from shared import db
from tests.browser.barriers import barriers
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_desk import does
from tests.browser.test_triage import add, serving
from tests.gateway.handing import a_session, alive, hear

pytestmark = pytest.mark.needs("chromium", "npm packages")


async def published(stack: Stack) -> None:
    """The groups are heard of, and of one session in two days."""
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            await hear(tx, a_session(starts_at=TEN_ON_A_TUESDAY + timedelta(days=2)))
            await alive(tx)
    finally:
        await pool.close()


async def test_a_place_in_a_session_is_given_with_three_keys(stack: Stack, visit: Visit) -> None:
    await published(stack)
    page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await page.keyboard.press("f")
    await expect(page.locator("h1")).to_have_text("Tria una sessió")
    assert await barriers(page) == []
    await page.keyboard.press("1")
    await expect(page.locator("#stands")).to_be_visible()
    assert await barriers(page) == []
    await page.keyboard.press("Enter")
    await expect(page.locator("#step")).to_have_text("No espera ningú")


async def test_an_internal_referral_is_sent_with_two_keys(stack: Stack, visit: Visit) -> None:
    page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await page.keyboard.press("6")
    await expect(page.locator("#refer-to")).to_be_visible()
    assert await barriers(page) == []
    await does(page, "Enter", "No espera ningú")

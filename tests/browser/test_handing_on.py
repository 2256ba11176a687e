"""Handing on, by keyboard alone and by touch: a place in a session, another unit of the city."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.identity import Role
from tests.browser import booking
from tests.browser.barriers import barriers
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_desk import desk_of, does, heading, taken_over
from tests.browser.test_triage import add, ended_at, serving
from tests.browser.touching import TOUCH, touched, written
from tests.fixtures.cities import DATC
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


async def test_an_internal_referral_goes_to_the_unit_that_somebody_chose_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await page.keyboard.press("6")
    await expect(page.locator("#refer-to")).to_be_visible()
    await expect(page.locator("#refer-to")).to_be_focused()
    await expect(page.locator("#refer-to")).to_have_value("")
    assert await barriers(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#refer-to")).to_be_focused()  # nobody chose a unit yet
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await does(page, "Enter", "No espera ningú")


async def test_the_telephone_says_which_centre_is_theirs_and_that_one_is_proposed(
    stack: Stack, visit: Visit
) -> None:
    dora, there = await stack.someone(unit=DATC), (await stack.someone()).unit
    await booking.serving(stack, dora)
    page = await visit(desk_of(dora), dora)
    await taken_over(page)
    await page.locator("#centre > summary").press("Enter")
    await expect(page.locator("#belongs-to")).to_be_visible()
    assert await barriers(page) == []
    await page.locator("#belongs-to").select_option(there)
    await page.locator("#centre button").press("Enter")
    await expect(page.locator("#centre summary b")).to_be_visible()
    await expect(page.locator("#refer-to")).to_have_value(there)
    await page.keyboard.press("6")
    await expect(page.locator("#out-refer button")).to_be_focused()


async def on_a_telephone(stack: Stack, visit: Visit) -> tuple[str, Page]:
    """The unit of a desk that serves somebody with a reason, and the desk, touched."""
    anna = await stack.someone(Role.RECEPTION)
    await booking.serving(stack, anna)
    page = await visit(desk_of(anna), anna, **TOUCH)
    await taken_over(page)
    return anna.unit, page


async def test_by_touch_a_household_is_given_places_in_a_session(
    stack: Stack, visit: Visit
) -> None:
    await published(stack)
    unit, page = await on_a_telephone(stack, visit)
    await touched(page, page.get_by_role("link", name="Plaça de grup"))
    await expect(page.locator("h1")).to_have_text("Tria una sessió")
    await written(page, "#places", "2")
    await touched(page, ".p-sessions__pick")
    await expect(page.locator("main")).to_contain_text("2 places")
    await touched(page, page.get_by_role("link", name="Torna al taulell"))
    await expect(heading(page)).to_have_text("No espera ningú")
    assert (await ended_at(stack, unit))["outcome"] == "group_place"


async def test_by_touch_somebody_is_referred_to_another_unit(stack: Stack, visit: Visit) -> None:
    unit, page = await on_a_telephone(stack, visit)
    await touched(page, "#out-refer > summary")
    await page.locator("#refer-to").select_option(index=1)
    await touched(page, "#out-refer button")
    await expect(heading(page)).to_have_text("No espera ningú")
    assert (await ended_at(stack, unit))["outcome"] == "referred"

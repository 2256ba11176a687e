"""Handing on, by keyboard alone and by touch: a place in a session, another unit of the city."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from shared import db
from shared.identity import Role
from tests.browser import booking
from tests.browser.barriers import barriers
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_desk import desk_of, does, heading, keyed, taken_over
from tests.browser.test_triage import add, ended_at, serving
from tests.browser.touching import TOUCH, tapped, touched, written
from tests.fixtures.cities import DATC
from tests.fixtures.messaging import until
from tests.gateway.handing import a_session, alive, hear

pytestmark = pytest.mark.needs("chromium", "npm packages")
NARROW = ViewportSize(width=320, height=640)


async def published(stack: Stack) -> str:
    """The groups are heard of, and of one session in two days; its id."""
    session = a_session(starts_at=TEN_ON_A_TUESDAY + timedelta(days=2))
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            await hear(tx, session)
            await alive(tx)
    finally:
        await pool.close()
    return str(session.session_id)


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


async def without_a_place(stack: Stack, visit: Visit, **options: Any) -> Page:
    """The places of a centre, where one is lost: of a session that the groups do not know.

    Of such a one they say no more than of a restricted one, which professionals see.
    """
    session = await published(stack)
    anna = await stack.someone(Role.RECEPTION, Role.PROFESSIONAL)
    contact = await booking.serving(stack, anna)
    asked = f"/contacts/{contact}/reasons/ECO-ALIM/group-place"
    await stack.ask(anna, asked, session=session)
    page = await visit(f"/gateway/units/{anna.unit}/places", anna, **options)

    async def is_lost() -> bool:
        await page.reload()
        return await page.locator("form[action$='/told']").count() == 1

    await until(is_lost, 20)
    return page


async def test_by_keyboard_that_they_were_told_is_noted_and_taken_back(
    stack: Stack, visit: Visit
) -> None:
    page = await without_a_place(stack, visit)
    await keyed(page.get_by_role("button", name="Ja ho sap"))
    await expect(page.locator("#told")).to_be_visible()
    await expect(page.locator("#places")).to_have_count(0)
    assert await barriers(page, (WIDE, TELEPHONE, NARROW)) == []
    await page.keyboard.press("z")
    await expect(page.locator("#places .is-late")).to_have_count(1)
    await expect(page.locator("#told")).to_have_count(0)


async def test_by_touch_that_they_were_told_is_noted_and_taken_back(
    stack: Stack, visit: Visit
) -> None:
    page = await without_a_place(stack, visit, **TOUCH)
    for _ in range(2):  # a second time is noted too
        await tapped(page, "Ja ho sap")
        await expect(page.locator("#places")).to_have_count(0)
        await tapped(page, "Desfés")
        await expect(page.locator("#places .is-late")).to_have_count(1)


async def test_by_touch_somebody_is_referred_to_another_unit(stack: Stack, visit: Visit) -> None:
    unit, page = await on_a_telephone(stack, visit)
    await touched(page, "#out-refer > summary")
    await page.locator("#refer-to").select_option(index=1)
    await touched(page, "#out-refer button")
    await expect(heading(page)).to_have_text("No espera ningú")
    assert (await ended_at(stack, unit))["outcome"] == "referred"

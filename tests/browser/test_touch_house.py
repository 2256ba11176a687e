"""The main ways of professionals, managers, the officer and administrators by touch."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import expect

from shared.identity import Role
from tests.browser.booking import ahead
from tests.browser.conftest import Visit
from tests.browser.looking import looked_at
from tests.browser.stack import Stack
from tests.browser.test_desk import figure, taken_over
from tests.browser.touching import TOUCH, tapped, touched, written

pytestmark = pytest.mark.needs("chromium")


async def test_a_professional_opens_and_closes_times(stack: Stack, visit: Visit) -> None:
    paula = await stack.someone(Role.PROFESSIONAL)
    page = await visit(f"/gateway/units/{paula.unit}/agenda?day={ahead(1)}", paula, **TOUCH)
    await touched(page, page.get_by_role("link", name="Dia següent"))
    await expect(page.locator(".p-empty")).to_have_text("Aquest dia no hi ha cap hora oberta.")
    await written(page, "#minutes", "60")
    await written(page, "#until", ahead(5))
    await touched(page, page.get_by_label("Divendres"))
    await expect(page.get_by_label("Divendres")).to_be_checked()
    await tapped(page, "Obre aquestes hores")
    rows = page.locator(".p-agenda > li")
    await expect(rows.first).to_contain_text("09:00–10:00")
    before = await rows.count()
    await touched(page, ".p-agenda button")
    await expect(rows).to_have_count(before - 1)


async def test_a_manager_goes_from_the_city_to_a_centre_and_to_what_a_figure_means(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    await stack.arrive(who)
    page = await visit("/indicators/areas/city", manager, **TOUCH)
    await touched(page, f'.p-cell[href$="/areas/{who.unit}"]')
    await expect(figure(page, "waiting")).to_have_text("1")
    await touched(page, ".p-fig a")
    await expect(page.locator("h1")).to_be_visible()
    assert "/definitions" in page.url


async def test_the_officer_searches_who_looked_and_reports_it(stack: Stack, visit: Visit) -> None:
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    reader, person = await stack.someone(Role.RECEPTION), uuid4()
    await looked_at(stack, person, reader)
    page = await visit("/gateway/", officer, **TOUCH)
    await expect(page.locator("h1")).to_have_text("El rastre de mirades")
    await written(page, "#person", str(person))
    await tapped(page, "Cerca")
    await expect(page.locator("tbody tr")).to_have_count(3)
    await expect(page.locator("tbody tr").first).to_contain_text(reader.user_name)
    await touched(page, "form[action$='/report'] button")
    await expect(page.locator("h1")).to_have_text("Qui ha mirat les vostres dades")


async def test_an_administrator_makes_an_account_and_ends_it(stack: Stack, visit: Visit) -> None:
    admin = await stack.someone(Role.ADMINISTRATOR, everywhere=True)
    page = await visit("/gateway/", admin, **TOUCH)
    await touched(page, ".p-menu--you summary")
    await page.get_by_role("link", name="Comptes").first.tap()
    await expect(page.locator("h1")).to_have_text("Comptes")
    await taken_over(page)
    name = f"m-{uuid4().hex[:10]}"
    await written(page, "#user_name", name)
    await touched(page, page.locator("label", has=page.locator("input[value=reception]")))
    await touched(page, page.locator("label", has=page.locator("input[name=scope][value=city]")))
    await tapped(page, "Crea’l")
    await expect(page.locator("#content input[readonly]")).to_have_value(re.compile("new-password"))

"""The officer's day by keyboard: search, then the report for a person, on paper."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import expect

from shared import db
from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.looking import looked_at
from tests.browser.stack import Stack

pytestmark = pytest.mark.needs("chromium")
A4 = re.compile(rb"/MediaBox \[0 0 (594|595)[.\d]* (841|842)")


async def test_a_person_is_searched_and_reported_on_by_keyboard(stack: Stack, visit: Visit) -> None:
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True, language="ca")
    reader, person = await stack.someone(Role.RECEPTION), uuid4()
    await looked_at(stack, person, reader)
    page = await visit("/gateway/", officer)
    await expect(page.locator("h1")).to_have_text("El rastre de mirades")
    await page.locator("#person").focus()
    await page.keyboard.type(str(person))
    await page.keyboard.press("Enter")
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(3)
    await expect(rows.first).to_contain_text(reader.user_name)
    await page.locator("#language").focus()
    await page.keyboard.type("Cas")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Quién ha mirado sus datos")
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.locator("tbody")).not_to_contain_text(reader.user_name)


async def test_the_report_is_made_for_a4_and_leaves_the_screens_bars_out(
    stack: Stack, visit: Visit
) -> None:
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    person = uuid4()
    await looked_at(stack, person, await stack.someone(Role.RECEPTION))
    page = await visit(f"/gateway/audit/people/{person}/report", officer)
    await page.emulate_media(media="print")
    await expect(page.locator(".p-top")).to_be_hidden()
    await expect(page.locator("h1")).to_be_visible()
    assert A4.search(await page.pdf(prefer_css_page_size=True))


async def test_an_address_in_the_trace_is_where_the_browser_was_not_what_it_says(
    stack: Stack, visit: Visit
) -> None:
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    person = uuid4()
    forged = {"X-Forwarded-For": "203.0.113.99"}
    page = await visit(f"/gateway/audit?person={person}", officer, extra_http_headers=forged)
    await expect(page.locator("h1")).to_be_visible()
    pool = await db.connect(stack.databases["gateway"], size=1)
    found = await pool.fetchval("SELECT address FROM look WHERE person = $1", person)
    await pool.close()
    assert found in {"127.0.0.1", "::1"}

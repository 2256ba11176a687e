"""Accounts, keys and the policy with ten fingers: Tab, Space and Enter lead everywhere."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from shared.identity import LANGUAGES, Role
from tests.browser.conftest import Visit
from tests.browser.looking import looked_at
from tests.browser.stack import Person, Stack
from tests.browser.test_forms import no_barriers
from tests.browser.test_people import a_telephone
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import NORD

pytestmark = pytest.mark.needs("chromium")
MOST_TABS = 120
IS_FOCUSED = "wanted => !!document.activeElement?.matches(wanted)"
GO = "main form button.p-btn--go"
SCROLLS = "[role=group][tabindex='0']"


async def tab_to(page: Page, wanted: str, most: int = MOST_TABS) -> None:
    """Press Tab until this has the focus, and see that it does."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        if await page.evaluate(IS_FOCUSED, wanted):
            assert await page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab never reaches {wanted}")


async def typed_rights(page: Page, field: str, name: str, role: str) -> None:
    """Name, role, the whole city; then it is sent."""
    await tab_to(page, field)
    await page.keyboard.type(name)
    await tab_to(page, f"input[name=role][value={role}]")
    await page.keyboard.press("Space")
    await tab_to(page, "input[name=scope]")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, GO)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_administrator_makes_an_account_and_a_key_and_reads_the_policy(
    stack: Stack, visit: Visit, language: str
) -> None:
    admin = await stack.someone(Role.ADMINISTRATOR, everywhere=True, language=language)
    shown = "#content input[readonly]"
    page = await visit("/gateway/administration/accounts", admin)
    assert await page.locator("html").get_attribute("lang") == language
    await typed_rights(page, "#user_name", f"k-{admin.user_name}", "reception")
    await expect(page.locator(shown)).to_have_value(re.compile("/new-password/"))
    await expect(page.locator("h1")).to_contain_text(f"k-{admin.user_name}")
    await tab_to(page, shown)
    await page.goto(stack.origin + "/gateway/administration/keys")
    await typed_rights(page, "#name", f"k-{admin.user_name}", "telephony")
    await expect(page.locator(shown)).to_have_value(re.compile("^portes_"))
    await page.goto(stack.origin + "/gateway/policy")
    before = await page.locator("h1").inner_text()
    await tab_to(page, "main a[href='/indicators/policy']")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).not_to_have_text(before)
    await tab_to(page, SCROLLS)


async def signed_in(page: Page, name: str, password: str) -> None:
    """Try to come in."""
    await tab_to(page, "#user_name")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(name)
    await tab_to(page, "#password")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_signs_in_and_minds_their_account_with_tab_and_keys_alone(
    stack: Stack, visit: Visit, language: str
) -> None:
    who = await stack.someone(Role.RECEPTION, language=language)
    page = await visit("/gateway/sign-in", locale=f"{language}-ES")
    assert await page.locator("html").get_attribute("lang") == language
    await signed_in(page, who.user_name, "wrong")
    await expect(page.locator(".govuk-error-summary")).to_be_focused()
    await signed_in(page, who.user_name, who.password)
    await page.wait_for_url("**/desk")
    assert await page.locator("html").get_attribute("lang") == language
    await tab_to(page, ".p-menu--you summary")
    await page.keyboard.press("Enter")
    await tab_to(page, ".p-menu--you a[href='/gateway/account']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account")
    for field in ("#present", "#password", "#repeated"):
        await tab_to(page, field)
        await page.keyboard.type("a phrase of many words")
    await page.keyboard.press("Enter")
    await expect(page.locator(".govuk-error-summary")).to_be_focused()
    await no_barriers(page)
    await tab_to(page, "form[action$='/account/sessions/end'] button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in*")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_officer_reads_the_trace_and_the_report_with_tab_and_keys_alone(
    stack: Stack, visit: Visit, language: str
) -> None:
    person, reader = uuid4(), await stack.someone(Role.RECEPTION)
    await looked_at(stack, person, reader)
    page = await visit("/gateway/audit", await officer(stack, language))
    assert await page.locator("html").get_attribute("lang") == language
    await tab_to(page, "#person")
    await page.keyboard.type(str(person))
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr")).to_have_count(3)
    await tab_to(page, "form[action$='/report'] button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/report?*")
    await expect(page.locator("tbody tr")).not_to_have_count(0)
    await no_barriers(page)


async def broken(page: Page, words: str) -> None:
    """Say why in these words, and go on."""
    await tab_to(page, "#words")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(words)
    await tab_to(page, "main form button.p-btn--stop")
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_glass_is_broken_and_noted_with_tab_and_keys_alone(
    stack: Stack, visit: Visit, language: str
) -> None:
    who = await stack.someone(Role.RECEPTION, language=language)
    colleague = await stack.someone(Role.RECEPTION, unit=NORD)
    number = a_telephone()
    made = await stack.ask(colleague, f"/units/{NORD}/people", name=MARIA.name, telephone=number)
    await stack.ask(who, f"/units/{who.unit}/people/search", telephone=number)
    page = await visit(f"/gateway/units/{who.unit}/people/{made['id']}/break-glass", who)
    assert await page.locator("html").get_attribute("lang") == language
    await tab_to(page, "input[name=reason]")
    await page.keyboard.press("Space")
    await broken(page, "aaaaaaaaaaaaaaa")
    await expect(page.locator(".govuk-error-summary")).to_be_focused()
    await no_barriers(page)
    await broken(page, WORDS)
    await tab_to(page, "#person-data button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#person-data")).to_contain_text(MARIA.name)
    await noted(await visit("/gateway/audit/break-glass", await officer(stack, language)))


async def officer(stack: Stack, language: str) -> Person:
    return await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True, language=language)


async def noted(page: Page) -> None:
    """Note the newest use, with a remark."""
    await tab_to(page, "input[name=remark]")
    await page.keyboard.type(f"{WORDS}, parlat")
    await page.keyboard.press("Enter")
    await expect(page.locator("article q", has_text=f"{WORDS}, parlat").first).to_be_visible()
    await no_barriers(page)

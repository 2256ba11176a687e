"""Break-glass in a browser: by keyboard from the search to the note on the officer's live pages."""

import time

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_people import MASK, NAME, a_telephone, person, serving
from tests.fixtures.canaries import WORDS
from tests.fixtures.cities import NORD
from tests.fixtures.messaging import until
from tests.fixtures.postbox import text_of

pytestmark = pytest.mark.needs("chromium")
NOTICE = ".p-notice"
SOON_SECONDS = 2.0


async def before(stack: Stack, page: Page) -> None:
    """Find somebody of another centre by keyboard, and go on to the emergency access."""
    telephone = a_telephone()
    colleague = await stack.someone(Role.RECEPTION, unit=NORD)
    await stack.ask(colleague, f"/units/{NORD}/people", name=NAME, telephone=telephone)
    await page.keyboard.press("/")
    await page.keyboard.type(telephone)
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-found")).to_contain_text(MASK)
    await page.get_by_role("link", name="Accés d’emergència").press("Enter")
    await expect(page.locator("h1")).to_have_text("Accés d’emergència")
    await expect(page.locator("main")).to_contain_text(MASK)
    assert NAME not in await page.content()


async def broken(page: Page) -> None:
    """Say why, by keyboard, and go on to the person."""
    await page.get_by_role("radio", name="Perill per a la vida").press("Space")
    await page.keyboard.press("Tab")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type(WORDS)
    await page.get_by_role("button", name="Mostra la persona").press("Enter")
    await expect(page.locator("h1")).to_have_text("Una persona")


async def shown(page: Page) -> None:
    """See the data, and be done with it."""
    await expect(person(page)).to_contain_text(MASK)
    await page.get_by_role("button", name="Mostra les dades").press("Enter")
    await expect(person(page)).to_contain_text(NAME)
    await page.get_by_role("button", name="Ja he acabat").press("Enter")
    await expect(page.locator("[data-whom]")).to_be_visible()


async def told(*pages: Page) -> None:
    """The officer is told on each of their pages."""
    began = time.monotonic()
    for page in pages:
        await expect(page.locator(NOTICE)).to_contain_text("1 ús espera la teva revisió")
    assert time.monotonic() - began < SOON_SECONDS


async def noted(page: Page) -> None:
    """From the notice to the list, and a note there."""
    await page.get_by_role("link", name="Veure’ls").press("Enter")
    use = page.locator("article").first
    for said in ("Perill per a la vida", WORDS, "Encara sense anotar"):
        await expect(use).to_contain_text(said)
    assert NAME not in await page.content()
    await use.get_by_role("textbox").focus()
    await page.keyboard.type(f"{WORDS}, parlat")
    await page.keyboard.press("Enter")
    await expect(use).to_contain_text(f"{WORDS}, parlat")


async def quiet(page: Page) -> None:
    """Note what others have left."""
    waiting = page.locator("article form button")
    while left := await waiting.count():
        await waiting.first.click()
        await expect(waiting).to_have_count(left - 1)
    await expect(page.locator(NOTICE)).to_have_count(0)


async def test_from_a_search_to_the_officers_note(stack: Stack, visit: Visit) -> None:
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    theirs = await visit("/gateway/audit/break-glass", officer)
    await quiet(theirs)
    elsewhere = await visit("/indicators/definitions", officer)
    _, page = await serving(stack, visit)
    await before(stack, page)
    await broken(page)
    await told(theirs, elsewhere)
    uses = f"{stack.origin}/gateway/audit/break-glass"
    await until(lambda: any(uses in text_of(each) for each in stack.post.letters))
    await shown(page)
    await noted(elsewhere)
    for each in (theirs, elsewhere):
        await expect(each.locator(NOTICE)).to_have_count(0)


async def test_it_works_without_scripts_and_says_what_is_missing(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit, java_script_enabled=False)
    telephone = a_telephone()
    colleague = await stack.someone(Role.RECEPTION, unit=NORD)
    await stack.ask(colleague, f"/units/{NORD}/people", name=NAME, telephone=telephone)
    await page.fill("#asked", telephone)
    await page.get_by_role("button", name="Cerca").click()
    await page.get_by_role("link", name="Accés d’emergència").click()
    await page.get_by_role("radio", name="Un altre motiu").check()
    await page.fill("#words", "aaaaaaaaaaaaaaa")
    await page.get_by_role("button", name="Mostra la persona").click()
    await expect(page.locator(".govuk-error-summary")).to_contain_text("amb les teves paraules")
    await page.get_by_role("radio", name="Un altre motiu").check()
    await page.fill("#words", WORDS)
    await page.get_by_role("button", name="Mostra la persona").click()
    await page.get_by_role("button", name="Mostra les dades").click()
    await expect(person(page)).to_contain_text(NAME)

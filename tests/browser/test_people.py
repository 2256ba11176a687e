"""Who it is, in a browser: by keyboard, without scripts, and masked again after a minute."""

from itertools import count

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.booking import with_much_open
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import tab_to
from tests.fixtures.canaries import MARIA, telephone

pytestmark = pytest.mark.needs("chromium")
NAME, MASK = MARIA.name, "K••• K•••"
NUMBERS = count(500)


async def serving(stack: Stack, visit: Visit, **options: object) -> tuple[Person, Page]:
    """Somebody at a desk, with a contact in service."""
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    await stack.open_desk(who)
    contact = await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    return who, await visit(f"/gateway/units/{who.unit}/desk", who, **options)


def a_telephone() -> str:
    """A number that nobody else in this system has."""
    return telephone(next(NUMBERS)).replace(" ", "")


def person(page: Page) -> Locator:
    """The data of a person on the page."""
    return page.locator("#person-data")


async def keep_somebody(page: Page, number: str = "") -> str:
    """Search in vain, then keep somebody new by keyboard; their telephone."""
    number = number or a_telephone()
    await expect(page.locator("#asked")).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.locator("#asked")).to_be_focused()
    await page.keyboard.type(number)
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_be_focused()
    await expect(page.locator("#found")).to_have_text("Ningú no té exactament això")
    await expect(page.locator("#person-telephone")).to_have_value(f"+34{number}")
    await page.locator("#person-name").focus()
    await page.keyboard.type(NAME)
    await page.keyboard.press("Enter")
    await expect(person(page)).to_contain_text(MASK)
    return number


@pytest.mark.parametrize("size", [WIDE, TELEPHONE], ids=lambda size: str(size["width"]))
async def test_what_they_have_open_is_beside_them_and_is_settled_and_moved_from_there(
    stack: Stack, visit: Visit, size: ViewportSize
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    await with_much_open(stack, anna, a_telephone())
    desk = f"/gateway/units/{anna.unit}/desk"
    page = await visit(desk, anna, viewport=size)
    lines = page.locator("#has-open + ul > li")
    await expect(lines).to_have_count(2)
    await page.keyboard.press("s")
    await expect(lines).to_have_count(1)
    await expect(page.locator("#both-waits")).to_contain_text("des que va demanar una trucada")
    assert await page.evaluate(SIDEWAYS) <= 0
    await tab_to(page, ".p-open a[href*='/move']")
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-times button")).to_have_count(3)
    await page.keyboard.press("3")
    await expect(page.locator(".p-told-time")).to_contain_text("11:30")
    await page.keyboard.press("Enter")
    await expect(lines).to_contain_text("11:30")
    await page.locator(".p-open a").first.click()
    await expect(page.locator(".p-agenda > li").nth(3)).to_contain_text("Amb cita")


async def test_somebody_is_kept_found_and_named_by_keyboard_alone(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    number = await keep_somebody(page)
    assert NAME not in await page.content()
    await page.get_by_role("button", name="És una altra persona").press("Enter")
    await expect(person(page)).to_have_count(0)
    await page.keyboard.press("/")
    await page.keyboard.type("+34" + number)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="És aquesta").press("Enter")
    await expect(person(page)).to_contain_text(MASK)


async def test_data_come_when_asked_for_and_are_masked_after_a_minute(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    number = await keep_somebody(page)
    await page.clock.install()
    show = page.get_by_role("button", name="Mostra les dades")
    await show.press("Enter")
    await expect(person(page)).to_contain_text(NAME)
    await expect(person(page)).to_be_focused()
    await page.clock.run_for(58_000)
    await expect(person(page)).to_contain_text(NAME)
    await page.clock.run_for(4_000)
    await expect(person(page)).to_contain_text(MASK)
    assert NAME not in await page.content()
    assert number[3:] not in (await page.content()).replace(" ", "")
    await show.press("Enter")
    await expect(person(page)).to_contain_text(NAME)
    await page.get_by_role("link", name="Amaga-les ara").press("Enter")
    await expect(show).to_be_focused()
    assert NAME not in await page.content()


async def test_leaving_a_persons_page_leaves_only_the_mask_behind(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    await keep_somebody(page)
    await page.get_by_role("link", name="Correccions").press("Enter")
    await expect(page.locator("h1")).to_have_text("Una persona")
    await page.get_by_role("button", name="Mostra les dades").press("Enter")
    await expect(person(page)).to_contain_text(NAME)
    await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    await expect(person(page)).to_contain_text(MASK)
    assert NAME not in await page.content()


async def test_all_of_it_works_without_scripts(stack: Stack, visit: Visit) -> None:
    _, page = await serving(stack, visit, java_script_enabled=False)
    await page.fill("#asked", a_telephone())
    await page.get_by_role("button", name="Cerca").click()
    await expect(page.locator("#found")).to_have_text("Ningú no té exactament això")
    await page.fill("#person-name", NAME)
    await page.get_by_role("button", name="Desa aquesta persona").click()
    await expect(person(page)).to_contain_text(MASK)
    await page.get_by_role("button", name="Mostra les dades").click()
    await expect(person(page)).to_contain_text(NAME)
    await page.get_by_role("link", name="Amaga-les ara").click()
    await expect(person(page)).to_contain_text(MASK)
    await page.locator("#correct > summary").click()
    await page.fill("#person-telephone", telephone(1))
    await page.locator("#correct").get_by_role("button", name="Desa").click()
    await expect(person(page)).to_contain_text("••• ••• 001")


async def test_whoever_was_shown_goes_with_the_contact(stack: Stack, visit: Visit) -> None:
    who, page = await serving(stack, visit)
    await keep_somebody(page)
    contact = await page.locator("[data-whom]").get_attribute("data-whom")
    await stack.ask(who, f"/contacts/{contact}/park")
    await expect(page.locator("[data-whom]")).to_have_count(0)


async def test_a_colleague_is_kept_away_and_a_conflict_declared_by_keyboard_alone(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await keep_somebody(page)
    colleague = await stack.someone(Role.RECEPTION, unit=who.unit)
    await page.get_by_role("link", name="Correccions").press("Enter")
    await page.locator("#exclude > summary").press("Enter")
    await page.locator("#colleague").focus()
    await page.keyboard.type(colleague.user_name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#exclude [role=status]")).to_be_focused()
    await expect(page.locator("#exclude [role=status]")).to_have_text("Ha quedat anotat.")
    theirs = await visit(f"/gateway/units/{who.unit}/desk", colleague)
    await expect(theirs.locator("h1")).to_be_attached()
    await page.goto(f"{stack.origin}/gateway/units/{who.unit}/desk")
    code = await page.locator(".p-code--now").text_content()
    await page.locator("#not-by-me > summary").press("Enter")
    await page.get_by_role("button", name="Que l’atengui una altra persona").press("Enter")
    await expect(page.locator("[data-whom]")).to_have_count(0)
    for who_looks in (page, theirs):
        await expect(who_looks.locator("#queue")).to_be_visible()
        await expect(who_looks.locator(".p-qrow", has_text=str(code))).to_have_count(0)

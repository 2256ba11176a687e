"""A form that is refused: the reason is told in place, has the focus, and nothing typed is lost."""

import re

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.barriers import seen_by_axe
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_break_glass import before, broken, shown
from tests.browser.test_people import serving
from tests.fixtures.canaries import MARIA, WORDS, telephone

pytestmark = pytest.mark.needs("chromium", "npm packages")
CORRECTED = f"{MARIA.name} Nova"
NO_LONGER = f"{WORDS}, ja no cal"
STORED = "JSON.stringify({...sessionStorage})"
SUMMARY = ".govuk-error-summary"


async def no_barriers(page: Page) -> None:
    assert await seen_by_axe(page) == []


async def refused(page: Page, words: str) -> None:
    """The reason is there once, with the focus, and without barriers."""
    await expect(page.locator(SUMMARY)).to_have_count(1)
    await expect(page.locator(SUMMARY)).to_contain_text(words)
    await expect(page.locator(SUMMARY)).to_be_focused()
    await no_barriers(page)


async def mended_at(page: Page, field: str) -> None:
    """The summary leads to the field, which says that it is wrong until somebody types there."""
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(field)).to_be_focused()
    await expect(page.locator(field)).to_have_attribute("aria-invalid", "true")
    await page.keyboard.press("End")
    await page.keyboard.type("1")
    await page.keyboard.press("Backspace")
    await expect(page.locator(field)).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("path", "field", "two", "made"),
    [
        ("accounts", "#user_name", ("reception", "display"), "new-password"),
        ("keys", "#name", ("metrics", "partner_system"), "portes_"),
    ],
)
async def test_an_administrators_form_keeps_what_was_typed(
    stack: Stack, visit: Visit, path: str, field: str, two: tuple[str, str], made: str
) -> None:
    admin = await stack.someone(Role.ADMINISTRATOR, everywhere=True)
    page = await visit(f"/gateway/administration/{path}", admin)
    name = f"m-{admin.user_name}"
    await page.fill(field, name)
    for role in two:
        await page.check(f"input[value={role}]")
    await page.check("input[name=scope][value=city]")
    await page.press(field, "Enter")
    await refused(page, "Aquestes funcions no es poden donar juntes")
    await expect(page.locator(field)).to_have_value(name)
    for role in two:
        await expect(page.locator(f"input[value={role}]")).to_be_checked()
    await page.uncheck(f"input[value={two[1]}]")
    await page.press(field, "Enter")
    await expect(page.locator("#content input[readonly]")).to_have_value(re.compile(made))
    await expect(page.locator(SUMMARY)).to_have_count(0)


async def test_ones_own_account_keeps_a_password_that_was_refused(
    stack: Stack, visit: Visit
) -> None:
    page = await visit("/gateway/account", await stack.someone(Role.RECEPTION))
    typed = {"#present": "not the right one", "#password": "una frase ben llarga"}
    for field, text in typed.items():
        await page.fill(field, text)
    await page.fill("#repeated", "una frase ben llarga")
    await page.press("#repeated", "Enter")
    await refused(page, "La contrasenya actual no és correcta.")
    for field, text in typed.items():
        await expect(page.locator(field)).to_have_value(text)


async def test_a_number_that_is_none_is_told_in_place_and_stays(stack: Stack, visit: Visit) -> None:
    page = await visit("/gateway/account", await stack.someone(Role.RECEPTION))
    await page.fill("#asked", "12")
    await page.press("#asked", "Enter")
    await refused(page, "telèfon")
    await mended_at(page, "#asked")
    await expect(page.locator("#asked")).to_have_value("12")
    await page.fill("#asked", telephone(1000))
    await page.press("#asked", "Enter")
    await expect(page.locator("[aria-labelledby=conflicts]")).to_contain_text("••• ••• 000")
    await expect(page.locator("#asked")).to_have_value("")


async def test_words_that_say_nothing_stay_until_the_glass_is_broken(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    await before(stack, page)
    said = page.get_by_role("radio", name="Un altre motiu")
    await said.check()
    await page.fill("#words", "aaaaaaaaaaaaaaa")
    await page.get_by_role("button", name="Mostra la persona").press("Enter")
    await refused(page, "amb les teves paraules")
    await mended_at(page, "#words")
    await expect(page.locator("#words")).to_have_value("aaaaaaaaaaaaaaa")
    await expect(said).to_be_checked()
    await broken(page)
    await shown(page)


async def test_a_colleague_whom_nobody_has_stays_in_the_open_form(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await page.goto(stack.origin + await named(stack, who, page))
    await page.locator("#exclude > summary").press("Enter")
    await page.fill("#colleague", "nobody-here")
    await page.press("#colleague", "Enter")
    await refused(page, "amb aquest nom d’usuari")
    await expect(page.locator("#colleague")).to_have_value("nobody-here")
    other = await stack.someone(Role.RECEPTION, unit=who.unit)
    await page.fill("#colleague", other.user_name)
    await page.press("#colleague", "Enter")
    await page.wait_for_url("**/people/*?noted=1")
    await expect(page.locator("#exclude [role=status]")).to_be_focused()


async def test_a_seal_without_a_reason_is_told_in_place_and_keeps_what_was_chosen(
    stack: Stack, visit: Visit
) -> None:
    who, desk = await serving(stack, visit)
    address = await named(stack, who, desk)
    page = await visit(address, await stack.someone(Role.PROFESSIONAL, unit=who.unit))
    await page.locator("#seal > summary").press("Enter")
    other = page.locator("#seal input[name=units]").first
    await other.check()
    await page.fill("#note-seal", WORDS)
    await page.press("#note-seal", "Enter")
    await refused(page, "Tria un motiu")
    await expect(other).to_be_checked()
    await expect(page.locator("#note-seal")).to_have_value(WORDS)
    await page.select_option("#reason-seal", "risk")
    await page.press("#note-seal", "Enter")
    await expect(page.locator("#person-data")).to_contain_text("Segellada")


async def test_the_officers_change_without_a_reason_is_told_in_place_then_in_the_list(
    stack: Stack, visit: Visit
) -> None:
    who, desk = await serving(stack, visit)
    person = (await named(stack, who, desk)).rpartition("/")[2]
    caring = await stack.someone(Role.PROFESSIONAL, unit=who.unit)
    await stack.ask(caring, f"/units/{who.unit}/people/{person}/seal", reason="risk", note=WORDS)
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    page = await visit("/gateway/audit/sealed", officer)
    theirs = page.locator("[aria-labelledby=found] li", has_text=person)
    await theirs.locator("summary").press("Enter")
    await theirs.locator("input:checked").uncheck()
    note = page.locator(f"#note-{person}")
    await note.fill(NO_LONGER)
    await note.press("Enter")
    await refused(page, "Tria un motiu")
    await expect(note).to_have_value(NO_LONGER)
    await page.select_option(f"#reason-{person}", "risk_ended")
    await note.press("Enter")
    changes = page.locator("[aria-labelledby=changes] li", has_text=person[-12:])
    await expect(changes).to_have_count(2)
    await expect(changes.first).to_contain_text(NO_LONGER)
    await expect(changes.last).to_contain_text(WORDS)
    await expect(theirs).to_have_count(0)
    await no_barriers(page)


async def named(stack: Stack, who: Person, page: Page) -> str:
    """Somebody whom the contact in service concerns; the address of their page."""
    contact = await page.locator("[data-whom]").get_attribute("data-whom")
    made = await stack.ask(who, f"/units/{who.unit}/people", name=MARIA.name)
    await stack.ask(who, f"/contacts/{contact}/person", person=made["id"])
    return f"/gateway/units/{who.unit}/people/{made['id']}"


async def test_a_correction_and_somebody_new_keep_what_was_typed(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await page.locator("#newcomer > summary").click()
    await page.fill("#person-name", CORRECTED)
    await page.fill("#person-telephone", "12")
    await page.press("#person-telephone", "Enter")
    await refused(page, "telèfon")
    await expect(page.locator("#person-name")).to_have_value(CORRECTED)
    await expect(page.locator("#person-telephone")).to_have_value("12")
    await page.goto(stack.origin + await named(stack, who, page))
    await page.locator("#correct > summary").click()
    await page.fill("#person-name", CORRECTED)
    await page.fill("#person-telephone", "12")
    await page.press("#person-telephone", "Enter")
    await refused(page, "telèfon")
    await expect(page.locator("#person-name")).to_have_value(CORRECTED)
    await page.fill("#person-telephone", telephone(1000))
    await page.press("#person-telephone", "Enter")
    await expect(page.locator("#person-data")).to_contain_text("••• ••• 000")
    await expect(page.locator("#content")).to_be_focused()


async def sign_in(page: Page, who: Person) -> None:
    await page.fill("#user_name", who.user_name)
    await page.fill("#password", who.password)
    await page.press("#password", "Enter")
    await page.wait_for_url("**/desk")


async def test_a_served_contact_and_what_was_typed_are_there_after_the_longest_time(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    other = await stack.someone(Role.RECEPTION, unit=who.unit)
    address = await named(stack, who, page)
    await page.goto(stack.origin + address)
    await page.locator("#correct > summary").click()
    await page.fill("#person-name", CORRECTED)
    await page.check("input[name=without][value=document]")
    await over(stack, who, page)
    await page.wait_for_url("**/sign-in?ended=1", timeout=15_000)
    assert MARIA.name.split()[0] not in await page.evaluate(STORED)
    await sign_in(page, other)
    await expect(page.locator("#draft")).to_be_hidden()
    await page.goto(stack.origin + "/gateway/sign-in")
    await sign_in(page, who)
    await expect(page.locator("[data-contact]")).to_have_count(1)
    await expect(page.locator("#draft")).to_be_visible()
    await no_barriers(page)
    await page.locator("#draft a").click()
    await page.wait_for_url(f"**{address}")
    await expect(page.locator("#person-name")).to_have_value(CORRECTED)
    await expect(page.locator("input[name=without][value=document]")).to_be_checked()
    await page.press("#person-name", "Enter")
    await expect(page.locator("#person-data")).to_contain_text("K••• K••• N•••")
    assert "portes-draft" not in await page.evaluate(STORED)


async def over(stack: Stack, who: Person, page: Page) -> None:
    """The longest time, and the two hours that a served contact adds, are over."""
    await stack.identity.execute(
        "UPDATE session SET expires_at = clock_timestamp() - interval '3 hours' "
        "WHERE account_id = $1",
        who.id,
    )
    await page.evaluate("document.dispatchEvent(new Event('portes:refused'))")


async def test_a_persons_page_outlasts_the_longest_time_while_they_are_served(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    address = await named(stack, who, page)
    await stack.identity.execute(
        "UPDATE session SET busy_until = NULL, expires_at = clock_timestamp() + interval '30 s' "
        "WHERE account_id = $1",
        who.id,
    )
    await page.goto(stack.origin + address)
    await expect(page.locator("#session")).to_be_hidden()
    await page.locator("#correct > summary").click()
    await page.fill("#person-telephone", telephone(1000))
    await stack.identity.execute(
        "UPDATE session SET expires_at = clock_timestamp() WHERE account_id = $1", who.id
    )
    await page.press("#person-telephone", "Enter")
    await expect(page.locator("#person-data")).to_contain_text("••• ••• 000")

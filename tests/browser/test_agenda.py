"""The agenda by keyboard: times opened, one given at the desk, changed by its link in a mail."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS, seen_by_axe
from tests.browser.booking import ahead, booked_soon, opened, serving
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, tab_to
from tests.fixtures.messaging import until
from tests.fixtures.postbox import text_of

pytestmark = pytest.mark.needs("chromium")
MAIL = "somebody@mail.example"
LINK = re.compile(r"https?://\S+(/gateway/appointments/\S+)")
NARROW = {"width": 320, "height": 640}
WHERE_AND_ON_WHAT = "[location.search, document.activeElement.tagName]"


async def served(stack: Stack, visit: Visit) -> tuple[Person, Page]:
    """A desk that serves somebody without any identity, at a centre with free times."""
    anna = await stack.someone(Role.RECEPTION)
    await opened(stack, anna.unit)
    await serving(stack, anna)
    page = await visit(desk_of(anna), anna)
    await expect(page.locator("#outcomes")).to_be_visible()
    return anna, page


async def chosen(page: Page, mail: str = "") -> None:
    """The first free time is given."""
    await page.keyboard.press("3")
    await expect(page.locator("h1")).to_have_text("Tria una hora")
    if mail:
        await page.fill("#mail", mail)
        await page.locator("h1").click()
    await page.keyboard.press("1")
    await expect(page.locator("h1")).to_have_text("Digues-ho a la persona")


def letters_to(stack: Stack, mail: str = MAIL) -> dict[str, str]:
    """What the letters to somebody say, by what they are about."""
    letters = zip(stack.post.letters, stack.post.to, strict=False)
    return {str(each["Subject"]): text_of(each) for each, to in letters if to == [mail]}


async def link_of(stack: Stack, mail: str = MAIL) -> str:
    """Where the newest letter to somebody leads."""

    def found() -> str | None:
        texts = letters_to(stack, mail).values()
        links = [link[1] for text in texts if (link := LINK.search(text))]
        return links[-1] if links else None

    await until(found)
    return found() or ""


async def test_a_professional_opens_and_closes_times_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    paula = await stack.someone(Role.PROFESSIONAL)
    page = await visit(f"/gateway/units/{paula.unit}/agenda?day={ahead(2)}", paula)
    await expect(page.locator(".p-empty")).to_have_text("Aquest dia no hi ha cap hora oberta.")
    await tab_to(page, "#opening button")
    await page.keyboard.press("Enter")
    rows = page.locator(".p-agenda > li")
    await expect(rows).to_have_count(9)
    await expect(rows.first).to_contain_text("09:00–09:30")
    await tab_to(page, ".p-agenda button")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(8)
    await page.keyboard.press("n")
    await expect(page.locator(".p-empty")).to_be_visible()


async def test_a_professional_switches_single_keys_off_in_their_account_and_on_again(
    stack: Stack, visit: Visit
) -> None:
    paula = await stack.someone(Role.PROFESSIONAL)
    agenda = f"/gateway/units/{paula.unit}/agenda?day="
    page = await visit("/gateway/account", paula)
    switch = page.get_by_label("Fes servir les tecles d’una sola lletra")
    await expect(switch).to_be_checked()
    await tab_to(page, "[data-keys-on]")
    await page.keyboard.press("Space")
    await page.goto(f"{stack.origin}{agenda}{ahead(2)}")
    await page.keyboard.press("n")
    assert await page.evaluate(WHERE_AND_ON_WHAT) == [f"?day={ahead(2)}", "BODY"]
    await page.goto(f"{stack.origin}/gateway/account")
    await expect(switch).not_to_be_checked()
    await tab_to(page, "[data-keys-on]")
    await page.keyboard.press("Space")
    await page.goto(f"{stack.origin}{agenda}{ahead(2)}")
    await page.keyboard.press("n")
    await page.wait_for_url(f"**{agenda}{ahead(3)}")


async def test_whoever_opens_times_of_a_shut_day_is_told_so_and_loses_nothing(
    stack: Stack, visit: Visit
) -> None:
    paula = await stack.someone(Role.PROFESSIONAL)
    page = await visit(f"/gateway/units/{paula.unit}/agenda?day={ahead(4)}", paula)
    await page.fill("#minutes", "20")
    await page.press("#minutes", "Enter")
    summary = page.locator(".govuk-error-summary")
    await expect(summary).to_be_focused()
    await expect(summary).to_contain_text("dissabte, 14 de març del 2026: tancat tot el dia")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#first")).to_be_focused()
    await expect(page.locator("#minutes")).to_have_value("20")
    await page.fill("#first", ahead(2))
    await page.fill("#until", ahead(5))
    for weekday in ("Divendres", "Dissabte", "Diumenge"):
        await page.get_by_label(weekday).check()
    await page.get_by_role("button", name="Obre aquestes hores").click()
    left_out = page.get_by_role("status").filter(has_text="el centre és tancat")
    await expect(left_out.locator("li")).to_have_count(2)
    await expect(page.locator(".p-agenda > li")).to_have_count(12)


async def test_an_appointment_is_given_by_two_keys_and_its_code_is_told(
    stack: Stack, visit: Visit
) -> None:
    _, page = await served(stack, visit)
    await chosen(page)
    await expect(page.locator("main .p-code")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#content [data-next]")).to_have_text("No espera ningú")


async def test_an_address_that_may_not_be_taken_any_more_is_told_at_its_field_and_stays(
    stack: Stack, visit: Visit
) -> None:
    anna, page = await served(stack, visit)
    contact = await page.locator("[data-contact]").get_attribute("data-contact")
    await page.keyboard.press("3")
    await page.fill("#mail", MAIL)
    await stack.ask(anna, f"/contacts/{contact}/reasons", reason="VIO")
    await page.locator(".p-times button").first.click()
    summary = page.locator("#notice .govuk-error-summary")
    await expect(summary).to_be_focused()
    await expect(summary.get_by_role("link")).to_contain_text("Pregunta abans")
    await summary.get_by_role("link").click()
    await expect(page.locator("#mail")).to_be_focused()
    await expect(page.locator("#mail")).to_have_value(MAIL)
    await page.fill("#mail", "")
    await page.locator(".p-times button").first.click()
    await expect(page.locator("h1")).to_have_text("Digues-ho a la persona")


async def test_a_reminder_comes_by_mail_and_its_link_moves_and_cancels_without_scripts(
    stack: Stack, visit: Visit
) -> None:
    anna, page = await served(stack, visit)
    await chosen(page, MAIL)
    person = await visit(await link_of(stack), java_script_enabled=False, viewport=TELEPHONE)
    await expect(person.locator("h1")).to_have_text("La vostra cita")
    await person.locator("#move > summary").click()
    await person.locator("#move input[type=radio]").nth(1).check()
    await person.get_by_role("button", name="Quedar-se aquesta hora").click()
    await expect(person.locator(".p-told-time")).to_contain_text("11:00")
    agenda = await visit(f"/gateway/units/{anna.unit}/agenda?day={ahead(3)}", anna)
    await expect(agenda.locator(".p-agenda > li").nth(0)).to_contain_text("Lliure")
    await expect(agenda.locator(".p-agenda > li").nth(2)).to_contain_text("Amb cita")
    await person.locator("#cancel > summary").click()
    await person.get_by_role("button", name="Sí, anul·lar-la").click()
    await expect(person.locator("h1")).to_have_text("La vostra cita queda anul·lada")
    await agenda.reload()
    await expect(agenda.locator(".p-agenda > li").nth(2)).to_contain_text("Lliure")


async def test_whoever_has_the_link_moves_and_cancels_the_appointment_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    mail = "keys@mail.example"
    anna, desk = await served(stack, visit)
    await chosen(desk, mail)
    page = await visit(await link_of(stack, mail))
    for place, key in (("#move > summary", "Enter"), ("#move input", "ArrowDown")):
        await tab_to(page, place)
        await page.keyboard.press(key)
    await tab_to(page, "#move button")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("La nova hora queda guardada.")
    await expect(page.locator(".p-told-time")).to_contain_text("11:00")
    await tab_to(page, "#cancel > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "#cancel button")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("La vostra cita queda anul·lada")
    agenda = await visit(f"/gateway/units/{anna.unit}/agenda?day={ahead(3)}", anna)
    await expect(agenda.locator(".p-agenda .p-tag", has_text="Amb cita")).to_have_count(0)


async def test_whoever_has_an_appointment_is_called_let_in_and_attended_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    paula, made = await booked_soon(stack, anna)
    base = f"/gateway/units/{anna.unit}/agenda"
    agenda = await visit(base, anna)
    await agenda.keyboard.press("/")
    await agenda.keyboard.type(made["code"])
    await agenda.keyboard.press("Enter")
    await expect(agenda.locator(".p-agenda > li .p-tag--i")).to_have_text("Ha arribat")
    desk = await visit(desk_of(anna), anna)
    await expect(desk.locator(".p-q__why")).to_have_text(re.compile("^Té hora a les \\d"))
    await desk.keyboard.press("n")
    await expect(desk.locator("#came-for")).to_be_visible()
    await desk.keyboard.press("g")
    await expect(desk.locator("#content [data-next]")).to_have_text("No espera ningú")
    hers = await visit(base, paula)
    row = hers.locator(".p-agenda > li")
    await expect(row).to_contain_text("És amb qui l’atén")
    await tab_to(hers, ".p-agenda button")
    await hers.keyboard.press("Enter")
    await expect(row).to_contain_text("Atesa")
    await row.get_by_role("button", name="Desfés").click()
    await expect(row).to_contain_text("És amb qui l’atén")


@pytest.mark.parametrize("size", [WIDE, TELEPHONE], ids=lambda size: str(size["width"]))
async def test_staff_move_an_appointment_and_move_it_back_by_keyboard(
    stack: Stack, visit: Visit, size: Any
) -> None:
    mail = f"moved-{size['width']}@mail.example"
    anna, desk = await served(stack, visit)
    await chosen(desk, mail)
    agenda = await visit(f"/gateway/units/{anna.unit}/agenda?day={ahead(3)}", anna, viewport=size)
    rows = agenda.locator(".p-agenda > li")
    await tab_to(agenda, ".p-agenda a[href$='/move']")
    await agenda.keyboard.press("Enter")
    await expect(agenda.locator("h1")).to_have_text("Canvia la cita d’hora")
    await expect(agenda.locator(".p-times button")).to_have_count(3)
    assert await agenda.evaluate(SIDEWAYS) <= 0
    await agenda.keyboard.press("Escape")
    await expect(rows.nth(0)).to_contain_text("Amb cita")
    await tab_to(agenda, ".p-agenda a[href$='/move']")
    await agenda.keyboard.press("Enter")
    await expect(agenda.locator("h1")).to_have_text("Canvia la cita d’hora")
    await agenda.keyboard.press("2")
    await expect(agenda.locator("h1")).to_have_text("Digues-ho a la persona")
    await expect(agenda.locator(".p-told-time")).to_contain_text("11:00")
    assert await agenda.evaluate(SIDEWAYS) <= 0
    await until(lambda: any("11:00" in text for text in letters_to(stack, mail).values()))
    await agenda.keyboard.press("z")
    await expect(agenda.locator(".p-told-time")).to_contain_text("10:00")
    await agenda.keyboard.press("Enter")
    await expect(rows.nth(0)).to_contain_text("Amb cita")
    await expect(rows.nth(2)).to_contain_text("Lliure")


async def test_a_time_that_was_taken_meanwhile_is_refused_and_the_others_are_offered(
    stack: Stack, visit: Visit
) -> None:
    anna, desk = await served(stack, visit)
    await chosen(desk)
    agenda = await visit(f"/gateway/units/{anna.unit}/agenda?day={ahead(3)}", anna)
    await agenda.locator(".p-agenda a[href$='/move']").click()
    await expect(agenda.locator(".p-times button")).to_have_count(3)
    slot = await agenda.locator(".p-times button").first.get_attribute("value")
    other = await serving(stack, anna)
    said = {"unit": anna.unit, "slot": slot, "reason": "ECO-ALIM"}
    await stack.ask(anna, f"/contacts/{other}/appointments", **said)
    await agenda.keyboard.press("1")
    summary = agenda.locator("#notice .govuk-error-summary")
    await expect(summary).to_be_focused()
    await expect(summary).to_contain_text("Aquesta hora ja no està lliure")
    await expect(agenda.locator(".p-times button")).to_have_count(2)


@pytest.mark.parametrize("width", [WIDE, TELEPHONE, NARROW], ids=lambda size: str(size["width"]))
async def test_nothing_scrolls_sideways(stack: Stack, visit: Visit, width: Any) -> None:
    anna, desk = await served(stack, visit)
    contact = await desk.locator("[data-contact]").get_attribute("data-contact")
    base = f"/gateway/units/{anna.unit}"
    paula = await opened(stack, anna.unit)
    for path, who in (
        (f"{base}/contacts/{contact}/appointment", anna),
        (f"{base}/contacts/{contact}/appointment?more=1", anna),
        (f"{base}/agenda?day={ahead(3)}", replace(paula, token=await stack.token(paula.id))),
        (f"{base}/agenda", anna),
    ):
        page = await visit(path, who, viewport=width)
        assert await page.evaluate(SIDEWAYS) <= 0, path


async def test_who_was_sent_to_a_professional_today_is_received_by_a_key(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    paula = await stack.someone(Role.PROFESSIONAL, unit=anna.unit)
    await stack.arrive(anna, 2, reason="ECO-ALIM")
    await stack.open_desk(anna)
    for _ in range(2):
        contact = await stack.call(anna)
        await stack.ask(anna, f"/contacts/{contact}/start")
        sent = f"/contacts/{contact}/reasons/ECO-ALIM/attend-today"
        await stack.ask(anna, sent, unit=anna.unit)
    page = await visit(f"/gateway/units/{anna.unit}/agenda", paula)
    rows = page.locator("#care li")
    first = await rows.first.locator(".p-code").inner_text()
    await page.keyboard.press("r")
    await expect(rows.last).to_contain_text(re.compile(rf"{first}.*Rebut a les", re.DOTALL))
    await expect(rows.first).to_contain_text("Encara no l’han rebut")
    assert await seen_by_axe(page) == []
    desk = await visit(f"/gateway/units/{anna.unit}/desk", anna)
    await expect(desk.locator("#sent li").last).to_contain_text("Rebut a les")
    assert await seen_by_axe(desk) == []

"""The kiosk by touch and by keyboard: three touches, and nothing left for whoever comes next."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import SHUT

QR_CODE = "Código QR"
pytestmark = pytest.mark.needs("chromium")
UPRIGHT = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
SMALL = """() => [...document.querySelectorAll("main a, main button, footer a, footer button")]
  .filter(each => each.checkVisibility())
  .map(each => [each.getBoundingClientRect(), each.innerText])
  .filter(([box]) => Math.min(box.width, box.height) < 44).map(([_, words]) => words)"""


APART = """document.querySelector("main section").getBoundingClientRect().top
  - document.querySelector("[data-unheard]").getBoundingClientRect().bottom"""
"""Between the sign that nothing is read aloud and what is on the screen."""


async def at_kiosk(stack: Stack, visit: Visit, **options: Any) -> tuple[Page, Person]:
    """A kiosk at a centre of its own, and its account."""
    kiosk = await stack.someone(Role.KIOSK)
    page = await visit("/gateway/", kiosk, **{**UPRIGHT, **options})
    await page.wait_for_url(f"**/units/{kiosk.unit}/kiosk")
    return page, kiosk


async def touch(page: Page, words: str) -> None:
    """Touch what says this."""
    await page.get_by_text(words, exact=True).first.tap()


async def ticket(page: Page) -> str:
    """A ticket for somebody who comes to talk, in English; its code."""
    await touch(page, "English")
    await touch(page, "I come to talk")
    return await page.locator(".p-slip b").inner_text()


async def test_three_touches_from_the_language_to_the_ticket(stack: Stack, visit: Visit) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    await touch(page, "Castellano")
    await expect(page.locator("h1")).to_have_text("¿Qué le trae hoy?")
    assert await page.evaluate("document.documentElement.lang") == "es"
    await expect(page.locator(".p-notice")).to_contain_text("Ningún nombre.")
    await touch(page, "Vengo a hablar")
    await expect(page.locator(".p-slip b")).to_have_text("N 001")
    assert await page.evaluate("document.documentElement.lang") == "es"
    assert "kiosk" not in await page.evaluate("document.cookie")
    await expect(page.get_by_role("img", name=QR_CODE)).to_be_visible()
    await page.evaluate("window.print = () => { window.printed = true; }")
    await touch(page, "Imprimir y terminar")
    await page.wait_for_url(f"**/units/{kiosk.unit}/kiosk")
    await expect(page.get_by_text("Toqueu aquí")).to_be_visible()


async def test_the_qr_code_opens_the_ticket_on_a_telephone_and_it_changes_by_itself(
    stack: Stack, visit: Visit
) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    code = await ticket(page)
    telephone = await visit("", None, viewport=TELEPHONE)
    await telephone.clock.install()
    await telephone.goto(await where_it_leads(page, stack))
    await expect(telephone.locator(".p-slip b")).to_have_text(code)
    await expect(telephone.get_by_text("You are waiting")).to_be_visible()
    assert await telephone.evaluate(SIDEWAYS) <= 0
    desk = await stack.someone(Role.RECEPTION, unit=kiosk.unit)
    await stack.open_desk(desk, 2)
    await stack.call(desk, 2)
    await telephone.clock.fast_forward(16_000)
    await expect(telephone.get_by_text("Go to desk 2")).to_be_visible()
    await telephone.get_by_role("link", name="Català").click()
    await expect(telephone.get_by_text("Aneu al taulell 2")).to_be_visible()


async def where_it_leads(page: Page, stack: Stack) -> str:
    """The address in the QR code: of the token in the cookie that no script reads."""
    cookies = await page.context.cookies()
    [token] = [str(each["value"]) for each in cookies if each["name"].endswith("portes_kiosk")]
    return f"{stack.origin}/gateway/tickets/{token}"


async def test_without_scripts_every_step_works_and_the_ticket_too(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit, java_script_enabled=False)
    await touch(page, "English")
    await touch(page, "I bring papers")
    await touch(page, "I collect some")
    await expect(page.locator(".p-slip b")).to_have_text("N 001")
    await expect(page.get_by_text("Print and finish")).to_be_hidden()
    again = page.locator('noscript meta[http-equiv="refresh"]')
    assert str(await again.get_attribute("content")).startswith("40;url=")
    await page.goto(await where_it_leads(page, stack))
    await expect(page.get_by_text("You are waiting")).to_be_visible()


async def test_it_warns_before_it_begins_anew_and_any_touch_or_key_goes_on(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit)
    await page.clock.install()
    code = await ticket(page)
    warning = page.get_by_role("alertdialog")
    await page.clock.fast_forward(19_000)
    await expect(warning).to_be_hidden()
    for sign in (lambda: page.touchscreen.tap(20, 20), lambda: page.keyboard.press("Shift")):
        await page.clock.fast_forward(20_500)
        await expect(warning).to_be_visible()
        await page.clock.run_for(15_000)
        await sign()
        await expect(warning).to_be_hidden()
        await expect(page.locator(".p-slip b")).to_have_text(code)


async def test_without_a_touch_it_begins_anew_and_nothing_is_left(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit)
    start = page.url
    await page.clock.install()
    code = await ticket(page)
    shown = page.url
    await touch(page, "Larger letters")
    await page.clock.fast_forward(20_500)
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await page.clock.run_for(21_000)
    await expect(page.get_by_text("Toqueu aquí")).to_be_visible()
    assert page.url == start
    for _ in range(4):
        await page.go_back(wait_until="load")
        assert code not in await page.content()
        if not page.url.startswith(start):
            break
    await page.goto(shown)
    assert page.url == start
    assert code not in await page.content()
    assert await page.evaluate("sessionStorage.length + localStorage.length") == 0


async def test_who_has_finished_says_so_in_the_warning(stack: Stack, visit: Visit) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    await page.clock.install()
    await ticket(page)
    await page.clock.fast_forward(20_500)
    await touch(page, "I have finished")
    await page.wait_for_url(f"**/units/{kiosk.unit}/kiosk")


async def test_a_system_that_does_not_answer_leaves_the_screen_empty(
    stack: Stack, visit: Visit
) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    code = await ticket(page)
    await page.route("**/kiosk", lambda route: route.abort())
    await touch(page, "Finish")
    await expect(page.get_by_text(code)).to_be_hidden()
    await page.unroute("**/kiosk")
    await page.wait_for_url(f"**/units/{kiosk.unit}/kiosk")
    await expect(page.get_by_text("Toqueu aquí")).to_be_visible()


async def test_by_keyboard_alone(stack: Stack, visit: Visit) -> None:
    page, _ = await at_kiosk(stack, visit, has_touch=False)
    for words in ("English", "I bring papers", "I bring what was missing", "Finish"):
        for _ in range(12):
            await page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if words in await focused.inner_text():
                break
        await expect(focused).to_contain_text(words)
        before = page.url
        await page.keyboard.press("Enter")
        await page.wait_for_url(lambda now, was=before: now != was)
    await expect(page.get_by_text("Toqueu aquí")).to_be_visible()


async def test_the_desk_is_told_the_language_and_notes_the_papers(
    stack: Stack, visit: Visit
) -> None:
    page, kiosk = await at_kiosk(stack, visit)
    await touch(page, "Altres llengües")
    await touch(page, "العربية")
    await touch(page, "أوراق")
    await expect(page.locator(".p-slip b")).to_be_visible()
    who = await stack.someone(Role.RECEPTION, unit=kiosk.unit)
    await stack.open_desk(who)
    await stack.call(who)
    desk = await visit(f"/gateway/units/{kiosk.unit}/desk", who)
    await expect(desk.get_by_text("Parla àrab: intèrpret?")).to_be_visible()
    await desk.get_by_role("button", name="Lliurats").click()
    done = desk.get_by_role("button", name="Lliurats", pressed=True)
    await expect(done).to_be_visible()
    await desk.get_by_role("button", name="Desfés").click()
    await expect(done).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1280, 800), (390, 844), (320, 640)])
async def test_every_screen_fits_and_can_be_touched(
    stack: Stack, visit: Visit, width: int, height: int
) -> None:
    page, _ = await at_kiosk(stack, visit, viewport={"width": width, "height": height})
    steps = [
        ("Altres llengües",),
        ("Torna enrere",),
        ("Català",),
        ("Tinc cita",),
        ("Torna enrere",),
        ("Porto papers",),
        ("En recullo",),
    ]
    for large in (False, True):  # larger letters last until the visit ends
        if large:
            await touch(page, "Acaba")
            await expect(page.get_by_text("Toqueu aquí")).to_be_visible()
        for [words] in [("",), *steps]:
            if words:
                async with page.expect_navigation():
                    await page.locator("main").get_by_text(words, exact=True).first.tap()
            if large and words == "Català":
                await touch(page, "Lletra més gran")
            assert await page.evaluate(SIDEWAYS) <= 0, (words, large)
            assert await page.evaluate(SMALL) == [], (words, large)


async def test_on_a_low_screen_sixteen_languages_and_the_sign_of_no_voice_are_seen_at_once(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit, viewport={"width": 1280, "height": 800})
    async with page.expect_navigation():
        await page.locator("main").get_by_text("Altres llengües", exact=True).first.tap()
    await page.locator(".k-tongues").evaluate(
        """list => {
          while (list.children.length < 16) list.append(list.children[0].cloneNode(true));
        }"""
    )
    await expect(page.locator("[data-unheard]")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".p-kiosk__foot")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".k-tongues a").last).to_be_in_viewport(ratio=1)
    assert await page.evaluate(SMALL) == []


async def test_on_a_low_screen_nothing_lies_below_it_and_the_sign_touches_nothing(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit, viewport={"width": 1280, "height": 800})
    for words in ("", "Català", "Porto papers", "Torna enrere", "Tinc cita", "Fet"):
        if words == "Fet":
            await page.keyboard.type("123456")
        if words:
            async with page.expect_navigation():
                await page.locator("main").get_by_text(words, exact=True).first.click()
        await expect(page.locator("[data-unheard]")).to_be_in_viewport(ratio=1)
        await expect(page.locator(".p-kiosk__foot")).to_be_in_viewport(ratio=1)
        assert await page.evaluate(APART) >= 16, words
    await expect(page.get_by_role("alert")).to_be_visible()


async def test_while_it_is_closed_it_says_when_it_opens_and_whom_to_call(
    stack: Stack, visit: Visit
) -> None:
    kiosk = await stack.someone(Role.KIOSK, unit=SHUT)
    page = await visit("/gateway/", kiosk, **UPRIGHT)
    await expect(page.get_by_text("Obrim dimarts, 10 de març, a les 16:00.")).to_be_visible()
    await expect(page.get_by_text("112")).to_be_visible()
    assert await page.locator("main a, main button").count() == 0


async def test_the_code_of_an_appointment_is_typed_by_touch_or_by_a_qr_reader(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit)
    await touch(page, "English")
    await touch(page, "I have an appointment")
    field = page.get_by_label("Or type its six digits")
    for key in ("4", "8", "3"):
        await page.get_by_role("button", name=key, exact=True).tap()
    await expect(field).to_have_value("483")
    await page.get_by_role("button", name="Erase").tap()
    await expect(field).to_have_value("48")
    await page.get_by_role("button", name="Done").tap()
    await expect(page.get_by_role("alert")).to_contain_text("We find no appointment of today")
    await page.locator("h1").tap()
    await page.keyboard.type("https://portes.test/gateway/appointments/x-y_z")
    await expect(field).to_have_value("https://portes.test/gateway/appointments/x-y_z")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("")
    await touch(page, "I do not have it: I take a ticket")
    await expect(page.locator(".p-slip b")).to_have_text("N 001")


async def test_the_first_screen_follows_the_opening_hours_by_itself_but_not_under_a_hand(
    stack: Stack, visit: Visit
) -> None:
    page, _ = await at_kiosk(stack, visit)
    await page.clock.install()
    await page.reload()
    await page.evaluate("window.before = true")
    await page.clock.run_for(59_000)
    await page.keyboard.press("Tab")
    await page.clock.run_for(30_000)
    assert await page.evaluate("window.before")
    async with page.expect_navigation():
        await page.clock.run_for(60_000)
    assert not await page.evaluate("window.before")

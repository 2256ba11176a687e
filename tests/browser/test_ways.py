"""How somebody is spoken with, and outcomes that do their act: at the desk, by keyboard."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import ROWS, desk_of, does, seated, tab_to
from tests.browser.test_triage import FOUND, add, ended_at, settled

pytestmark = pytest.mark.needs("chromium")
NARROW = {"width": 320, "height": 700}
WAYS = "#ways > summary"


async def serving(stack: Stack, visit: Visit) -> tuple[Person, Page]:
    """A desk that serves somebody of whom nothing is known yet."""
    who, page = await seated(stack, visit, waiting=1)
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    return who, page


async def rows(stack: Stack, statement: str, *values: Any, of: str = "gateway") -> list[Any]:
    """What the gateway keeps, or another service."""
    pool = await db.connect(stack.databases[of], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            return list(await tx.fetch(statement, *values))
    finally:
        await pool.close()


async def chosen(page: Page, words: str) -> None:
    """Choose in the list that has the focus, by the first letters of what it says."""
    await page.keyboard.type(words)


async def test_the_key_that_opened_the_ways_closes_them_at_once_and_so_does_escape(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    language = page.locator("#way-language")
    for closing in ("l", "Escape"):
        await page.keyboard.press("l")
        await expect(language).to_be_focused()
        await page.keyboard.press(closing)
        await expect(language).to_be_hidden()
        await expect(page.locator(WAYS)).to_be_focused()
    await expect(language).to_have_value("-")
    await page.keyboard.press("l")
    await chosen(page, "Urd")
    await expect(language).to_have_value("ur")


async def test_ways_are_one_quiet_row_that_one_key_opens_and_an_interpreter_comes_by_one_key_each(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await expect(page.locator(WAYS)).to_contain_text("llengua no preguntada")
    await page.keyboard.press("l")
    await expect(page.locator("#way-language")).to_be_focused()
    await chosen(page, "Urd")
    await page.keyboard.press("Tab")
    await chosen(page, "Parla un familiar")
    await tab_to(page, "#ways form button")
    await settled(page, "Enter")
    await expect(page.locator(WAYS)).to_contain_text("Parla un familiar · Urdú", ignore_case=True)
    await expect(page.locator(".p-ways")).to_contain_text("no té dret a sentir-ne les dades")
    for now in ("L’intèrpret és aquí", "L’intèrpret marxa"):
        await settled(page, "i")
        await expect(page.locator('[data-key="i"]')).to_contain_text(now)
    await settled(page, "i")
    await expect(page.locator('[data-key="i"]')).to_have_count(0)
    await expect(page.locator(".p-ways")).to_contain_text("ha marxat a les")
    [kept] = await rows(
        stack,
        "SELECT ways, interpreter FROM contact WHERE unit = $1 AND state = 'serving'",
        who.unit,
    )
    assert (kept["ways"]["language"], kept["ways"]["speaker"]) == ("ur", "relative")
    assert all(kept["interpreter"].values())


async def test_whether_a_message_is_safe_is_asked_before_a_call_back_and_never_answered_by_haste(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await page.keyboard.press("7")
    await expect(page.locator("#out-call-back")).to_contain_text("Es pot deixar un missatge")
    await expect(page.locator("#call-back-at")).to_be_focused()
    await expect(page.locator("#call-back-at")).to_have_value("", timeout=1000)
    await page.keyboard.type("600 913 431")
    await page.keyboard.press("Enter")  # sends nothing
    await tab_to(page, "#out-call-back button[value=no_message]")
    await does(page, "Enter", "No espera ningú")
    [kept] = await rows(stack, "SELECT outcome, ways FROM contact WHERE unit = $1", who.unit)
    assert (kept["outcome"], kept["ways"]["safe_contact"]) == ("call_back", "no_message")


async def test_for_a_restricted_reason_the_question_stands_by_itself(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    await expect(page.locator("#safe")).to_have_count(0)
    await tab_to(page, ".p-danger summary")
    await page.keyboard.press("Enter")
    await tab_to(page, ".p-danger li button")
    await settled(page, "Enter")
    await expect(page.locator("#safe")).to_be_visible()
    await expect(page.locator(".p-safe [aria-pressed=true]")).to_have_count(0)
    await tab_to(page, "#safe-no_contact")
    await settled(page, "Enter")
    await expect(page.locator("#safe-no_contact")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(WAYS)).to_contain_text("ni trucar ni escriure")


async def test_the_reasons_owner_is_proposed_for_a_redirection_and_its_arrival_asked_about(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await page.keyboard.press("5")
    await expect(page.locator("#reason-words")).to_be_focused()
    await expect(page.locator("#notices")).to_have_text("Primer afegeix el motiu.")
    await page.keyboard.type("nevera")
    await expect(page.locator(FOUND).first).to_have_text("ECO-ALIM")
    await settled(page, "Enter")
    await page.keyboard.press("5")
    await expect(page.locator("#owner")).to_have_value("ours")
    await page.keyboard.press("Shift+Tab")
    await chosen(page, "Habitatge")
    await page.keyboard.press("Tab")
    await does(page, "Enter", "No espera ningú")
    [kept] = await rows(
        stack, "SELECT outcome, matters, follow_up_on FROM contact WHERE unit = $1", who.unit
    )
    assert (kept["outcome"], kept["matters"][0]["owner"]) == ("redirected", "housing")
    assert kept["follow_up_on"]
    await rows(
        stack,
        "UPDATE contact SET follow_up_on = '2020-01-01' WHERE unit = $1 RETURNING id",
        who.unit,
    )
    await page.locator('a[href$="/follow-ups"]').press("Enter")
    await expect(page.locator(".p-follow > li")).to_contain_text("Habitatge · 010")
    await expect(page.locator(".p-follow > li")).to_contain_text("no en deixis cap")
    await tab_to(page, '.p-follow button[value="no"]')
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text("Avui no cal preguntar a ningú.")
    [kept] = await rows(stack, "SELECT outcome, matters FROM contact WHERE unit = $1", who.unit)
    assert (kept["outcome"], kept["matters"][0]["arrived"]) == ("redirected", False)


async def test_somebody_is_attended_today_and_somebody_leaves_by_their_keys(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await page.keyboard.press("4")
    await expect(page.locator("#today")).to_have_value(who.unit)
    await does(page, "Enter", "No espera ningú")
    last = await ended_at(stack, who.unit)
    assert (last["state"], last["outcome"]) == ("closed", "same_day_care")
    await does(page, "z", "En atenció")
    await does(page, "8", "No espera ningú")
    assert (await ended_at(stack, who.unit))["outcome"] == "left"


async def test_intensity_is_a_tag_that_staff_choose(stack: Stack, visit: Visit) -> None:
    _, page = await serving(stack, visit)
    await tab_to(page, "#intensity > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, '#intensity button[value="treatment"]')
    await settled(page, "Enter")
    await expect(page.locator("#intensity > summary")).to_contain_text("Alta: tractament")


@pytest.mark.parametrize("size", [NARROW, TELEPHONE, WIDE], ids=["320", "390", "1280"])
async def test_what_opens_at_the_desk_stays_on_the_page(
    stack: Stack, visit: Visit, size: dict[str, int]
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who, reason="DEP")
    await stack.open_desk(who)
    await stack.ask(who, f"/contacts/{await stack.call(who)}/start")
    page = await visit(desk_of(who), who)
    await page.set_viewport_size(size)
    for number in range(3):
        choice = page.locator(".p-out").nth(number)
        await choice.locator("> summary").click()
        await choice.locator(".p-pass").evaluate("pass => pass.scrollIntoView({block: 'nearest'})")
        await expect(choice.locator(".p-pass")).to_be_in_viewport(ratio=1)
        assert await page.evaluate(SIDEWAYS) == 0
        await choice.locator("> summary").click()
    await page.locator(WAYS).click()
    await expect(page.locator("#way-language")).to_be_visible()
    assert await page.evaluate(SIDEWAYS) == 0


async def test_in_one_column_who_it_is_stands_above_those_who_wait(
    stack: Stack, visit: Visit
) -> None:
    _, page = await serving(stack, visit)
    await page.set_viewport_size(TELEPHONE)
    work, whom, queue = [
        (await page.locator(each).bounding_box() or {})["y"]
        for each in (".p-contact", ".p-desk__person", ".p-desk__queue")
    ]
    assert work < whom < queue
    await page.set_viewport_size(WIDE)
    boxes = [
        (await page.locator(each).bounding_box() or {})["x"]
        for each in (".p-desk__queue", ".p-contact", ".p-desk__person")
    ]
    assert boxes == sorted(boxes)


async def test_who_is_to_be_fetched_is_said_on_arrival_and_the_wall_never_shows_them(
    stack: Stack, visit: Visit
) -> None:
    who, page = await seated(stack, visit, waiting=0)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    await tab_to(page, "#new-called")
    await chosen(page, "S’hi")
    await tab_to(page, '[name="door"][value="desk"]')
    await does(page, "Enter", "El taulell és lliure")
    await expect(page.locator(ROWS)).to_contain_text("s’ha d’anar a buscar")
    await expect(page.locator("#new-called")).to_have_value("screen")  # the next is another
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator("#fetch")).to_contain_text("Ves a buscar aquesta persona")
    await page.wait_for_timeout(500)
    await expect(wall.locator(".p-wall__code")).to_have_count(0)


async def test_how_somebody_is_called_is_changed_while_they_wait(
    stack: Stack, visit: Visit
) -> None:
    _, page = await seated(stack, visit, waiting=1)
    for size in (WIDE, TELEPHONE, NARROW):
        await page.set_viewport_size(size)
        await page.locator(f"{ROWS} > summary").click()
        await expect(page.locator("[id^=called-fetched]")).to_be_visible()
        assert await page.evaluate(SIDEWAYS) <= 0
        await page.locator(f"{ROWS} > summary").click()
    await page.set_viewport_size(WIDE)
    await expect(page.locator("[id^=called-text]")).to_have_count(0)  # no number is known
    await tab_to(page, f"{ROWS} > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "[id^=called-fetched]")
    await page.keyboard.press("Enter")
    fetched = page.locator("[id^=called-fetched]")
    await expect(fetched).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(ROWS)).to_contain_text("s’ha d’anar a buscar")

"""Triage at the desk: reasons in people's words, what to ask first, levels that say why."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Stack
from tests.browser.test_desk import desk_of, does, seated, tab_to

pytestmark = pytest.mark.needs("chromium")
REASONS = ".p-reasons > li"
FOUND = "[data-found] button"


async def serving(stack: Stack, visit: Visit) -> Page:
    """A desk that serves somebody of whom nothing is known yet."""
    _, page = await seated(stack, visit, waiting=1)
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    return page


async def settled(page: Page, key: str) -> None:
    """Press a key and wait until its answer stands on the page, with the focus somewhere in it."""
    await page.locator("#content").evaluate("content => { content.dataset.before = ''; }")
    await page.keyboard.press(key)
    await expect(page.locator("#content:not([data-before]) :focus")).to_be_attached()


async def ended_at(stack: Stack, unit: str) -> Any:
    """The contact that came to this centre, as the gateway keeps it."""
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            return await tx.fetchrow(
                "SELECT state, outcome, reason FROM contact WHERE unit = $1", unit
            )
    finally:
        await pool.close()


async def add(page: Page, words: str, reason: str) -> None:
    """Find a reason by somebody's words and take the first."""
    await page.keyboard.press("w")
    await page.keyboard.type(words)
    await expect(page.locator(FOUND).first).to_have_text(reason)
    await settled(page, "Enter")
    await expect(page.locator(REASONS, has_text=reason)).to_be_visible()


async def test_an_information_contact_takes_at_most_eight_interactions(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    page = await visit(desk_of(who), who)
    await page.evaluate("() => new Promise(done => setTimeout(done, 50))")  # forms are taken over
    await does(page, "c", "El taulell és lliure")  # 1
    await does(page, "n", "Crida al taulell 1")  # 2
    await does(page, "Enter", "En atenció")  # 3
    await settled(page, "0")  # 4
    await expect(page.locator("#danger")).to_have_count(0)
    await add(page, "nevera", "ECO-ALIM")  # 5, 6, 7
    await does(page, "1", "No espera ningú")  # 8
    last = await ended_at(stack, who.unit)
    assert (last["state"], last["outcome"], last["reason"]) == ("closed", "informed", "ECO-ALIM")


async def test_danger_comes_first_and_its_answer_is_the_reason(stack: Stack, visit: Visit) -> None:
    page = await serving(stack, visit)
    await tab_to(page, ".p-danger summary")
    await page.keyboard.press("Enter")
    await tab_to(page, ".p-danger li button")
    await page.keyboard.press("Enter")
    await expect(page.locator(REASONS)).to_contain_text("VIO")
    await expect(page.locator(".p-danger")).to_have_count(0)
    await expect(page.get_by_role("button", name="Urgent")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_each_reason_has_its_own_outcome(stack: Stack, visit: Visit) -> None:
    page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await add(page, "dep", "DEP")
    await expect(page.locator("#ends")).to_have_text("Com acaba: ECO-ALIM")
    await settled(page, "1")
    await expect(page.locator("#ends")).to_have_text("Com acaba: DEP")
    await expect(page.locator(REASONS).first).to_contain_text("Informació")
    await page.keyboard.press("6")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await does(page, "Enter", "No espera ningú")


async def test_the_rule_that_proposes_the_level_is_shown_and_another_asks_why(
    stack: Stack, visit: Visit
) -> None:
    page = await serving(stack, visit)
    await add(page, "nevera", "ECO-ALIM")
    await expect(page.locator("#level")).to_have_text("Nivell; les regles proposen: ordinari")
    await tab_to(page, "#held-minors")
    await settled(page, "Enter")
    await expect(page.locator("#held-minors")).to_be_focused()
    await expect(page.locator(".p-rule")).to_contain_text("Regla ECO-1, versió 1")
    await expect(page.get_by_role("button", name="Preferent")).to_have_attribute(
        "aria-pressed", "true"
    )
    await page.locator(".p-seg__other > summary", has_text="Urgent").first.press("Enter")
    await page.get_by_role("button", name="És pitjor").first.press("Enter")
    await expect(page.locator(".p-rule")).to_contain_text("S’ha triat diferent: És pitjor")


async def test_words_that_find_nothing_are_said_and_nothing_is_sent(
    stack: Stack, visit: Visit
) -> None:
    page = await serving(stack, visit)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    await page.keyboard.press("w")
    await page.keyboard.type("xyzzy")
    await expect(page.locator("#reason-count")).to_have_text(
        "Cap motiu trobat: prova amb altres paraules"
    )
    await page.keyboard.press("Enter")
    await expect(page.locator(REASONS)).to_have_count(0)
    assert not [each for each in sent if "xyzzy" in each]


@pytest.mark.parametrize("size", [TELEPHONE, WIDE], ids=["390", "1280"])
async def test_the_field_stays_where_it_is_while_the_reasons_that_it_finds_open_below(
    stack: Stack, visit: Visit, size: dict[str, int]
) -> None:
    page = await serving(stack, visit)
    await page.set_viewport_size(size)
    field = page.locator("#reason-words")
    await field.focus()
    before = await field.bounding_box()
    await page.keyboard.type("nevera")
    await expect(page.locator("[data-found]")).to_be_in_viewport(ratio=1)
    assert await field.bounding_box() == before
    assert await page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("size", [TELEPHONE, WIDE], ids=["390", "1280"])
async def test_menus_of_the_triage_stay_on_the_page(
    stack: Stack, visit: Visit, size: dict[str, int]
) -> None:
    who, page = await seated(stack, visit, waiting=1)
    await stack.arrive(who, reason="DEP")
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await add(page, "nevera", "ECO-ALIM")
    await page.set_viewport_size(size)
    await page.locator(".p-qrow > summary").first.click()
    menus = page.locator("details.p-menu:has(> form > ul)")
    assert await menus.count() == 6  # danger, intensity, two other levels here and in the row
    for number in range(6):
        menu = menus.nth(number)
        await menu.locator("> summary").click()
        await expect(menu.locator("ul")).to_be_in_viewport(ratio=1)
        assert await page.evaluate(SIDEWAYS) == 0
        await menu.locator("> summary").click()

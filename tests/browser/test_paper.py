"""An hour without power: codes printed before, the gap told afterwards, everything by keyboard."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.booking import booked_soon
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, tab_to

pytestmark = pytest.mark.needs("chromium")
BY_VOICE = "Ara el personal crida de viva veu"
EARLIER = """
UPDATE contact SET opened_at = opened_at - interval '90 minutes',
  waiting_from = opened_at - interval '90 minutes', started_at = opened_at - interval '90 minutes',
  spans = jsonb_build_array(jsonb_build_object('state', 'serving', 'until', null, 'unit', unit,
    'desk', 1, 'at', opened_at - interval '90 minutes'))
WHERE unit = $1
"""
LINES = """() => [...document.querySelectorAll(".p-fieldgrid")].map(grid =>
  [...grid.children].filter(each => each.offsetHeight).map(each => {
    const [label, field] = [each.querySelector("label"), each.querySelector("input, select")]
      .map(part => part.getBoundingClientRect());
    return [each.offsetLeft, Math.round(field.top), Math.round(field.top - label.bottom)];
  }))"""
"""Of each grid's fields: where it begins, where what is filled in does, how far below its label."""
NEAR = 8
"""Pixels from a label to its field: whatever hint another field of the row has."""
HEARD = """() => {
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.heard.push("gong");
    return start.call(this, at);
  };
  speechSynthesis.getVoices = () => ["ca-ES", "en-GB"].map(lang => ({ lang }));
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  speechSynthesis.speak = said => window.heard.push(said.lang + " " + said.text);
}"""


def paper_of(who: Person) -> str:
    """The address of somebody's hours on paper."""
    return f"/gateway/units/{who.unit}/paper"


async def typed(page: Page, selector: str, words: str) -> None:
    """Go to a field by the tabulator and write in it."""
    await tab_to(page, selector)
    await page.keyboard.type(words)


async def sends(page: Page, heading: str) -> None:
    """Go to the button of that part by the tabulator and press it."""
    await tab_to(page, f"{heading} ~ form button, {heading} ~ div form[action$='/end'] button")
    await page.keyboard.press("Enter")


async def clocks(page: Page) -> tuple[str, str, str]:
    """Civil times of the system's clock: an hour, half an hour, a quarter of an hour ago."""
    now = await page.locator("[data-clock]").first.get_attribute("datetime")
    assert now
    hour, half, quarter = await page.evaluate(
        """now => [60, 30, 15].map(ago => new Intl.DateTimeFormat("ca", {
          timeZone: "Europe/Madrid", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
        }).format(new Date(Date.parse(now) - ago * 60000)))""",
        now,
    )
    return str(hour), str(half), str(quarter)


async def sheet_of(page: Page) -> str:
    """Reserve a sheet by keyboard; its first code."""
    await tab_to(page, "#b-count")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/paper/sheets/*")
    await expect(page.locator("tbody th")).to_have_count(40)
    return await page.locator("tbody th").first.inner_text()


async def gap_since(page: Page, began: str) -> None:
    """Say since when the unit works on paper, by keyboard."""
    await typed(page, "#f-began_at", began)
    await expect(page.locator("#f-began_at")).to_have_value(began)
    await sends(page, "#gaps")
    await page.wait_for_url("**/paper/gaps/*")


async def withdrawn(page: Page) -> None:
    """There was no gap after all, so that no board of another test has a unit on paper."""
    await page.get_by_role("button", name="Es va dir per error").press("Enter")
    await expect(page.locator("h1")).to_contain_text("retirat")


async def test_an_hour_on_paper_is_told_and_entered_by_keyboard(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(desk_of(who), who)
    await page.get_by_role("link", name="Hores en paper").first.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{paper_of(who)}")
    first = await sheet_of(page)
    await page.goto(stack.origin + paper_of(who))
    began, half, quarter = await clocks(page)
    await gap_since(page, began)
    await expect(page.locator("h1")).to_contain_text("en marxa")
    for field, words in (("code", first), ("arrived_at", half), ("started_at", began)):
        await typed(page, f"#new-{field}", words)
    await sends(page, "#enter")
    await expect(page.locator("#refused")).to_contain_text("Ha acabat a les: falta")
    await expect(page.locator("#new-arrived_at")).to_have_value(half)
    await expect(page.locator("#new-code")).to_have_value(first)
    await expect(page.locator("#new-started_at")).to_have_attribute("aria-invalid", "true")
    await typed(page, "#new-started_at", half)
    await typed(page, "#new-ended_at", quarter)
    await sends(page, "#enter")
    await expect(page.locator("table tbody th")).to_have_text([first])
    await withdrawn(page)


async def test_who_came_to_an_appointment_meanwhile_has_kept_it(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    _, made = await booked_soon(stack, who)
    page = await visit(paper_of(who), who)
    began, half, quarter = await clocks(page)
    await gap_since(page, began)
    await page.locator("#visits ~ ul summary").press("Enter")
    for field, words in (("arrived_at", half), ("started_at", half), ("ended_at", quarter)):
        await typed(page, f'[id="{made["id"]}-{field}"]', words)
    await tab_to(page, "#visits ~ ul button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#visits")).to_have_count(0)
    await expect(page.locator("table tbody th")).to_contain_text("Té hora a les")
    agenda = await visit(f"/gateway/units/{who.unit}/agenda", who)
    await expect(agenda.locator(".p-agenda > li")).to_contain_text("Atesa")
    await withdrawn(page)


async def test_whom_paper_redirected_is_asked_after(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(paper_of(who), who)
    first = await sheet_of(page)
    await page.goto(stack.origin + paper_of(who))
    began, half, quarter = await clocks(page)
    await gap_since(page, began)
    times = (("code", first), ("arrived_at", half), ("started_at", half), ("ended_at", quarter))
    for field, words in times:
        await typed(page, f"#new-{field}", words)
    await page.select_option("#new-reasons", "ECO-ALIM")
    await page.select_option("#new-outcomes-0", "redirected")
    await sends(page, "#enter")
    await expect(page.locator("#refused")).to_contain_text("Orientada a: falta")
    await expect(page.locator("#new-outcomes-0")).to_have_value("redirected")
    await page.select_option("#new-owner", index=1)
    await sends(page, "#enter")
    await expect(page.locator("table tbody th")).to_have_text([first])
    await withdrawn(page)


async def test_the_wall_says_that_staff_call_by_voice_until_the_system_is_back(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    page = await visit(paper_of(who), who)
    await gap_since(page, (await clocks(page))[0])
    await expect(wall.locator("main")).to_contain_text(BY_VOICE)
    await sends(page, "#turn")
    await expect(page.locator("h1")).to_contain_text("per entrar")
    await expect(wall.locator("main")).not_to_contain_text(BY_VOICE)
    await page.get_by_role("button", name="Tot està entrat").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("tot entrat")


async def came_earlier(stack: Stack, unit: str) -> None:
    """Whoever is served at the unit has been there for an hour and a half."""
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            await tx.execute(EARLIER, unit)
    finally:
        await pool.close()


async def test_whom_the_power_cut_caught_gets_the_true_end(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    [contact] = await stack.arrive(who)
    await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    await came_earlier(stack, who.unit)
    page = await visit(paper_of(who), who)
    began, half, _ = await clocks(page)
    await gap_since(page, began)
    await page.locator("#caught ~ ul summary").first.focus()
    await page.keyboard.press("Enter")
    await typed(page, f'[id="{contact}-ended_at"]', half)
    await tab_to(page, "#caught ~ ul button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#caught ~ .p-empty")).to_be_visible()
    await expect(page.locator("table tbody th")).to_have_count(1)
    desk = await visit(desk_of(who), who)
    await expect(desk.locator("#step")).to_have_text("No espera ningú")
    await withdrawn(page)


@pytest.mark.parametrize("width", [390, 320])
async def test_the_pages_fit_a_telephone(stack: Stack, visit: Visit, width: int) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(paper_of(who), who, viewport={"width": width, "height": TELEPHONE["height"]})
    assert await page.evaluate(SIDEWAYS) == 0
    await page.fill("#f-began_at", "00:00")
    await page.locator("#gaps ~ form button").click()
    await page.wait_for_url("**/paper/gaps/*")
    await page.locator("#enter ~ form button").click()
    await expect(page.locator("#refused")).to_be_visible()
    assert await page.evaluate(SIDEWAYS) == 0
    await withdrawn(page)
    await page.goto(stack.origin + paper_of(who))
    await page.locator("#sheets ~ form button").click()
    await page.wait_for_url("**/paper/sheets/*")
    assert await page.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("width", [1280, 390, 320])
async def test_forms_that_are_open_fit_and_the_fields_of_a_row_stand_on_one_line(
    stack: Stack, visit: Visit, width: int
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    [contact] = await stack.arrive(who)
    await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    for reason in ("ECO-ALIM", "DEP"):
        await stack.ask(who, f"/contacts/{contact}/reasons", reason=reason)
    await came_earlier(stack, who.unit)
    page = await visit(paper_of(who), who, viewport={"width": width, "height": TELEPHONE["height"]})
    await gap_since(page, (await clocks(page))[0])
    for each in ("#caught ~ ul summary", "#caught ~ ul details details summary"):
        await page.locator(each).first.press("Enter")
    await page.locator("#enter ~ form summary").press("Enter")
    await expect(page.locator(f'[id="{contact}-outcomes-1"]')).to_be_visible()
    assert await page.evaluate(SIDEWAYS) == 0
    grids = [grid for grid in await page.evaluate(LINES) if grid]
    assert grids
    for grid in grids:
        lefts, fields, below = zip(*grid, strict=True)
        assert len(set(fields)) == lefts.count(min(lefts)), grid
        assert max(below) <= NEAR, grid
    await withdrawn(page)


async def test_a_sheet_prints_on_white_without_bars_and_buttons(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(paper_of(who), who)
    await page.locator("#sheets ~ form button").click()
    await page.wait_for_url("**/paper/sheets/*")
    await page.emulate_media(media="print")
    for hidden in (".p-top", ".p-noprint"):
        await expect(page.locator(hidden).first).to_be_hidden()
    await expect(page.locator("tbody th").last).to_be_visible()
    paper = await page.pdf(format="A4")
    assert paper.startswith(b"%PDF")


async def test_the_wall_sounds_only_once_somebody_has_switched_it_on(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    await stack.arrive(who, 2)
    wall = await visit(f"/gateway/units/{who.unit}/wall", who)
    await wall.evaluate(HEARD)
    contact = await stack.call(who)
    code = await wall.locator(".p-wall__code").inner_text()
    assert await wall.evaluate("window.heard") == []
    button = wall.locator("[data-sound]")
    await button.focus()
    await wall.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-pressed", "true")
    assert await wall.evaluate("window.heard.splice(0)") == ["gong", "gong"]
    await stack.ask(who, f"/contacts/{contact}/recall")
    async with asyncio.timeout(20):
        while await wall.evaluate("window.heard.length") < len("ggce"):  # two tones, two voices
            await wall.wait_for_timeout(100)
    spelled = ", ".join(code.replace(" ", ""))
    said = [f"ca-ES {spelled}. Taulell 1.", f"en-GB {spelled}. Desk 1."]
    assert await wall.evaluate("window.heard.splice(0)") == ["gong", "gong", *said]
    await wall.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-pressed", "false")

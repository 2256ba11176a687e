"""A day at the desk with ten fingers: every act by keyboard, and nothing moves under them."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack

pytestmark = pytest.mark.needs("chromium")
TABS = 60
ROWS = ".p-qrow"
PLACE = '#tools .p-top__link:has([href="#i-map-pin"]) .p-word'
BANNER = '[data-live-news="queue"]'


def heading(page: Page) -> Locator:
    """What the desk is doing now."""
    return page.locator("#content [data-next]")


def figure(page: Page, code: str) -> Locator:
    """A number of a board."""
    return page.locator(f'.p-fig:has(a[href$="#{code}"]) .p-fig__n')


def desk_of(who: Person) -> str:
    """The address of somebody's desk."""
    return f"/gateway/units/{who.unit}/desk"


async def taken_over(page: Page) -> None:
    """Wait until a page that was just opened knows its keys and sends its forms by itself."""
    await page.wait_for_load_state()
    await page.evaluate("() => new Promise(done => setTimeout(done, 50))")


async def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator until the focus is there."""
    for _ in range(TABS):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tabulator")


async def keyed(target: Locator, key: str = "Enter") -> None:
    """Press the tabulator until the focus is on it, then the key: no script gives it the focus."""
    page = target.page
    await target.first.wait_for()
    for _ in range(TABS):
        await page.keyboard.press("Tab")
        if await target.first.evaluate("each => each === document.activeElement"):
            await page.keyboard.press(key)
            return
    raise AssertionError(f"{target} cannot be reached with the tabulator")


async def seated(stack: Stack, visit: Visit, waiting: int) -> tuple[Person, Page]:
    """Somebody at an open desk, with people in the queue."""
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who, waiting, level="ordinary")
    await stack.open_desk(who)
    page = await visit(desk_of(who), who)
    await expect(page.locator(ROWS)).to_have_count(waiting)
    return who, page


async def does(page: Page, key: str, then: str) -> None:
    """Press a key; the desk says what it does then, and the focus is there."""
    await page.keyboard.press(key)
    await expect(heading(page)).to_have_text(then)
    try:
        await expect(heading(page)).to_be_focused()
    except AssertionError as elsewhere:
        elsewhere.add_note(await page.evaluate("document.activeElement.outerHTML.slice(0, 300)"))
        raise


async def test_somebody_comes_to_work_with_the_keyboard_alone(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit("/gateway/sign-in")
    await tab_to(page, "#user_name")
    await page.keyboard.type(who.user_name)
    await tab_to(page, "#password")
    await page.keyboard.type(who.password)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{desk_of(who)}")
    await expect(heading(page)).to_have_text("En quin taulell treballes?")
    await tab_to(page, "#desk-1")
    await does(page, "Enter", "No espera ningú")
    await expect(page.locator("#tools")).to_contain_text("Taulell 1 · obert")
    await expect(page).to_have_title(f"Taulell 1 · {await unit_name(page)} · Portes")
    await tab_to(page, "#tools summary")
    await page.keyboard.press("Enter")
    await tab_to(page, '#tools form[action$="/close"] button')
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_have_text("En quin taulell treballes?")


async def test_somebody_is_served_with_the_keyboard_alone_and_the_board_moves_by_itself(
    stack: Stack, visit: Visit
) -> None:
    who, page = await seated(stack, visit, waiting=0)
    board = await visit(f"/indicators/areas/{who.unit}", who)
    await expect(figure(board, "offered")).to_have_text("0")
    await board.evaluate("window.neverReloaded = true")
    await does(page, "c", "El taulell és lliure")
    code = await page.locator(f"{ROWS} .p-code").inner_text()
    await expect(figure(board, "waiting")).to_have_text("1")
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator(".p-contact .p-code")).to_have_text(code)
    await does(page, "Enter", "En atenció")
    await expect(figure(board, "serving")).to_have_text("1")
    await does(page, "1", "No espera ningú")
    await expect(figure(board, "answered")).to_have_text("1")
    await expect(figure(board, "serving")).to_have_text("0")
    await does(page, "z", "En atenció")
    await expect(figure(board, "serving")).to_have_text("1")
    await does(page, "2", "No espera ningú")
    await expect(figure(board, "serving")).to_have_text("0")
    assert await board.evaluate("window.neverReloaded")


async def unit_name(page: Page) -> str:
    """The place as the bar names it."""
    return (await page.locator(PLACE).inner_text()).strip()


async def test_calling_while_serving_first_asks_how_the_contact_ends(
    stack: Stack, visit: Visit
) -> None:
    _, page = await seated(stack, visit, waiting=2)
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await page.keyboard.press("n")
    await expect(page.locator("#outcomes")).to_be_focused()
    await expect(page.locator("#notices")).to_have_text("Abans digues com acaba el contacte obert.")
    await expect(heading(page)).to_have_text("En atenció")
    await does(page, "1", "El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")


async def test_a_contact_is_parked_and_resumed(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, waiting=1)
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await does(page, "a", "No espera ningú")
    await tab_to(page, ".p-parked button")
    await does(page, "Enter", "En atenció")


async def test_the_clock_of_the_service_runs_in_business_time(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, waiting=1)
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator("[data-since]")).to_have_text(re.compile(r"^00:0[1-9]$"))


async def test_a_refused_act_is_said_where_the_focus_then_is(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    colleague = await stack.someone(Role.RECEPTION, unit=who.unit)
    await stack.arrive(who)
    await stack.open_desk(who)
    await stack.open_desk(colleague, 2)
    page = await visit("", who)
    await page.route("**/stream", lambda route: route.abort())
    await page.goto(stack.origin + desk_of(who))
    await expect(page.locator(ROWS)).to_have_count(1)
    await stack.call(colleague, 2)
    await page.keyboard.press("n")
    summary = page.get_by_role("alert")
    await expect(summary).to_contain_text("Hi ha un problema")
    await expect(summary).to_contain_text("No espera ningú per a aquest taulell.")
    await expect(summary).to_be_focused()
    await expect(page.locator(ROWS)).to_have_count(0)
    await page.reload()
    await expect(summary).to_have_count(0)


async def test_the_keys_can_be_switched_off(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, waiting=1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    switch = page.get_by_label("Fes servir aquestes tecles")
    await page.keyboard.press("?")
    await expect(switch).to_be_checked()
    await switch.uncheck()
    await page.keyboard.press("Escape")
    await expect(switch).to_be_hidden()
    for _ in range(2):
        for key in "ncz?":
            await page.keyboard.press(key)
        await page.reload()
    await expect(switch).to_be_hidden()
    assert "POST" not in sent
    await page.get_by_role("button", name="Tecles").click()
    await expect(switch).not_to_be_checked()
    await switch.check()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await expect(heading(page)).to_have_text("Crida al taulell 1")


async def test_j_and_k_go_along_the_queue(stack: Stack, visit: Visit) -> None:
    _, page = await seated(stack, visit, waiting=3)
    rows = page.locator(f"{ROWS} > summary")
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        await page.keyboard.press(key)
        await expect(rows.nth(place)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{ROWS}[open]")).to_have_count(1)
    await expect(page.locator(".p-contact__head")).to_have_count(0)


async def test_the_queue_does_not_move_under_the_focus(stack: Stack, visit: Visit) -> None:
    who, page = await seated(stack, visit, waiting=2)
    rows = page.locator(f"{ROWS} > summary")
    for _ in range(2):
        await page.keyboard.press("j")
    await expect(rows.nth(1)).to_be_focused()
    code = await rows.nth(1).locator(".p-code").inner_text()
    await expect(page.locator(BANNER)).to_be_hidden()
    await stack.arrive(who, level="urgent")
    await expect(page.locator(BANNER)).to_be_visible()
    await expect(rows).to_have_count(2)
    await page.keyboard.press("m")
    await expect(rows).to_have_count(3)
    await expect(page.locator(BANNER)).to_be_hidden()
    await expect(page.locator("summary:focus .p-code")).to_have_text(code)


async def test_a_wait_that_grew_is_no_news_of_the_queue(stack: Stack, visit: Visit) -> None:
    who, page = await seated(stack, visit, waiting=2)
    await page.keyboard.press("j")
    for _ in range(3):  # each brings the queue again, with other seconds
        await page.wait_for_timeout(1100)
        await stack.ask(who, f"/units/{who.unit}/desks/1/pause")
        await stack.open_desk(who)
    await expect(page.locator(BANNER)).to_be_hidden()
    await stack.arrive(who)
    await expect(page.locator(BANNER)).to_be_visible()


async def test_the_screen_is_hidden_and_comes_back_with_two_escapes(
    stack: Stack, visit: Visit
) -> None:
    _, page = await seated(stack, visit, waiting=1)
    for hidden in (True, False):
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await expect(page.locator("#content")).to_be_visible(visible=not hidden)


async def test_untouched_for_two_minutes_it_hides_but_never_while_somebody_is_served(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    await stack.open_desk(who)
    page = await visit("", who)
    await page.clock.install()
    await page.goto(stack.origin + desk_of(who))
    content = page.locator("#content")
    await page.clock.fast_forward(115_000)
    await expect(content).to_be_visible()
    await page.clock.fast_forward(10_000)
    await expect(content).to_be_hidden()
    await page.keyboard.press("n")
    await expect(content).to_be_visible()
    await expect(page.locator("#step")).to_have_text("El taulell és lliure")
    await page.keyboard.press("n")
    await page.locator("[data-contact]").wait_for()
    await page.clock.fast_forward(300_000)
    await expect(content).to_be_visible()


async def test_the_last_act_is_named_to_who_did_it_only_and_undone(
    stack: Stack, visit: Visit
) -> None:
    who, page = await seated(stack, visit, waiting=0)
    colleague = await stack.someone(Role.RECEPTION, unit=who.unit)
    last = page.locator('section[aria-labelledby="last"]')
    await expect(last).to_have_count(0)
    await does(page, "c", "El taulell és lliure")
    code = await page.locator(f"{ROWS} .p-code").inner_text()
    for key, then, named in (
        (None, "El taulell és lliure", "torn donat"),
        ("n", "Crida al taulell 1", "cridada"),
        ("Enter", "En atenció", "atenció començada"),
        ("1", "No espera ningú", "atenció acabada"),
    ):
        if key:
            await does(page, key, then)
        await expect(last.locator("p").first).to_have_text(f"{code}: {named}")
    assert who.user_name not in await last.inner_text()
    theirs = await visit(desk_of(who), colleague)
    await expect(theirs.locator('section[aria-labelledby="arrival"]')).to_be_visible()
    await expect(theirs.locator('section[aria-labelledby="last"]')).to_have_count(0)
    await last.get_by_role("button", name="Desfés").click()
    await expect(heading(page)).to_have_text("En atenció")
    await expect(last.locator("p").first).to_have_text(f"{code}: atenció començada")


async def test_the_focus_is_kept_when_the_live_view_is_faster_than_the_answer(
    stack: Stack, visit: Visit
) -> None:
    _, page = await seated(stack, visit, waiting=1)
    await does(page, "n", "Crida al taulell 1")

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await asyncio.sleep(1.5)
        await route.fulfill(response=answer)

    await page.route("**/start", late)
    await does(page, "Enter", "En atenció")
    await expect(page.locator("form[data-sent]")).to_have_count(0)
    await expect(heading(page)).to_be_focused()

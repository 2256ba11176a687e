"""Live pages over few connections, and what they say when what they show is no longer live."""

import time
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, Route, expect

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_desk import ROWS, desk_of, figure, heading
from tests.fixtures.databases import as_owner
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium")
TABS = 8
ANSWER_SECONDS = 2.0
STALE_SECONDS = 15.0
MARGIN_SECONDS = 5.0
TURN = """hidden => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
STATUS_OF = "async address => (await fetch(address)).status"


OF_GATEWAY = ".p-fig:not(.p-figs--doors > *)"
DRAWN = f"{OF_GATEWAY}, .p-cell, .p-dist"
HATCHED = """drawn => {
  const all = [...document.querySelectorAll(drawn)];
  const image = one => getComputedStyle(one).backgroundImage;
  return all.filter(one => image(one).includes("gradient")).length / all.length;
}"""


async def hatched(page: Page) -> float:
    """The share of what a board draws of the gateway as not to be relied on."""
    return float(await page.evaluate(HATCHED, DRAWN))


async def turn(page: Page, *, hidden: bool) -> None:
    """Another tab comes before this one, or this one comes to the front."""
    await page.evaluate(TURN, hidden)


async def test_eight_tabs_share_one_origin_and_a_ninth_request_is_answered(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    first = await visit(desk_of(who), who)
    tabs = [first]
    for number in range(1, TABS):
        await turn(tabs[-1], hidden=True)
        tabs.append(await first.context.new_page())
        address = desk_of(who) if number % 2 else f"/indicators/areas/{who.unit}"
        await tabs[-1].goto(stack.origin + address)
    began = time.monotonic()
    assert await tabs[-1].evaluate(STATUS_OF, "/gateway/sign-in") == 200
    assert time.monotonic() - began < ANSWER_SECONDS
    await stack.arrive(who)
    await expect(tabs[-1].locator(ROWS)).to_have_count(1)
    await expect(first.locator(ROWS)).to_have_count(0)
    await turn(tabs[-1], hidden=True)
    for tab in (first, tabs[2]):
        await turn(tab, hidden=False)
    await expect(first.locator(ROWS)).to_have_count(1)
    await expect(figure(tabs[2], "waiting")).to_have_text("1")


async def test_a_board_says_when_its_source_is_silent_and_when_it_never_spoke(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    board = await visit(f"/indicators/areas/{who.unit}", who)
    await expect(figure(board, "waiting")).to_have_text("1")
    await stack.stop("gateway-worker", kill=True)
    try:
        limit = (STALE_SECONDS + MARGIN_SECONDS) * 1000
        await expect(board.locator(".p-fig--stale").first).to_be_visible(timeout=limit)
        await expect(board.locator('[data-live-part="state"]')).to_contain_text("Aturada: ")
        city = await visit(
            "/indicators/areas/city", await stack.someone(Role.MANAGER, everywhere=True)
        )
        assert await hatched(city) == 1
        await expect(figure(board, "waiting")).to_have_text("1")
        await _forget_the_feed(stack)
        await board.reload()
        for words in ("–", "Desconegut"):
            await expect(figure(board, "waiting")).to_contain_text(words)
        await expect(board.locator(f"{OF_GATEWAY}:not(.p-fig--unknown)")).to_have_count(0)
        await expect(figure(board, "sessions_today")).not_to_contain_text("Desconegut")
        await expect(board.locator(".p-unknown")).to_have_count(7)
        await city.reload()
        assert await hatched(city) == 1
    finally:
        await stack.start("gateway-worker")
    await expect(board.locator(".p-fig--unknown, .p-fig--stale")).to_have_count(0)
    await expect(figure(board, "waiting")).to_have_text("1")


async def _forget_the_feed(stack: Stack) -> None:
    """As before the gateway was heard for the first time."""
    connection = await asyncpg.connect(as_owner(stack.databases["indicators"]))
    await connection.execute("DELETE FROM feed WHERE service = 'gateway'")
    await connection.close()


async def test_without_scripts_the_desk_serves_by_forms(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit("/gateway/sign-in", java_script_enabled=False)
    await page.fill("#user_name", who.user_name)
    await page.fill("#password", who.password)
    await page.get_by_role("button", name="Entra", exact=True).click()
    await page.get_by_role("button", name="Taulell 1").click()
    await expect(heading(page)).to_have_text("No espera ningú")
    for press, then in (
        ("Dona torn", "El taulell és lliure"),
        ("Crida", "Crida al taulell 1"),
        ("Comença", "En atenció"),
        ("Aparca", "No espera ningú"),
        ("Reprèn", "En atenció"),
        ("Informació", "No espera ningú"),
        ("Desfés", "En atenció"),
    ):
        await page.locator("#content").get_by_role("button", name=press).first.click()
        await expect(heading(page)).to_have_text(then)
    await expect(page.locator("#content .p-contact__head .p-code")).to_be_visible()


async def test_without_scripts_a_refusal_is_said_too(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    colleague = await stack.someone(Role.RECEPTION, unit=who.unit)
    page = await visit(desk_of(who), who, java_script_enabled=False)
    await stack.open_desk(colleague)
    await page.get_by_role("button", name="Taulell 1").click()
    words = "En aquest taulell hi treballa una altra persona de l’equip."
    await expect(page.locator(".govuk-error-summary")).to_contain_text(words)


async def test_a_board_that_lost_its_connection_does_not_look_live(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    board = await visit(f"/indicators/areas/{who.unit}", who)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    city = await visit("/indicators/areas/city", manager)
    for page in (board, city):
        await expect(page.locator(".p-tag--g")).to_be_visible()
    on_paper = await city.locator(".p-cell--unknown").count()
    live = await hatched(city)
    assert live == on_paper / await city.locator(DRAWN).count() < 1 / 10
    assert await hatched(board) == 0
    await expect(city.locator(".p-dist").nth(1)).to_be_visible()
    await stack.stop("caddy", kill=True)
    seconds = (STALE_SECONDS + MARGIN_SECONDS) * 1000
    try:
        await expect(board.locator(".p-tag--g")).to_be_hidden(timeout=seconds)
        await expect(board.locator("[data-lost]")).to_be_visible()
        assert await hatched(board) == 1
        assert await hatched(city) == 1
    finally:
        await stack.start("caddy")
    for page, share in ((board, 0), (city, live)):
        await expect(page.locator(".p-tag--g")).to_be_visible(timeout=seconds)
        assert await hatched(page) == share


@pytest.mark.parametrize(("read_at", "shown"), [("1.0", False), ("9999999999.0", True)])
async def test_a_push_that_is_older_than_the_page_does_not_bring_back_the_past(
    stack: Stack, visit: Visit, read_at: str, shown: bool
) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit()
    asked: list[str] = []

    async def push(route: Route) -> None:
        asked.append(route.request.url)
        frames = f"event: at\ndata: {read_at}\n\nevent: work\ndata: <h2 id=step>Abans</h2>\n\n"
        await route.fulfill(content_type="text/event-stream", body=f"retry: 100\n\n{frames}")

    await page.route("**/desk/stream", push)
    cookies: list[Any] = [{"name": stack.cookie, "value": who.token, "url": stack.origin}]
    await page.context.add_cookies(cookies)
    await page.goto(stack.origin + f"/gateway/units/{who.unit}/desk")

    async def asked_again() -> bool:
        return len(asked) >= 2

    await until(asked_again, 10)
    await expect(page.locator("#step", has_text="Abans")).to_have_count(int(shown))

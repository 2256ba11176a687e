"""Who came: marked with keys alone, and without a signal on a telephone, once each in order."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Request, Route, expect

from shared import db
from shared.db import Scope, transaction
from shared.identity import Role
from tests.browser.booking import ahead
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import tab_to
from tests.browser.test_groups import begins
from tests.browser.touching import TOUCH, tapped, touched
from tests.fixtures.canaries import canaries_in, somebody

pytestmark = pytest.mark.needs("chromium")
KEPT = 'localStorage.getItem("portes-marks")'
OF_ANOTHER = """localStorage.setItem("portes-marks", JSON.stringify(
  {whose: "somebody else", marks: [{id: "x", place: "y", attendance: "late"}]}))"""
STANDS = """
SELECT array_agg(coalesce(p.attendance, '-') || ' ' || p.version ORDER BY p.asked_at)
FROM place AS p WHERE p.session = $1::uuid
"""
ANSWERED = """
SELECT count(*) FROM answered_command WHERE principal = $1 AND route = 'mark_attendance'
"""
GIVEN_UP = """
UPDATE place SET state = 'withdrawn', ended_at = now() WHERE id = (
    SELECT id FROM place WHERE session = $1::uuid ORDER BY asked_at LIMIT 1
) RETURNING true
"""


async def in_groups(stack: Stack, query: str, *args: object) -> Any:
    """One value of the groups' database."""
    pool = await db.connect(stack.databases["groups"], size=1)
    try:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await tx.fetchval(query, *args)
    finally:
        await pool.close()


async def under_way(stack: Stack) -> tuple[Person, str]:
    """A session that has begun, with two people: who holds it, its id."""
    laia = await stack.someone(Role.FACILITATOR)
    series = {"programme": "energy", "first": ahead(3), "clock": "10:00", "room": "Aula 2"}
    opened = await stack.ask_at("groups", laia, f"/units/{laia.unit}/series", **series, capacity=2)
    session = str(opened["sessions"][0]["id"])
    await stack.ask_at("groups", laia, f"/sessions/{session}/publish")
    for number in (50, 51):
        name = somebody(number).name
        await stack.ask_at("groups", laia, f"/sessions/{session}/places", name=name)
    await begins(stack, session)
    return laia, session


async def on_a_telephone(visit: Visit, laia: Person, session: str) -> Page:
    """The sheet, touched."""
    return await visit(f"/groups/units/{laia.unit}/sessions/{session}", laia, **TOUCH)


async def test_with_tab_and_keys_alone_the_sheet_is_found_marked_and_closed(
    stack: Stack, visit: Visit
) -> None:
    laia, session = await under_way(stack)
    page = await visit("/groups/", laia)
    await tab_to(page, "tbody th a")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/{session}")
    pressed = page.locator('.p-people button[aria-pressed="true"]')
    for person, mark, words in ((1, "attended", ["Hi és"]), (2, "absent", ["Hi és", "No hi és"])):
        await tab_to(page, f".p-people > li:nth-child({person}) button[value={mark}]")
        await page.keyboard.press("Space")
        await expect(pressed).to_have_text(words)
        await expect(pressed.last).to_be_focused()
    await expect(page.locator("[data-unsent]")).to_be_hidden()
    await tab_to(page, ".p-dock button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-dock")).to_contain_text("Tancat")
    assert await in_groups(stack, STANDS, session) == ["attended 2", "absent 2"]


async def marked(sheet: Page, person: int, words: str) -> None:
    """Touch what is said of a person of the sheet, by their place in it."""
    line = sheet.locator(".p-people > li").nth(person)
    await touched(sheet, line.get_by_role("button", name=words, exact=True))


def asked_of(sheet: Page) -> list[str]:
    """What the page sends, as it sends it: each mark, and what is done with the sheet."""
    asked: list[str] = []

    def hear(request: Request) -> None:
        if request.url.endswith(("/attendance", "/act")):
            said = request.post_data_json
            asked.append(said.get("attendance") or said["act"])

    sheet.on("request", hear)
    return asked


async def test_what_is_asked_while_the_sheet_is_read_again_is_done_and_stays_to_be_seen(
    stack: Stack, visit: Visit
) -> None:
    laia, session = await under_way(stack)
    sheet = await on_a_telephone(visit, laia, session)
    await tapped(sheet, "Tothom hi és")
    await expect(sheet.locator(".p-dock .p-n")).to_have_text("2 hi són, 0 per marcar")
    closing = asyncio.Event()

    async def old(route: Route) -> None:
        answer = await route.fetch()
        await closing.wait()
        await route.fulfill(response=answer)

    await sheet.route(f"**/{session}", old, times=1)
    async with sheet.expect_request(f"**/{session}"):
        await marked(sheet, 0, "Tard")
    await sheet.get_by_role("button", name="Tanca el full").press("Enter")
    closing.set()
    await expect(sheet.locator(".p-dock")).to_contain_text("Tancat")


async def marked_without_a_signal(sheet: Page) -> None:
    """Both are marked, one of them twice; the sheet says so, and keeps nobody's name."""
    pressed = sheet.locator('.p-people button[aria-pressed="true"]')
    note = sheet.locator("[data-unsent]")
    await sheet.context.route("**/*", lambda route: route.abort("internetdisconnected"))
    await marked(sheet, 0, "Hi és")
    await expect(note).to_contain_text("Una marca encara no s’ha enviat")
    for words in ("No hi és", "Justificada"):
        await marked(sheet, 1, words)
    await expect(note).to_contain_text("3 marques encara no s’han enviat")
    await expect(sheet.locator("[data-unsent-tag]")).to_have_text(["Encara no enviada"] * 2)
    await expect(pressed).to_have_text(["Hi és", "Justificada"])
    assert not canaries_in(await sheet.evaluate(KEPT))


async def test_marks_without_a_signal_are_kept_nameless_and_sent_once_each_in_order_then_it_closes(
    stack: Stack, visit: Visit
) -> None:
    laia, session = await under_way(stack)
    sheet = await on_a_telephone(visit, laia, session)
    await marked_without_a_signal(sheet)
    await sheet.close()
    assert await in_groups(stack, STANDS, session) == ["- 1", "- 1"]
    closing = asyncio.Event()
    lost: list[int] = []

    async def lose(route: Route) -> None:
        await closing.wait()
        lost.append((await route.fetch()).status)
        await route.abort()

    await sheet.context.unroute("**/*")
    address, sheet = sheet.url, await sheet.context.new_page()
    await sheet.route("**/attendance", lose, times=1)
    asked = asked_of(sheet)
    await sheet.goto(address)
    await tapped(sheet, "Tanca el full")
    closing.set()
    await expect(sheet.locator(".p-dock")).to_contain_text("Tancat")
    assert lost == [200]
    assert asked == ["attended", "attended", "absent", "excused", "close"]
    assert await in_groups(stack, STANDS, session) == ["attended 2", "excused 3"]
    assert await in_groups(stack, ANSWERED, laia.id) == 3
    await expect(sheet.locator("[data-unsent], [data-unsent-tag]")).to_be_hidden()
    assert await sheet.evaluate(KEPT) is None


async def test_a_mark_that_is_refused_is_told_nothing_rests_on_it_and_kept_ones_go_with_a_sign_out(
    stack: Stack, visit: Visit
) -> None:
    laia, session = await under_way(stack)
    sheet = await on_a_telephone(visit, laia, session)
    await sheet.evaluate(OF_ANOTHER)
    await sheet.reload()
    assert await sheet.evaluate(KEPT) is None
    await sheet.context.set_offline(True)
    for person in range(2):
        await marked(sheet, person, "Hi és")
    await tapped(sheet, "Tanca el full")
    await in_groups(stack, GIVEN_UP, session)
    asked = asked_of(sheet)
    await sheet.context.set_offline(False)
    summary = sheet.locator(".govuk-error-summary")
    await expect(summary).to_contain_text("Una marca no s’ha pogut desar")
    assert await in_groups(stack, STANDS, session) == ["- 1", "attended 2"]
    assert asked == ["attended", "attended"]
    assert await sheet.evaluate(KEPT) is None
    await sheet.route("**/attendance", lambda route: route.abort())
    await marked(sheet, 0, "Tard")
    await expect(sheet.locator("[data-unsent]")).to_be_visible()
    assert await sheet.evaluate(KEPT) is not None
    await touched(sheet, ".p-menu--you summary")
    await tapped(sheet, "Surt")
    await sheet.wait_for_url("**/sign-in*")
    assert await sheet.evaluate(KEPT) is None

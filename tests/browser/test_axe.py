"""Every page in every language, wide and on a telephone: no barrier that axe-core can find."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Page

from shared.db import transaction
from shared.identity import LANGUAGES, Role, administration
from shared.identity.rights import rights
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.dependencies import BROWSER_TESTS
from tests.fixtures.cities import NORD

pytestmark = pytest.mark.needs("chromium", "npm packages")
AXE = BROWSER_TESTS / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
LOOK = """tags => axe.run({exclude: ["body > svg.p-hide"]}, {
  runOnly: tags, resultTypes: ["violations"], preload: false, iframes: false,
}).then(found => found.violations.flatMap(
  each => each.nodes.map(node => `${each.id}: ${node.html}`)))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSED = "nobody-waits"
YESTERDAY_EVENING = "2026-03-09T20:00:00"


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: who sees it (none: nobody is signed in), where, what is pressed, what was refused."""

    path: str
    who: str | None = None
    key: str = ""
    refused: str = ""
    status: int = 200


PAGES = {
    "sign-in": Seen("/gateway/sign-in"),
    "a wrong password": Seen("/gateway/sign-in", key="wrong"),
    "the desk without a desk": Seen("/gateway/units/{unit}/desk", "standing"),
    "the desk, free": Seen("/gateway/units/{unit}/desk", "free"),
    "the desk, a row open": Seen("/gateway/units/{unit}/desk", "free", key="row"),
    "the desk, called": Seen("/gateway/units/{unit}/desk", "calling"),
    "the desk, serving": Seen("/gateway/units/{unit}/desk", "serving"),
    "the desk, passing on": Seen("/gateway/units/{unit}/desk", "serving", key="t"),
    "the desk, its keys": Seen("/gateway/units/{unit}/desk", "serving", key="?"),
    "the desk, parked": Seen("/gateway/units/{unit}/desk", "parking"),
    "the desk, refused": Seen("/gateway/units/{unit}/desk", "free", refused=REFUSED),
    "the wall": Seen("/gateway/units/{unit}/wall", "calling"),
    "the wall, quiet": Seen("/gateway/units/{unit}/wall", "standing"),
    "the city's board": Seen("/indicators/areas/city", "managing"),
    "a centre's board": Seen("/indicators/areas/{unit}", "serving"),
    "a board of the past": Seen("/indicators/areas/{unit}?at=" + YESTERDAY_EVENING, "serving"),
    "figures": Seen("/indicators/areas/city/figures", "managing"),
    "definitions": Seen("/indicators/definitions", "managing"),
    "groups": Seen("/groups/", "managing"),
    "your account": Seen("/gateway/account", "serving"),
    "accounts": Seen("/gateway/administration/accounts", "administering"),
    "an account": Seen("/gateway/administration/accounts/{account}", "administering"),
    "the menu of an account": Seen("/gateway/account", "administering", key="menu"),
    "keys of machines": Seen("/gateway/administration/keys", "administering"),
    "choosing a password": Seen("/gateway/new-password/{link}"),
    "a link that is over": Seen("/gateway/new-password/used", status=404),
    "a session that ended": Seen("/gateway/sign-in?ended=1"),
    "referrals": Seen("/referrals/", "managing"),
    "nothing there": Seen("/gateway/units/nowhere/desk", "standing", status=404),
}


@pytest_asyncio.fixture(scope="module")
async def people(stack: Stack) -> AsyncIterator[dict[str, Person]]:
    """A colleague in each state of a desk, and somebody who looks at the whole city."""
    names = ("standing", "free", "calling", "serving", "parking")
    who = {name: await stack.someone(Role.RECEPTION) for name in names}
    who["managing"] = await stack.someone(Role.MANAGER, everywhere=True)
    who["administering"] = await stack.someone(Role.ADMINISTRATOR, everywhere=True)
    for level in ("urgent", "preferential", "ordinary", None):
        await stack.arrive(who["free"], level=level)
    await stack.open_desk(who["free"])
    for name in ("calling", "serving", "parking"):
        await stack.arrive(who[name], 2, level="ordinary", reason="DEP")
        await stack.open_desk(who[name])
        contact = await stack.call(who[name])
        if name != "calling":
            await stack.ask(who[name], f"/contacts/{contact}/start")
        if name == "parking":
            await stack.ask(who[name], f"/contacts/{contact}/park")
    yield who


@cache
def axe() -> str:
    return Path(AXE).read_text()


async def somebody(stack: Stack) -> UUID:
    """An account of which something was changed."""
    async with transaction(stack.identity) as tx:
        account: UUID = await tx.fetchval("SELECT id FROM account WHERE roles = '{manager}'")
        for units in ([NORD], None):
            await administration.change_rights(tx, account, rights(["manager"], units))
    return account


async def linked(stack: Stack) -> str:
    """A one-time link that is good."""
    account = await somebody(stack)
    async with transaction(stack.identity) as tx:
        return await administration.reset_link(tx, account)


async def opened(page: Page, stack: Stack, seen: Seen, unit: str) -> None:
    """The page as it is after what is pressed."""
    link = await linked(stack) if "{link}" in seen.path else ""
    account = await somebody(stack) if "{account}" in seen.path else ""
    path = seen.path.format(unit=unit, account=account, link=link)
    answer = await page.goto(stack.origin + path)
    assert answer
    assert answer.status == seen.status
    if seen.key == "wrong":
        await page.fill("#user_name", "nobody")
        await page.fill("#password", "wrong")
        await page.locator("main button.p-btn").click()
        await page.locator(".govuk-error-summary").wait_for()
    elif seen.key == "menu":
        await page.locator(".p-menu--you > summary").click()
    elif seen.key == "row":
        await page.locator(".p-qrow > summary").first.click()
    elif seen.key:
        await page.keyboard.press(seen.key)
        await page.locator("#passing[open], #keys[open]").first.wait_for()
    if seen.refused:
        await page.locator(".govuk-error-summary").wait_for()


async def reading(page: Page, stack: Stack, who: Person | None, seen: Seen, language: str) -> None:
    """From now on this language is read here; something was refused a moment ago."""
    cookies: list[Any] = [{"name": "portes_language", "value": language, "url": stack.origin}]
    if who:
        token = await stack.token(who.id, language)
        cookies.append({"name": stack.cookie, "value": token, "url": stack.origin})
    if seen.refused:
        cookies.append({"name": "portes_notice", "value": seen.refused, "url": stack.origin})
    await page.context.add_cookies(cookies)


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_has_no_barriers_and_does_not_scroll_sideways(
    name: str, stack: Stack, visit: Visit, people: dict[str, Person]
) -> None:
    seen = PAGES[name]
    who = people[seen.who] if seen.who else None
    page = await visit()
    barriers: list[str] = []
    for language in LANGUAGES:
        await page.set_viewport_size(WIDE)
        await reading(page, stack, who, seen, language)
        await opened(page, stack, seen, who.unit if who else "")
        assert await page.locator("html").get_attribute("lang") == language
        assert await page.locator("h1").count() == 1
        await page.evaluate(axe())
        for size in (WIDE, TELEPHONE):
            await page.set_viewport_size(size)
            where = f"{language}, {size['width']}"
            found = await page.evaluate(LOOK, list(RULES))
            barriers += [f"{where}: {barrier}" for barrier in found]
            over = await page.evaluate(SIDEWAYS)
            barriers += [f"{where}: scrolls {over} px sideways"] if over else []
    assert barriers == []

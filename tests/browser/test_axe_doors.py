"""Pages of referrals, groups and handing on, in every language and at every width: no barrier."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from shared.db import Scope, transaction
from shared.identity import LANGUAGES, Role
from tests.browser.conftest import WIDE, Visit, context_of
from tests.browser.stack import Person, Stack
from tests.browser.test_axe import Seen, at_every_size, reading
from tests.browser.test_groups import begins, enrolled, link_to, session_of
from tests.browser.test_groups import published as with_a_series
from tests.browser.test_handing_on import published as with_a_session
from tests.browser.test_referrals import PRISM, REASON, a_partner, sent
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium", "npm packages")
MAIL = "by-its-link@mail.example"
PAGES = {
    "a partner's first page": Seen("/referrals/", "partner"),
    "what a partner sent": Seen("/referrals/sent", "partner"),
    "a referral to write, checked": Seen("/referrals/new", "partner", key="check"),
    "a referral of one's own": Seen("/referrals/referral/{closed}", "partner"),
    "a centre's referrals": Seen("/referrals/units/{centre}", "professional"),
    "a referral that came back": Seen("/referrals/referral/{back}", "professional"),
    "a referral that nobody read": Seen("/referrals/referral/{closed}", "professional"),
    "a referral that is read": Seen("/referrals/referral/{read}", "professional", key="read"),
    "referrals sent by mistake": Seen("/referrals/mistakes", "officer"),
    "the desk, another unit": Seen("/gateway/units/{desk}/desk", "reception", key="refer"),
    "a session to choose": Seen(
        "/gateway/units/{desk}/contacts/{contact}/group-place", "reception"
    ),
    "places that were asked for": Seen("/gateway/units/{placed}/places", "placing"),
    "what to tell of a place": Seen("{told}", "placing"),
    "the catalogue": Seen("/groups/catalogue"),
    "a session to enrol in": Seen("/groups/open/{session}"),
    "a place by its link": Seen("{link}"),
    "whom a partner has in sessions": Seen(f"/groups/organisations/{PRISM}/places", "partner"),
    "sessions for a partner": Seen(f"/groups/organisations/{PRISM}/sessions", "partner"),
    "a partner enrols somebody": Seen(
        f"/groups/organisations/{PRISM}/sessions/{{session}}", "partner"
    ),
    "a facilitator's sessions, a new series": Seen("/groups/units/{group}/sessions", "facilitator"),
    "who is to be told of a lost place, and was": Seen("/groups/units/{lost}/calls", "telling"),
    "a referral whose place is lost": Seen("/referrals/referral/{losing}", "choosing"),
    "a session that nobody holds any more": Seen("/groups/units/{unheld}/sessions", "manager"),
    "the sheet of a session": Seen("/groups/units/{group}/sessions/{session}", "facilitator"),
    "a session under way": Seen("/groups/units/{led}/sessions/{begun}", "leading"),
    "a mark that is not sent yet": Seen(
        "/groups/units/{led}/sessions/{begun}", "leading", key="unsent"
    ),
}


@dataclass(slots=True)
class Doors:
    """Who comes to these pages, and what their addresses name."""

    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module")
async def doors(stack: Stack, chrome: Browser) -> AsyncIterator[Doors]:
    """Each door with somebody at it."""
    made = Doors()
    async with AsyncExitStack() as leaving:

        async def visit(path: str = "", who: Person | None = None, **options: Any) -> Page:
            context = await context_of(chrome, stack, who.token if who else None, **options)
            leaving.push_async_callback(context.close)
            page = await context.new_page()
            if path:
                await page.goto(stack.origin + path)
            return page

        await with_referrals(stack, made)
        await with_one_that_came_back(stack, made)
        await with_handing_on(stack, visit, made)
        await with_groups(stack, visit, made)
        await with_lost_places(stack, visit, made)
    yield made


async def with_referrals(stack: Stack, doors: Doors) -> None:
    """A partner sent one to be read, one that stays closed and one by mistake."""
    partner, paula = await a_partner(stack), await stack.someone(Role.PROFESSIONAL)
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    doors.people.update(partner=partner, professional=paula, officer=officer)
    doors.places["centre"] = paula.unit
    for name in ("read", "closed", "mistaken"):
        doors.places[name] = await sent(stack, partner, paula.unit)
    mistaken = f"/referrals/{doors.places['mistaken']}/acts/call_error"
    await stack.ask_at("referrals", partner, mistaken, recognised=False)


async def with_one_that_came_back(stack: Stack, doors: Doors) -> None:
    """The centre's own desk sent one to another centre, which returned it."""
    other = await stack.someone(Role.PROFESSIONAL)
    sending, contact = await served(stack, doors.places["centre"])
    asked = f"/contacts/{contact}/reasons/{REASON}/refer"
    await stack.ask(sending, asked, unit=other.unit)
    doors.places["back"] = one = await received(stack, other)
    back = f"/referrals/{one}/acts/give_back"
    await stack.ask_at("referrals", other, back, missing=["date"])


async def received(stack: Stack, who: Person) -> str:
    """What somebody's centre was sent, as soon as the referrals have heard of it."""
    url = f"{stack.origin}/referrals/api/units/{who.unit}/referrals"
    sent: list[str] = []

    async def heard() -> bool:
        answer = await stack.client.get(url, headers={"cookie": f"{stack.cookie}={who.token}"})
        sent.extend(each["id"] for each in answer.raise_for_status().json()["referrals"])
        return bool(sent)

    await until(heard, 20)
    return sent[0]


async def served(stack: Stack, unit: str | None = None) -> tuple[Person, str]:
    """Somebody at a desk who serves a person with a reason; the contact."""
    who = await stack.someone(Role.RECEPTION, unit=unit)
    await stack.arrive(who, level="ordinary", reason=REASON)
    await stack.open_desk(who)
    contact = await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    return who, contact


async def with_handing_on(stack: Stack, visit: Visit, doors: Doors) -> None:
    """A desk with a session to choose, and one that asked for a place in it."""
    await with_a_session(stack)
    reception, contact = await served(stack)
    placing, other = await served(stack)
    doors.people.update(reception=reception, placing=placing)
    page = await visit(f"/gateway/units/{placing.unit}/contacts/{other}/group-place", placing)
    await page.keyboard.press("1")
    await page.locator("#stands").wait_for()
    told = page.url.removeprefix(stack.origin)
    doors.places.update(desk=reception.unit, contact=contact, placed=placing.unit, told=told)


async def with_groups(stack: Stack, visit: Visit, doors: Doors) -> None:
    """A session with somebody in it and somebody who waits, and one that has begun."""
    facilitator, page = await with_a_series(stack, visit)
    coming = await session_of(page)
    await enrolled(visit, coming, 61, MAIL)
    await enrolled(visit, coming, 62)
    session = coming.rsplit("/", 1)[-1]
    theirs = f"/organisations/{PRISM}/sessions/{session}/places"
    await stack.ask_at("groups", doors.people["partner"], theirs, name=MARIA.name, consent=True)
    leading, page = await with_a_series(stack, visit)
    begun = await session_of(page)
    await enrolled(visit, begun, 63)
    await begins(stack, begun)
    doors.people.update(facilitator=facilitator, leading=leading)
    await with_an_unheld_session(stack, visit, doors)
    link = await link_to(stack, MAIL, "plaça")
    doors.places.update(link=link, group=facilitator.unit, led=leading.unit)
    doors.places.update(session=session, begun=begun.rsplit("/", 1)[-1])


async def with_an_unheld_session(stack: Stack, visit: Visit, doors: Doors) -> None:
    """Who held it has no account any more, and a manager may name a colleague."""
    gone, _ = await with_a_series(stack, visit)
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE account SET active = false WHERE id = $1", gone.id)
    await stack.someone(Role.FACILITATOR, unit=gone.unit)
    doors.people["manager"] = await stack.someone(Role.MANAGER, unit=gone.unit)
    doors.places["unheld"] = gone.unit


async def with_lost_places(stack: Stack, visit: Visit, doors: Doors) -> None:
    """A cancelled session: of two people of the centre and two of a partner one each was told."""
    telling, page = await with_a_series(stack, visit)
    unit, partner = telling.unit, doors.people["partner"]
    session = (await session_of(page)).rsplit("/", 1)[-1]
    choosing = await stack.someone(Role.PROFESSIONAL, unit=unit)
    losing = await accepted_with(stack, choosing, session, await sent(stack, partner, unit))
    ours, theirs = f"/sessions/{session}/places", f"/organisations/{PRISM}"
    for who, path in ((telling, ours), (partner, f"{theirs}{ours}")):
        asked = {"name": MARIA.name} | ({"consent": True} if who is partner else {})
        places = [await stack.ask_at("groups", who, path, **asked) for _ in range(2)]
        doors.places["partner" if who is partner else "ours"] = places[0]["id"]
    await stack.ask_at("groups", telling, f"/sessions/{session}/cancel")
    await stack.ask_at("groups", telling, f"/places/{doors.places['ours']}/told")
    await stack.ask_at("groups", partner, f"{theirs}/places/{doors.places['partner']}/told")
    await referral_until(
        stack, choosing, losing, lambda one: one["places"][0]["state"] == "revoked"
    )
    doors.people.update(telling=telling, choosing=choosing)
    doors.places.update(lost=unit, losing=losing)


async def accepted_with(stack: Stack, who: Person, session: str, referral: str) -> str:
    """It is accepted with a place in that session, once the referrals have heard of it."""
    url = f"{stack.origin}/referrals/api/units/{who.unit}/openings"

    async def heard() -> bool:
        answer = await stack.client.get(url, headers={"cookie": f"{stack.cookie}={who.token}"})
        return session in [each["id"] for each in answer.raise_for_status().json()["sessions"]]

    await until(heard, 20)
    accepting = f"/referrals/{referral}/acts/accept"
    await stack.ask_at("referrals", who, accepting, session=session)
    await referral_until(stack, who, referral, lambda one: one["places"][0]["state"] == "enrolled")
    return referral


async def referral_until(
    stack: Stack, who: Person, referral: str, so: Callable[[Any], bool]
) -> None:
    """Wait until the referral stands so."""
    url = f"{stack.origin}/referrals/api/referrals/{referral}"

    async def stands() -> bool:
        answer = await stack.client.get(url, headers={"cookie": f"{stack.cookie}={who.token}"})
        return so(answer.raise_for_status().json())

    await until(stands, 20)


async def checked(page: Page, doors: Doors) -> None:
    """A referral is written, with what the check says of it."""
    await page.fill("#name", MARIA.name)
    await page.select_option("#unit", doors.places["centre"])
    await page.select_option("#reason", REASON)
    await page.fill("#about", WORDS)
    await page.locator("#precheck h2").first.wait_for()


async def read(page: Page, doors: Doors) -> None:
    """What a referral says is opened."""
    await page.locator("form[action$='/open'] button").click()
    await page.locator("#content").wait_for()


async def referring(page: Page, doors: Doors) -> None:
    """The desk asks to which unit."""
    await page.keyboard.press("6")
    await page.locator("#refer-to").wait_for()


async def unsent(page: Page, doors: Doors) -> None:
    """Somebody is marked while there is no connection."""
    await page.route("**/attendance", lambda route: route.abort())
    await page.locator(".p-people button").first.click()
    await page.locator("[data-unsent-tag]").wait_for()


PRESSED: dict[str, Callable[[Page, Doors], Awaitable[None]]] = {
    "check": checked,
    "read": read,
    "refer": referring,
    "unsent": unsent,
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_of_a_door_has_no_barriers_and_does_not_scroll_sideways(
    name: str, stack: Stack, visit: Visit, doors: Doors
) -> None:
    seen = PAGES[name]
    who = doors.people[seen.who] if seen.who else None
    page = await visit()
    found: list[str] = []
    for language in LANGUAGES:
        await page.set_viewport_size(WIDE)
        await reading(page, stack, who, seen, language)
        answer = await page.goto(stack.origin + seen.path.format(**doors.places))
        assert answer
        assert answer.status == seen.status
        if seen.key:
            await PRESSED[seen.key](page, doors)
        assert await page.locator("html").get_attribute("lang") == language
        assert await page.locator("h1").count() == 1
        found += await at_every_size(page, language)
    assert found == []


@pytest.mark.parametrize("name", ["a referral that is read", "the sheet of a session"])
async def test_a_sheet_and_a_referral_print_without_navigation_and_buttons(
    name: str, stack: Stack, visit: Visit, doors: Doors
) -> None:
    seen = PAGES[name]
    page = await visit(seen.path.format(**doors.places), doors.people[seen.who or ""])
    await page.emulate_media(media="print")
    asking = "button, nav, summary, select, input:not([type=hidden]), textarea"
    shown = await page.locator(f":is({asking}):visible").all_text_contents()
    assert shown == []

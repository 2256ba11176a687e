"""Every page in every language, wide and on a telephone: no barrier that axe-core can find."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Page, ViewportSize

from services.gateway.domain.pending import pending_id
from shared import db
from shared.db import Scope, transaction
from shared.identity import LANGUAGES, Role, administration
from shared.identity.rights import rights
from tests.browser import telephoning
from tests.browser.barriers import SIDEWAYS, beside_the_screen, seen_by_axe
from tests.browser.booking import appointed, with_much_open
from tests.browser.booking import opened as times_opened
from tests.browser.calls import lost, told
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.looking import looked_at
from tests.browser.stack import Person, Stack
from tests.fixtures.canaries import MARIA as SOMEBODY
from tests.fixtures.canaries import WORDS, doubtful, telephone
from tests.fixtures.cities import NORD, PRACTICE

pytestmark = pytest.mark.needs("chromium", "npm packages")
NARROWEST = ViewportSize(width=320, height=640)
LOOKED_AT = {language: (TELEPHONE,) for language in LANGUAGES} | {LANGUAGES[0]: (WIDE, TELEPHONE)}
"""Another language changes words, which are widest where there is least room, and no colour."""
REFUSED = "nobody-waits"
PERSON = UUID("0198c5f2-6f1e-7d43-9b0e-2f6c1d7a9e11")
MARIA = {"name": SOMEBODY.name, "telephone": SOMEBODY.telephone, "document": doubtful(732)}
LODGER = {"name": SOMEBODY.name, "telephone": telephone(33), "telephone_of": "relative"}
YESTERDAY_EVENING = "2026-03-09T20:00:00"
LONG_AGO = "1990-01-01T10:00:00"
NINE, HALF_PAST = "2026-03-10T09:00:00+01:00", "2026-03-10T09:30:00+01:00"
EARLIER = """
UPDATE contact SET opened_at = opened_at - interval '90 minutes', spans = jsonb_build_array(
  jsonb_build_object('state', 'waiting', 'until', null, 'unit', unit,
    'at', opened_at - interval '90 minutes'))
WHERE unit = $1
"""
NAMED: dict[str, str] = {}
"""What addresses name besides people and units, once it is there."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: who sees it (none: nobody is signed in), where, what is pressed, what was refused."""

    path: str
    who: str | None = None
    key: str = ""
    refused: str = ""
    status: int = 200
    lost: bool = False
    """The live connection is cut."""


PAGES = {
    "sign-in": Seen("/gateway/sign-in"),
    "a wrong password": Seen("/gateway/sign-in", key="wrong"),
    "the corporate sign-in away": Seen("/gateway/sign-in/provider", status=503),
    "the desk without a desk": Seen("/gateway/units/{unit}/desk", "standing"),
    "the desk, free": Seen("/gateway/units/{unit}/desk", "free"),
    "the desk, a row open": Seen("/gateway/units/{unit}/desk", "free", key="row"),
    "the desk, called": Seen("/gateway/units/{unit}/desk", "calling"),
    "the desk, serving": Seen("/gateway/units/{unit}/desk", "serving"),
    "the desk, passing on": Seen("/gateway/units/{unit}/desk", "serving", key="t"),
    "the desk, its ways": Seen("/gateway/units/{unit}/desk", "serving", key="ways"),
    "the desk, redirecting": Seen("/gateway/units/{unit}/desk", "serving", key="redirect"),
    "the desk, a danger asked for": Seen("/gateway/units/{unit}/desk", "serving", key="danger"),
    "the desk, finding a reason": Seen("/gateway/units/{unit}/desk", "serving", key="finding"),
    "the desk, how intense": Seen("/gateway/units/{unit}/desk", "serving", key="intensity"),
    "the desk, attended today": Seen("/gateway/units/{unit}/desk", "serving", key="today"),
    "the desk, calling back": Seen("/gateway/units/{unit}/desk", "serving", key="call back"),
    "of whom to ask if they arrived": Seen("/gateway/units/{unit}/follow-ups", "redirecting"),
    "the desk, its keys": Seen("/gateway/units/{unit}/desk", "serving", key="?"),
    "the desk, on the line": Seen("/gateway/units/{unit}/desk", "phoning"),
    "the desk, calls that are answered": Seen("/gateway/units/{unit}/desk", "answering"),
    "the desk, parked": Seen("/gateway/units/{unit}/desk", "parking"),
    "the desk, refused": Seen("/gateway/units/{unit}/desk", "free", refused=REFUSED),
    "the desk, who it is": Seen("/gateway/units/{unit}/desk", "naming"),
    "the desk, what they have open": Seen("/gateway/units/{unit}/desk", "returning"),
    "the desk, nobody found": Seen("/gateway/units/{unit}/desk", "serving", key="search"),
    "the desk, a stranger found": Seen("/gateway/units/{unit}/desk", "serving", key="stranger"),
    "before an emergency": Seen("/gateway/units/{unit}/people/{person}/break-glass", "standing"),
    "a person in an emergency": Seen("/gateway/units/{unit}/people/{person}", "parking"),
    "a person": Seen("/gateway/units/{unit}/people/{person}", "naming"),
    "a person, shown": Seen("/gateway/units/{unit}/people/{person}", "naming", key="data"),
    "the desk, not by me": Seen("/gateway/units/{unit}/desk", "naming", key="not-by-me"),
    "a person, a colleague kept away": Seen(
        "/gateway/units/{unit}/people/{person}?noted=1", "naming"
    ),
    "a person to seal": Seen("/gateway/units/{unit}/people/{person}", "caring", key="seal"),
    "a sealed person": Seen("/gateway/units/{unit}/people/{sealed}", "caring", key="seal"),
    "pending calls": Seen("/gateway/units/{unit}/pending", "naming"),
    "a pending call": Seen("/gateway/units/{unit}/pending/{call}", "naming"),
    "a pending call, who has the number": Seen(
        "/gateway/units/{unit}/pending/{call}", "naming", key="candidates"
    ),
    "a pending call, nothing may be tried": Seen(
        "/gateway/units/{unit}/pending/{silent}", "handing over"
    ),
    "a pending call, spoken with from no desk": Seen(
        "/gateway/units/{unit}/pending/{call}", "caring", key="spoke"
    ),
    "a pending call, a time to give from no desk": Seen(
        "/gateway/units/{unit}/pending/{call}?centre={unit}", "caring"
    ),
    "pending calls, a message to leave": Seen(
        "/gateway/units/{unit}/pending", "naming", key="message"
    ),
    "the telephone, a message for a professional of a centre": Seen(
        "/gateway/units/{unit}/pending?contact={caller}", "telephoning"
    ),
    "the telephone, a call that no centre has yet": Seen(
        "/gateway/units/{unit}/pending/{passed}", "telephoning", key="to centre"
    ),
    "the telephone, a restricted reason to ask after": Seen(
        "/gateway/units/{unit}/follow-ups", "asking"
    ),
    "rules, one to end": Seen("/gateway/audit/exclusions", "guarding", key="fold"),
    "sealed people": Seen("/gateway/audit/sealed", "guarding", key="fold"),
    "the wall": Seen("/gateway/units/{unit}/wall", "calling"),
    "hours on paper": Seen("/gateway/units/{unit}/paper", "parking"),
    "hours on paper, refused": Seen("/gateway/units/{unit}/paper", "parking", key="paper"),
    "hours on paper, to enter": Seen("/gateway/units/{unit}/paper/gaps/{gap}", "on paper"),
    "hours on paper, what an outcome needs": Seen(
        "/gateway/units/{unit}/paper/gaps/{gap}", "on paper", key="more"
    ),
    "codes on paper": Seen("/gateway/units/{unit}/paper/sheets/{block}", "on paper"),
    "a message": Seen("/gateway/units/{unit}/pending/{message}", "naming"),
    "pending calls, somebody is away": Seen("/gateway/units/{unit}/pending?stands=0", "naming"),
    "the desk to practise": Seen("/gateway/units/{unit}/desk", "practising"),
    "the wall, quiet": Seen("/gateway/units/{unit}/wall", "standing"),
    "the agenda": Seen("/gateway/units/{unit}/agenda?day={day}", "timing"),
    "the agenda, empty": Seen("/gateway/units/{unit}/agenda", "timing"),
    "the agenda at the reception": Seen("/gateway/units/{unit}/agenda?day={day}", "booking"),
    "the agenda today": Seen("/gateway/units/{unit}/agenda", "standing"),
    "a time to choose": Seen("/gateway/units/{unit}/contacts/{contact}/appointment", "booking"),
    "an appointment to move": Seen(
        "/gateway/units/{unit}/appointments/{appointment}/move", "booking"
    ),
    "more times to move it to": Seen(
        "/gateway/units/{unit}/appointments/{appointment}/move?more=1", "booking"
    ),
    "an appointment that was moved": Seen(
        "/gateway/units/{unit}/appointments/{appointment}/moved?before={free}", "booking"
    ),
    "what is booked": Seen("/gateway/units/{unit}/booked/{appointment}", "booking"),
    "an appointment by its link": Seen("/gateway/appointments/{token}", key="move"),
    "an appointment to cancel": Seen("/gateway/appointments/{token}", key="cancel"),
    "a link to no appointment": Seen("/gateway/appointments/none", status=404),
    "the city's board": Seen("/indicators/areas/city", "managing"),
    "a centre's board": Seen("/indicators/areas/{unit}", "serving"),
    "a board of the past": Seen("/indicators/areas/{unit}?at=" + YESTERDAY_EVENING, "serving"),
    "a board before anything was known": Seen("/indicators/areas/{unit}?at=" + LONG_AGO, "serving"),
    "the city before anything was known": Seen("/indicators/areas/city?at=" + LONG_AGO, "managing"),
    "the desk, cut off": Seen("/gateway/units/{unit}/desk", "serving", lost=True),
    "the wall, cut off": Seen("/gateway/units/{unit}/wall", "calling", lost=True),
    "the city's board, cut off": Seen("/indicators/areas/city", "managing", lost=True),
    "a centre's board, cut off": Seen("/indicators/areas/{unit}", "serving", lost=True),
    "figures": Seen("/indicators/areas/city/figures", "managing"),
    "a centre's figures": Seen("/indicators/areas/{unit}/figures", "serving"),
    "indicators of the city": Seen("/indicators/areas/city/indicators", "managing"),
    "a centre's indicators": Seen("/indicators/areas/{unit}/indicators", "serving"),
    "time released and used": Seen("/indicators/areas/{unit}/time", "managing"),
    "definitions": Seen("/indicators/definitions", "managing"),
    "the trace, nothing asked": Seen("/gateway/audit", "guarding"),
    "the trace of a person": Seen("/gateway/audit?person={looked}", "guarding"),
    "unusual reading": Seen("/gateway/audit/unusual", "guarding"),
    "emergency access": Seen("/gateway/audit/break-glass", "guarding"),
    "who looked at my data": Seen(
        "/gateway/audit/people/{looked}/report?names=true&language={language}", "guarding"
    ),
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
    "the policy": Seen("/gateway/policy", "guarding"),
    "the policy of the indicators": Seen("/indicators/policy", "guarding"),
    "nothing there": Seen("/gateway/units/nowhere/desk", "standing", status=404),
}


CITY = {
    "managing": Role.MANAGER,
    "guarding": Role.DATA_PROTECTION_OFFICER,
    "administering": Role.ADMINISTRATOR,
}


async def with_lodger(stack: Stack, who: Person, person: str) -> None:
    """Somebody lives with the person, and a relative's telephone is all that leads to them."""
    other = await stack.ask(who, f"/units/{who.unit}/people", **LODGER)
    links = f"/people/{person}/household/links"
    await stack.ask(who, links, person=other["id"], kind="household")


@pytest_asyncio.fixture(scope="module")
async def people(stack: Stack) -> AsyncIterator[dict[str, Person]]:
    """A colleague in each state of a desk, and somebody who looks at the whole city."""
    names = ("standing", "free", "calling", "serving", "parking", "naming")
    who = {name: await stack.someone(Role.RECEPTION) for name in names}
    who |= {name: await stack.someone(role, everywhere=True) for name, role in CITY.items()}
    await looked_at(stack, PERSON, who["managing"])
    for level in ("urgent", "preferential", "ordinary", None):
        await stack.arrive(who["free"], level=level)
    await stack.open_desk(who["free"])
    for name in ("calling", "serving", "parking", "naming"):
        await stack.arrive(who[name], 2, level="ordinary", reason="DEP")
        await stack.open_desk(who[name])
        contact = await stack.call(who[name])
        if name != "calling":
            await stack.ask(who[name], f"/contacts/{contact}/start")
        if name == "parking":
            await stack.ask(who[name], f"/contacts/{contact}/park")
        if name == "naming":
            made = await stack.ask(who[name], f"/units/{who[name].unit}/people", **MARIA)
            await stack.ask(who[name], f"/contacts/{contact}/person", person=made["id"])
            await with_lodger(stack, who[name], made["id"])
            who["maria"] = replace(who[name], id=UUID(made["id"]))
            await called(stack, who)
            await protected(stack, who)
    await lost_by(stack, who["serving"])
    await opened_in_an_emergency(stack, who)
    await at_other_work(stack, who)
    yield who


async def lost_by(stack: Stack, who: Person) -> None:
    """Somebody hung up: the bar counts a call to return."""
    contact = await stack.ask(who, f"/units/{who.unit}/contacts", door="phone")
    await stack.ask(who, f"/contacts/{contact['id']}/abandon")


async def at_other_work(stack: Stack, who: dict[str, Person]) -> None:
    """Centres that redirected, have an agenda, worked on paper; and somebody who practises."""
    who["redirecting"] = await redirected(stack)
    who["handing over"] = await out_of_reach(stack)
    await at_the_telephone(stack, who)
    await with_an_agenda(stack, who)
    who["returning"] = await stack.someone(Role.RECEPTION)
    await with_much_open(stack, who["returning"], telephone(34))
    who["on paper"] = await on_paper(stack)
    for name in ("answering", "phoning"):
        who[name] = await on_the_line(stack, taken=name == "phoning")
    who["practising"] = await stack.someone(Role.RECEPTION, unit=PRACTICE)
    await stack.open_desk(who["practising"], 2)


async def on_the_line(stack: Stack, *, taken: bool) -> Person:
    """Somebody at a desk where two calls are answered, who may be on one of them."""
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    for name in ("one", "other"):
        call = f"c-{name}-{who.unit}"
        contact = await told(stack, call, {"rang": 3, "answered": 2}, unit=who.unit)
    if taken:
        await stack.ask(who, f"/contacts/{contact}/take-up")
    return who


async def called(stack: Stack, who: dict[str, Person]) -> None:
    """Two calls of one number that nobody answered: one as before, one that is to be closed."""
    naming = who["naming"]
    who["calling back"] = replace(naming, id=await lost(stack, naming.unit, SOMEBODY.called))
    in_vain = await lost(stack, naming.unit, SOMEBODY.called, 3000)
    to = (await stack.someone(Role.PROFESSIONAL, everywhere=True)).user_name
    left = await stack.ask(naming, f"/units/{naming.unit}/messages", to=to, words=WORDS)
    NAMED["message"] = left["id"]
    now = datetime.now(UTC)
    stretch = {"since": now.isoformat(), "until": (now + timedelta(days=9)).isoformat()}
    path = f"/units/{naming.unit}/substitutes"
    await stack.ask(naming, path, professional=naming.user_name, substitute=to, **stretch)
    undone, proposed = (f"/pending/{each}" for each in (who["calling back"].id, in_vain))
    await stack.ask(naming, f"{undone}/attempts", result="engaged")
    await stack.ask(naming, f"{undone}/undo")
    await stack.ask(naming, f"{proposed}/attempts", result="wrong_number")


async def redirected(stack: Stack) -> Person:
    """Somebody who redirected a person so long ago that it is time to ask."""
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who, reason="DEP")
    await stack.open_desk(who)
    contact = await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    await stack.ask(who, f"/contacts/{contact}/ways", language="ur", speaker="carer")
    await stack.ask(who, f"/contacts/{contact}/reasons/DEP/redirect", owner="housing")
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute(
                "UPDATE contact SET follow_up_on = '2020-01-01' WHERE id = $1", UUID(contact)
            )
    finally:
        await pool.close()
    return who


async def out_of_reach(stack: Stack) -> Person:
    """Somebody whose centre is to call a person who may be neither dialled nor written to."""
    who = await stack.someone(Role.RECEPTION)
    [contact] = await stack.arrive(who)
    await stack.open_desk(who)
    await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    ways = {"reached_by": "text", "safe_contact": "no_message"}
    await stack.ask(who, f"/contacts/{contact}/ways", **ways)
    await stack.ask(who, f"/contacts/{contact}/close", outcome="call_back")
    NAMED["silent"] = str(pending_id(UUID(contact)))
    return who


async def at_the_telephone(stack: Stack, who: dict[str, Person]) -> None:
    """A centre is chosen for who calls; of others it is asked whether they arrived, and undone."""
    who["telephoning"], contact, passed = await telephoning.nobodys_yet(stack, 4)
    dora, chosen = who["telephoning"], {"level": "urgent", "centre": NORD}
    await stack.ask(dora, f"/contacts/{contact}/triage", **chosen)
    NAMED.update(caller=contact, passed=passed)
    who["asking"], asked = await telephoning.redirected(stack, 3)
    await telephoning.redirected(stack, 3)
    answered = f"/contacts/{asked}/reasons/restricted/follow-up"
    await stack.ask(who["asking"], answered, arrived="no")


async def protected(stack: Stack, who: dict[str, Person]) -> None:
    """Somebody sealed, whom a colleague must not serve; a colleague who declared a number."""
    naming, unit = who["naming"], who["naming"].unit
    who["caring"] = await stack.someone(Role.PROFESSIONAL, unit=unit)
    made = await stack.ask(naming, f"/units/{unit}/people", name=f"{SOMEBODY.name} Vera")
    who["vera"] = replace(naming, id=UUID(made["id"]))
    colleague = who["standing"].user_name
    await stack.ask(naming, f"/people/{made['id']}/exclusions", colleague=colleague)
    await stack.ask(
        who["caring"], f"/units/{unit}/people/{made['id']}/seal", units=["c01"], reason="risk"
    )
    await stack.ask(who["serving"], "/conflicts", telephone="600 913 999")


async def opened_in_an_emergency(stack: Stack, who: dict[str, Person]) -> None:
    """Two who have nothing to do with Maria found her, and one of them broke the glass."""
    for name in ("standing", "parking"):
        place, number = f"/units/{who[name].unit}", MARIA["telephone"]
        await stack.ask(who[name], f"{place}/people/search", telephone=number)
    said = {"unit": who["parking"].unit, "reason": "danger", "words": WORDS}
    await stack.ask(who["parking"], f"/people/{who['maria'].id}/break-glass", **said)


async def with_an_agenda(stack: Stack, who: dict[str, Person]) -> None:
    """A centre where one of a professional's times is given."""
    who["booking"] = await stack.someone(Role.RECEPTION)
    who["timing"] = await times_opened(stack, who["booking"].unit)
    NAMED.update(await appointed(stack, who["booking"]))


async def on_paper(stack: Stack) -> Person:
    """A centre that worked on paper for half an hour, and whom that caught."""
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who, reason="DEP")
    paper = f"/units/{who.unit}/paper"
    block = await stack.ask(who, f"{paper}/blocks", count=5)
    gap = await stack.ask(who, f"{paper}/gaps", began_at=NINE, ended_at=HALF_PAST)
    NAMED.update(gap=gap["id"], block=block["id"])
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute(EARLIER, who.unit)
    finally:
        await pool.close()
    return who


LONGEST_NAME = """
SELECT id FROM account WHERE roles = '{manager}' ORDER BY length(user_name) DESC, id LIMIT 1
"""


async def somebody(stack: Stack) -> UUID:
    """An account of which something was changed, with a name that leaves the least room."""
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        account: UUID = await tx.fetchval(LONGEST_NAME)
        for units in ([NORD], None):
            await administration.change_rights(tx, account, rights(["manager"], units))
    return account


async def linked(stack: Stack) -> str:
    """A one-time link that is good."""
    account = await somebody(stack)
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        return await administration.reset_link(tx, account)


SEARCHED = {"search": telephone(428), "stranger": MARIA["telephone"]}


async def _typed(page: Page, number: str) -> None:
    await page.fill("#asked", number)
    await page.keyboard.press("Enter")


SEARCHES: dict[str, Callable[[Page], Awaitable[None]]] = {
    "candidates": lambda page: page.keyboard.press("n"),
    "finding": lambda page: page.fill("#reason-words", "nevera"),
    **{key: partial(_typed, number=number) for key, number in SEARCHED.items()},
}
FOLDED = {
    "menu": ".p-menu--you > summary",
    "row": ".p-qrow > summary",
    "ways": "#ways > summary",
    "danger": ".p-danger summary",
    "intensity": "#intensity > summary",
    "redirect": "#out-redirect > summary",
    "today": "#out-today > summary",
    "call back": "#out-call-back > summary",
    "not-by-me": "#not-by-me > summary",
    "seal": "#seal > summary",
    "message": "#new-message > summary",
    "more": "#enter ~ form details > summary",
    "spoke": "#spoke > summary",
    "to centre": "#to-centre > summary",
    "fold": ".p-open details > summary",
    "move": "#move > summary",
    "cancel": "#cancel > summary",
}


async def pressed(page: Page, key: str) -> None:
    """Press what is named, and wait for what comes of it."""
    if key == "wrong":
        await page.fill("#user_name", "nobody")
        await page.fill("#password", "wrong")
        await page.locator("main button.p-btn").click()
        await page.locator(".govuk-error-summary").wait_for()
    elif key in FOLDED:
        await page.locator(FOLDED[key]).first.click()
    elif key in SEARCHES:
        await SEARCHES[key](page)
        await page.locator("#found, [data-found] button").first.wait_for()
    elif key == "data":
        await page.locator("#correct > summary").click()
        await page.locator("#person-data button").click()
        await page.locator("[data-mask-after]").wait_for()
    elif key:
        await page.keyboard.press(key)
        await page.locator("#passing[open], #keys[open]").first.wait_for()


async def opened_paper(page: Page) -> None:
    """Hours on paper, and a code that is not there: refused field by field."""
    await page.fill("#f-began_at", "23:59")
    await page.locator("#gaps ~ form button").click()
    await page.locator("#refused").wait_for()


async def opened(page: Page, stack: Stack, seen: Seen, places: dict[str, object]) -> None:
    """The page as it is after what is pressed."""
    if "{link}" in seen.path:
        places = {**places, "link": await linked(stack)}
    if "{account}" in seen.path:
        places = {**places, "account": await somebody(stack)}
    answer = await page.goto(stack.origin + seen.path.format(**places))
    assert answer
    assert answer.status == seen.status
    await (opened_paper(page) if seen.key == "paper" else pressed(page, seen.key))
    if seen.refused:
        await page.locator(".govuk-error-summary").wait_for()
    if seen.lost:
        await page.locator("[data-lost]").wait_for()


async def reading(page: Page, stack: Stack, who: Person | None, seen: Seen, language: str) -> None:
    """From now on this language is read here; something was refused a moment ago."""
    cookies: list[Any] = [
        {"name": stack.cookie_name("language"), "value": language, "url": stack.origin}
    ]
    if who:
        token = await stack.token(who.id, language)
        cookies.append({"name": stack.cookie, "value": token, "url": stack.origin})
    if seen.refused:
        cookies.append(
            {"name": stack.cookie_name("notice"), "value": seen.refused, "url": stack.origin}
        )
    await page.context.add_cookies(cookies)


async def at_every_size(page: Page, language: str) -> list[str]:
    """What is found on a page that is open in this language, from the widest to the narrowest."""
    barriers: list[str] = []
    for size in (WIDE, TELEPHONE, NARROWEST):
        await page.set_viewport_size(size)
        where = f"{language}, {size['width']}"
        if size in LOOKED_AT[language]:
            found = await seen_by_axe(page, colours=language == LANGUAGES[0])
            barriers += [f"{where}: {barrier}" for barrier in found]
        barriers += [f"{where}: {each}" for each in await beside_the_screen(page)]
    return barriers


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_has_no_barriers_and_does_not_scroll_sideways(
    name: str, stack: Stack, visit: Visit, people: dict[str, Person]
) -> None:
    seen = PAGES[name]
    who = people[seen.who] if seen.who else None
    places: dict[str, object] = {
        "unit": who.unit if who else "",
        "person": people["maria"].id,
        "sealed": people["vera"].id,
        "call": people["calling back"].id,
        "looked": PERSON,
        **NAMED,
    }
    page = await visit()
    if seen.lost:
        await page.route("**/stream", lambda route: route.abort())
    barriers: list[str] = []
    for language in LANGUAGES:
        await page.set_viewport_size(WIDE)
        await reading(page, stack, who, seen, language)
        await opened(page, stack, seen, places | {"language": language})
        assert await page.locator("html").get_attribute("lang") == language
        assert await page.locator("h1").count() == 1
        barriers += await at_every_size(page, language)
    assert barriers == []


@pytest.mark.parametrize("name", ["the desk, serving", "a centre's board", "the trace of a person"])
async def test_a_header_fits_at_every_width(
    name: str, stack: Stack, visit: Visit, people: dict[str, Person]
) -> None:
    seen = PAGES[name]
    who = people[seen.who or ""]
    page = await visit()
    over: dict[tuple[str, int], int] = {}
    for language in LANGUAGES:
        await reading(page, stack, who, seen, language)
        await opened(page, stack, seen, {"unit": who.unit, "looked": PERSON})
        for width in range(320, 1520, 40):
            await page.set_viewport_size({"width": width, "height": 800})
            over[language, width] = await page.evaluate(SIDEWAYS)
    assert {where: pixels for where, pixels in over.items() if pixels} == {}

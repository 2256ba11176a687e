"""Groups in the browser: a series is published, somebody enrols, and who came is touched."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.db import Scope, transaction
from shared.identity import LANGUAGES, Role
from tests.browser.barriers import barriers
from tests.browser.booking import ahead
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_desk import keyed
from tests.browser.test_referrals import a_partner
from tests.browser.touching import TOUCH, tapped, touched, written
from tests.fixtures.canaries import somebody, telephone
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium", "npm packages")
NARROW = {"width": 320, "height": 640}
LINK = re.compile(r"https?://\S+(/groups/places/\S+)")


async def published(
    stack: Stack, visit: Visit, programme: str = "energy", *, walk_in: bool = True
) -> tuple[Person, Page]:
    """A facilitator's sessions, of which one is published: one place; people may just come."""
    laia = await stack.someone(Role.FACILITATOR)
    page = await visit(f"/groups/units/{laia.unit}/sessions", laia)
    await page.select_option("#programme", programme)
    await page.fill("#room", "Aula 2")
    await page.fill("#first", ahead(3))
    await page.fill("#capacity", "1")
    if walk_in:
        await page.get_by_label("S’hi pot venir sense inscripció").check()
    await keyed(page.get_by_role("button", name="Fes els esborranys"))
    await expect(page.locator("tbody .p-tag")).to_have_text(["Esborrany"])
    await keyed(page.get_by_role("button", name="Publica la sèrie"))
    await expect(page.locator("tbody .p-tag")).to_have_text(["Publicada"])
    return laia, page


async def session_of(page: Page) -> str:
    """The address of the sheet of the first session in the list."""
    found = await page.locator("tbody th a").first.get_attribute("href")
    assert found
    return found


async def enrolled(visit: Visit, session: str, number: int, mail: str = "", **options: Any) -> Page:
    """Somebody of the public, who leaves an e-mail or else a telephone."""
    page = await visit(f"/groups/open/{session.rsplit('/', 1)[-1]}", **options)
    await page.fill("#name", somebody(number).name)
    await page.fill(*("#mail", mail) if mail else ("#telephone", telephone(number)))
    await keyed(page.locator("main form button"))
    await expect(page.get_by_role("status").locator("b")).to_be_visible()
    return page


async def link_to(stack: Stack, mail: str, words: str) -> str:
    """Where the newest letter to somebody that says these words leads."""

    def found() -> str | None:
        letters = zip(stack.post.letters, stack.post.to, strict=False)
        mine = [str(each.get_content()) for each, to in letters if to == [mail]]
        links = [LINK.search(each) for each in mine if words in each]
        return links[-1][1] if links and links[-1] else None

    await until(found, 20)
    return found() or ""


async def begins(stack: Stack, session: str, ago: timedelta = timedelta(minutes=5)) -> None:
    """The session began so long ago: about now, if nothing is said."""
    pool = await db.connect(stack.databases["groups"], size=1)
    try:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute(
                "UPDATE group_session SET starts_at = $2 WHERE id = $1::uuid",
                session.rsplit("/", 1)[-1],
                TEN_ON_A_TUESDAY - ago,
            )
    finally:
        await pool.close()


async def test_a_series_is_published_by_keyboard_and_the_public_finds_and_fills_it(
    stack: Stack, visit: Visit
) -> None:
    _, page = await published(stack, visit)
    session = await session_of(page)
    public = await visit("/groups/catalogue?programme=energy")
    card = public.locator(f'a[href$="{session.rsplit("/", 1)[-1]}"]')
    await expect(card).to_have_text("Programa energy")
    await keyed(card)
    await expect(public.locator("h1")).to_have_text("Programa energy")
    first = await enrolled(visit, session, 41)
    await expect(first.get_by_role("status")).to_contain_text("Teniu plaça.")
    second = await enrolled(visit, session, 42, java_script_enabled=False)
    await expect(second.get_by_role("status")).to_contain_text("Sou a la llista d’espera.")
    await page.goto(stack.origin + session)
    await expect(page.locator("#list")).to_have_text("Inscripcions: 1 de 1")
    await expect(page.locator("#waiting")).to_have_text("Llista d’espera: 1")
    await keyed(page.get_by_role("button", name="Ja no ve"))
    await expect(page.locator("section", has=page.locator("#waiting"))).to_contain_text(
        "Té una oferta"
    )
    await keyed(page.get_by_role("button", name="L’agafa"))
    await expect(page.locator("#list")).to_have_text("Inscripcions: 1 de 1")
    await expect(page.locator("#waiting")).to_have_count(0)


async def test_by_touch_a_facilitator_publishes_a_series_and_the_public_finds_it(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.FACILITATOR)
    page = await visit(f"/groups/units/{laia.unit}/sessions", laia, **TOUCH)
    await touched(page, 'a[href="#series"]')
    await page.locator("#programme").select_option("energy")
    await page.locator("#every").select_option("weekly")
    for field, words in (("#room", "Aula 2"), ("#first", ahead(3)), ("#capacity", "7")):
        await written(page, field, words)
    await written(page, "#times", "2")
    await touched(page, page.get_by_label("S’hi pot venir sense inscripció"))
    await tapped(page, "Fes els esborranys")
    await expect(page.locator("tbody .p-tag")).to_have_text(["Esborrany"] * 2)
    await tapped(page, "Publica la sèrie")
    await expect(page.locator("tbody .p-tag")).to_have_text(["Publicada"] * 2)
    await expect(page.locator("tbody td[data-l=Inscrites]")).to_have_text(["0/7"] * 2)
    last = (await page.locator("tbody th a").last.get_attribute("href") or "").rsplit("/", 1)[-1]
    phone = await visit("/groups/catalogue?programme=energy", **TOUCH)
    await touched(phone, f'a[href$="{last}"]')
    await expect(phone.locator("h1")).to_have_text("Programa energy")
    await expect(phone.locator("#content")).to_contain_text("També podeu venir sense")


async def test_by_keyboard_a_colleague_is_chosen_to_hold_the_session_instead(
    stack: Stack, visit: Visit
) -> None:
    laia, page = await published(stack, visit)
    paula = await stack.someone(Role.PROFESSIONAL, unit=laia.unit)
    holds = page.locator("tbody th .p-2nd")
    await expect(holds).to_have_text(f"A càrrec de {laia.user_name}")
    await page.goto(stack.origin + await session_of(page))
    await keyed(page.locator("#change > summary"))
    for who in (laia, paula):
        await keyed(page.locator(f"#facilitators input[value='{who.id}']"), "Space")
    found = await barriers(page, (WIDE, TELEPHONE))
    await keyed(page.get_by_role("button", name="Canvia qui la porta"))
    await expect(page.locator(".p-sess")).to_contain_text(f"A càrrec de {paula.user_name}.")
    await keyed(page.locator("main a[data-key=Escape]"))
    await expect(holds).to_have_text(f"A càrrec de {paula.user_name}")
    assert found == []


async def test_who_came_is_touched_on_a_telephone_and_can_be_corrected(
    stack: Stack, visit: Visit
) -> None:
    laia, page = await published(stack, visit)
    session = await session_of(page)
    await enrolled(visit, session, 43)
    await begins(stack, session)
    sheet = await visit(session, laia, **TOUCH)
    await tapped(sheet, "Hi és")
    pressed = sheet.locator('.p-people button[aria-pressed="true"]')
    await expect(pressed).to_have_text("Hi és")
    await tapped(sheet, "Tard")
    await expect(pressed).to_have_text("Tard")
    await tapped(sheet, "Una més")
    await expect(sheet.locator(".p-stepper output")).to_have_text("1")
    await tapped(sheet, "Una més")
    await expect(sheet.locator(".p-dock .p-n")).to_have_text("3 hi són, 0 per marcar")
    await tapped(sheet, "Tanca el full")
    await expect(sheet.locator(".p-dock")).to_contain_text("Tancat")
    await tapped(sheet, "No hi és")
    await expect(pressed).to_have_text("No hi és")


async def test_the_letter_of_an_offer_leads_to_its_answer(stack: Stack, visit: Visit) -> None:
    _, page = await published(stack, visit)
    session = await session_of(page)
    await enrolled(visit, session, 44)
    phone = await visit(f"/groups/open/{session.rsplit('/', 1)[-1]}", **TOUCH)
    await written(phone, "#name", somebody(45).name)
    await written(phone, "#mail", "offered@mail.example")
    await touched(phone, "main form button")
    await expect(phone.get_by_role("status")).to_contain_text("Sou a la llista d’espera.")
    await page.goto(stack.origin + session)
    await keyed(page.get_by_role("button", name="Ja no ve"))
    link = await link_to(stack, "offered@mail.example", "Hi ha una plaça")
    place = await visit(link, java_script_enabled=False, **TOUCH)
    await expect(place.locator("h1")).to_have_text("Hi ha una plaça per a vós")
    await tapped(place, "Agafeu la plaça")
    await expect(place.locator("h1")).to_have_text("Teniu plaça")


async def test_by_touch_whoever_left_no_address_is_called_about_the_place_and_takes_it(
    stack: Stack, visit: Visit
) -> None:
    laia, page = await published(stack, visit)
    session = await session_of(page)
    for number in (49, 52):
        await enrolled(visit, session, number)
    phone = await visit(session, laia, **TOUCH)
    await tapped(phone, "Ja no ve")
    await expect(phone.locator('input[value="accepted"]')).to_have_count(1)
    await touched(phone, phone.get_by_role("link", name="Totes les sessions"))
    await touched(phone, f'a[href$="/units/{laia.unit}/calls"]')
    await touched(phone, "tbody th a")
    await expect(phone.locator("#whom")).to_have_text(somebody(52).name)
    await expect(phone.locator("#whom + p")).to_contain_text("+34")
    await tapped(phone, "L’agafa")
    await expect(phone.locator(".p-empty")).to_have_text("No cal trucar a ningú.")
    await phone.goto(stack.origin + session)
    await expect(phone.locator("#list")).to_have_text("Inscripcions: 1 de 1")


async def barriers_of_calls(sheet: Page, unit: str) -> list[str]:
    """Who is enrolled comes no more, so that whoever waits is offered the place, called and in."""
    await keyed(sheet.locator('input[value="withdrawn"] + button').first)
    await expect(sheet.locator('input[value="accepted"]')).to_have_count(1)
    await keyed(sheet.locator("main a[data-key=Escape]"))
    await keyed(sheet.locator(f'a[href$="/units/{unit}/calls"]'))
    await sheet.wait_for_url("**/calls")
    found = await barriers(sheet)
    await keyed(sheet.locator("tbody th a").first)
    await sheet.wait_for_url("**/calls/*")
    found += await barriers(sheet)
    await keyed(sheet.locator("main button.p-btn--go"))
    await sheet.wait_for_url("**/calls")
    return found


async def barriers_of_what_is_over(
    stack: Stack, page: Page, laia: Person, session: str
) -> list[str]:
    """Nobody closed its sheet; or it is to come and cancelled, and somebody is called about it."""
    found, base = [], f"{stack.origin}/groups/units/{laia.unit}"
    await begins(stack, session, timedelta(days=2))
    for path, shown in (("sessions", "#sheets"), ("sessions?past=true", "tbody th a")):
        await page.goto(f"{base}/{path}")
        await expect(page.locator(shown)).to_have_count(1)
        found += await barriers(page)
    await begins(stack, session, timedelta(days=-2))
    await stack.ask_at("groups", laia, f"/sessions/{session.rsplit('/', 1)[-1]}/cancel")
    await page.goto(stack.origin + session)
    await expect(page.locator("#revoked")).to_have_count(1)
    found += await barriers(page)
    await page.goto(f"{base}/calls")
    found += await barriers(page)
    await keyed(page.locator("tbody th a").first)
    await page.wait_for_url("**/calls/*")
    found += await barriers(page)
    await keyed(page.locator("main button.p-btn--go"))
    await expect(page.locator(".p-empty")).to_have_count(1)
    return found


@pytest.mark.parametrize(
    ("language", "size"), list(zip(LANGUAGES, (WIDE, TELEPHONE, NARROW), strict=True))
)
async def test_the_pages_of_groups_have_no_barrier_on_the_way(
    stack: Stack, visit: Visit, language: str, size: Any
) -> None:
    """Each page in every language and width stands in ``test_axe_doors``."""
    laia, page = await published(stack, visit)
    session = await session_of(page)
    await enrolled(visit, session, 46)
    await enrolled(visit, session, 47)
    told = f"/groups/open/{session.rsplit('/', 1)[-1]}"
    options = {"viewport": size, "locale": language}
    found: list[str] = []
    for path in (f"{told}?done=waiting&by=mail", "/groups/places/x"):
        found += await barriers(await visit(path, **options))
    speaker = await stack.someone(Role.FACILITATOR, unit=laia.unit, language=language)
    sheet = await visit(session, speaker, **options)
    found += await barriers_of_calls(sheet, laia.unit)
    found += await barriers_of_what_is_over(stack, sheet, laia, session)
    assert found == []


async def test_by_keyboard_a_partner_enrols_somebody_and_gives_the_place_up(
    stack: Stack, visit: Visit
) -> None:
    _, held = await published(stack, visit)
    session = (await session_of(held)).rsplit("/", 1)[-1]
    page = await visit("/referrals/sent", await a_partner(stack))
    await keyed(page.get_by_role("link", name="Places en sessions"))
    await keyed(page.locator("main").get_by_role("link", name="Inscriu algú"))
    await page.locator("#programme").select_option("energy")
    await keyed(page.get_by_role("button", name="Cerca"))
    card = page.locator(f'a[href$="{session}"]')
    await keyed(card)
    await page.get_by_label("Nom", exact=True).fill(somebody(48).name)
    await keyed(page.get_by_label("S’ha preguntat a la persona"), "Space")
    await keyed(page.get_by_role("button", name="Inscriu-la"))
    await expect(page.get_by_role("status").locator("b")).to_have_text("Té plaça.")
    await keyed(page.get_by_role("link", name="Mira les places"))
    person = page.locator(".p-people > li", has_text=somebody(48).name)
    await expect(person).to_be_visible()
    await keyed(person.get_by_role("button", name="Ja no ve"))
    await expect(person.locator(".p-tag")).to_have_text("Deixada")
    await held.goto(stack.origin + await session_of(held))
    await expect(held.locator("#list")).to_have_text("Inscripcions: 0 de 1")


async def test_by_touch_a_partner_enrols_somebody_who_then_has_a_place(
    stack: Stack, visit: Visit
) -> None:
    _, held = await published(stack, visit, walk_in=False)
    session = await session_of(held)
    page = await visit("/referrals/sent", await a_partner(stack), **TOUCH)
    await touched(page, page.get_by_role("link", name="Places en sessions"))
    await touched(page, page.locator("main").get_by_role("link", name="Inscriu algú"))
    await page.locator("#programme").select_option("energy")
    await tapped(page, "Cerca")
    await touched(page, f'a[href$="{session.rsplit("/", 1)[-1]}"]')
    await written(page, "#name", somebody(53).name)
    await written(page, "#telephone", telephone(53))
    await touched(page, page.get_by_label("S’ha preguntat a la persona"))
    await tapped(page, "Inscriu-la")
    await expect(page.get_by_role("status").locator("b")).to_have_text("Té plaça.")
    await touched(page, page.get_by_role("link", name="Mira les places"))
    person = page.locator(".p-people > li", has_text=somebody(53).name)
    await expect(person.locator(".p-tag")).to_have_text("Té plaça")
    await held.goto(stack.origin + session)
    await expect(held.locator("#list")).to_have_text("Inscripcions: 1 de 1")
    await expect(held.locator(".p-people")).to_contain_text(somebody(53).name)

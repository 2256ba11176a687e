"""Referrals: a partner writes and sends, the centre opens and answers, by keyboard and by touch."""

from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from tests.browser.barriers import barriers
from tests.browser.booking import ahead, opened
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import keyed, tab_to
from tests.browser.test_keyboard import signed_in
from tests.browser.touching import TOUCH, tapped, touched, written
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium", "npm packages")
PRISM, OTHER = "prism", "other"
REASON = "ECO-ALIM"
"""For which no other way is proposed."""
SIZES = (WIDE, TELEPHONE)
QUESTION = "Hi sereu, a la primera visita?"


async def a_partner(stack: Stack, organisation: str = PRISM) -> Person:
    """Somebody of a partner service, signed in."""
    name, password = f"p-{uuid4().hex[:10]}", uuid4().hex
    roles = frozenset({Role.PARTNER})
    new = NewAccount(name, password, roles, None, "ca", organisation=organisation)
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        account = await create_account(tx, new)
    return Person(account, name, password, "", await stack.token(account))


async def sent(stack: Stack, partner: Person, unit: str) -> str:
    """A referral that a partner wrote and sent; its id."""
    said = {"unit": unit, "reason": REASON, "name": MARIA.name, "about": WORDS}
    draft = await stack.ask_at("referrals", partner, "/referrals", **said, consents=[unit])
    await stack.ask_at("referrals", partner, f"/referrals/{draft['id']}/send", also=[])
    return str(draft["id"])


def name_of(unit: str) -> str:
    """What a centre of this system is called."""
    return f"CSS {int(unit.removeprefix('c'))}"


async def wrote(page: Page, unit: str) -> None:
    """The fields that matter, each reached by its own label."""
    await page.get_by_label("Nom i cognoms").fill(MARIA.name)
    await page.get_by_label("A qui", exact=True).select_option(unit)
    await page.locator("#reason").select_option(REASON)
    await page.get_by_label("Què cal que facin?").fill(WORDS)


async def test_by_keyboard_a_partner_sends_and_the_centre_accepts(
    stack: Stack, visit: Visit
) -> None:
    laia, paula = await a_partner(stack), await stack.someone(Role.PROFESSIONAL)
    page = await visit("/referrals/new", laia)
    await wrote(page, paula.unit)
    await expect(page.locator("#precheck h2").first).to_have_text(name_of(paula.unit))
    found = await barriers(page, SIZES)
    send = "#precheck button[value=unit]"
    await tab_to(page, send)
    await page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    await expect(summary).to_contain_text("Pregunta a la persona")
    await expect(page.get_by_label("Nom i cognoms")).to_have_value(MARIA.name)
    found += await barriers(page, SIZES)
    await tab_to(page, f"#consent-{paula.unit}")
    await page.keyboard.press("Space")
    await page.wait_for_timeout(4500)  # a form is sent once within four seconds
    await tab_to(page, send)
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")
    found += await barriers(page, SIZES)
    centre = await visit("/referrals/", paula)
    found += await accepted(centre, paula.unit)
    await reads_the_question(page)
    await hidden(page, centre)
    assert found == []


async def test_by_keyboard_a_partner_signs_in_and_cancels_what_was_opened_with_a_reason(
    stack: Stack, visit: Visit
) -> None:
    laia, paula = await a_partner(stack), await stack.someone(Role.PROFESSIONAL)
    one = await sent(stack, laia, paula.unit)
    await stack.ask_at("referrals", paula, f"/referrals/{one}/open")
    page = await visit("/referrals/sign-in")
    await signed_in(page, laia.user_name, laia.password)
    await expect(page.locator("h1")).to_have_text("Derivacions enviades")
    await tab_to(page, f"tbody a[href$='{one}']")
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")
    await keyed(page.locator("#cancel > summary"))
    await tab_to(page, "#cancellation")
    await page.keyboard.press("ArrowDown")
    found = await barriers(page, SIZES)
    await keyed(page.get_by_role("button", name="Cancel·la-la", exact=True))
    await expect(page.locator("h1 + .p-tag")).to_have_text("Cancel·lada")
    await expect(page.locator(".p-time > li").first).to_contain_text("La persona ja no ho vol")
    assert found == []


async def accepted(centre: Page, unit: str) -> list[str]:
    """The centre finds it in its list, reads it and accepts; what axe found on the way."""
    await expect(centre.locator("tbody th a")).to_have_count(1)
    found = await barriers(centre, SIZES)
    await tab_to(centre, "tbody th a")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#request")).to_be_visible()
    await expect(centre.locator(".p-due svg")).to_be_visible()
    assert MARIA.name not in await centre.content()
    await tab_to(centre, "form[action$='/open'] button")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#content")).to_contain_text(MARIA.name)
    found += await asked(centre)
    await expect(centre.locator("#bar-count")).to_have_text("1 per respondre")
    await tab_to(centre, "#accept button")
    await centre.keyboard.press("Enter")
    await expect(centre.locator(".p-party--now")).to_contain_text(name_of(unit))
    await expect(centre.locator("#bar-count")).to_have_text("")
    return found


async def asked(centre: Page) -> list[str]:
    """The centre asks who sent it, and reads on; what axe found."""
    await tab_to(centre, "#words")
    await centre.keyboard.type(QUESTION)
    await centre.keyboard.press("Enter")
    await expect(centre.locator(".p-msg--us")).to_contain_text(QUESTION)
    await expect(centre.locator("#words")).to_have_value("")
    await expect(centre.locator("#content")).to_contain_text(MARIA.name)
    return await barriers(centre, SIZES)


async def reads_the_question(page: Page) -> None:
    """Whoever sent it hears on the open page that something is written, and reads it."""
    await expect(page.locator("[data-live-part=heading]")).to_contain_text("Missatge nou")
    await tab_to(page, "form[action$='/open'] button")
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-msg")).to_contain_text(QUESTION)
    await page.reload()
    await expect(page.locator(".p-time")).to_contain_text("Acceptada")


async def hidden(page: Page, centre: Page) -> None:
    """The partner says that it was a mistake: the centre's open page loses what it said."""
    await tab_to(centre, "form[action$='/open'] button")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#content")).to_contain_text(MARIA.name)
    await tab_to(page, "#mistake > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, "#mistake button")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1 + .p-tag")).to_have_text("Enviada per error")
    await expect(centre.locator("#content")).not_to_contain_text(MARIA.name, timeout=2000)
    await expect(centre.locator("h1 + .p-tag")).to_have_text("Enviada per error")
    await expect(centre.locator("#request + div")).to_contain_text("està amagat")
    assert MARIA.name not in await centre.content()


async def test_by_touch_a_partner_withdraws_what_nobody_has_opened(
    stack: Stack, visit: Visit
) -> None:
    laia, paula = await a_partner(stack), await stack.someone(Role.PROFESSIONAL)
    page = await visit("/referrals/new", laia, **TOUCH)
    await written(page, "#name", MARIA.name)
    await page.locator("#unit").select_option(paula.unit)
    await page.locator("#reason").select_option(REASON)
    await written(page, "#about", WORDS)
    await expect(page.locator("#author")).to_be_hidden()
    await touched(page, page.locator("label[for=assessed-yes]"))
    await written(page, "#author", "Equip")
    await expect(page.locator("#precheck h2").first).to_have_text(name_of(paula.unit))
    await touched(page, page.locator("label.p-confirm"))
    await tapped(page, "Envia-la")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")
    await tapped(page, "Retira-la")
    await expect(page.locator("h1 + .p-tag")).to_have_text("Retirada")
    centre = await visit("/referrals/", paula, **TOUCH)
    await expect(centre.locator(".p-empty")).to_have_count(2)  # received and sent


async def test_by_touch_the_centre_returns_what_is_not_complete(stack: Stack, visit: Visit) -> None:
    laia, paula = await a_partner(stack), await stack.someone(Role.PROFESSIONAL)
    page = await visit("/referrals/new", laia, **TOUCH)
    await wrote(page, paula.unit)
    await expect(page.locator("#precheck h2").first).to_have_text(name_of(paula.unit))
    await touched(page, page.locator("label.p-confirm"))
    await tapped(page, "Envia-la")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")
    centre = await visit("/referrals/", paula, **TOUCH)
    await touched(centre, "tbody th a")
    await touched(centre, "#give-back > summary")
    await touched(centre, "#give-back label")
    await touched(centre, "#give-back button")
    await expect(centre.locator("h1 + .p-tag")).to_have_text("Tornada per completar")
    await page.reload()
    await tapped(page, "Torna-la a escriure")
    await expect(page.get_by_label("Nom i cognoms")).to_have_value(MARIA.name)


async def first_visit_is(page: Page, state: str) -> None:
    """What the agenda made of the time that was chosen, as the page comes to say."""
    visits = page.locator("section:has(#visits)")

    async def said() -> bool:
        await page.reload()
        return await visits.locator(".p-tag", has_text=state).count() == 1

    await until(said, 20)


async def test_by_touch_the_centre_accepts_with_a_first_visit_that_its_agenda_then_has(
    stack: Stack, visit: Visit
) -> None:
    laia, anna = await a_partner(stack), await stack.someone(Role.RECEPTION)
    paula = await opened(stack, anna.unit)
    one = await sent(stack, laia, paula.unit)
    centre = await visit("/referrals/", paula, **TOUCH)
    code = await centre.locator("tbody th a").inner_text()
    times = centre.locator("#a-slot option")

    async def times_are_known() -> bool:
        await centre.goto(f"{stack.origin}/referrals/referral/{one}")
        return await times.count() > 1

    await until(times_are_known, 20)
    await touched(centre, "form[action$='/open'] button")
    await expect(centre.locator("#content")).to_contain_text(MARIA.name)
    day, clock = (await times.nth(1).inner_text()).split(" (")[0].rsplit(", ", 1)
    await centre.locator("#a-slot").select_option(index=1)
    await touched(centre, "#accept button")
    await expect(centre.locator("h1 + .p-tag")).to_have_text("Acceptada")
    await expect(centre.locator(".p-party--now")).to_contain_text(name_of(paula.unit))
    sender = await visit(f"/referrals/referral/{one}", laia, **TOUCH)
    for page in (centre, sender):
        await first_visit_is(page, "reservada")
        await expect(page.locator("section:has(#visits)")).to_contain_text(f"{day}, {clock}")
    agenda = await visit(f"/gateway/units/{paula.unit}/agenda?day={ahead(3)}", paula, **TOUCH)
    line = agenda.locator(".p-agenda > li", has_text=f"Derivació {code}")
    await expect(line).to_contain_text(clock)
    await touched(agenda, line.get_by_role("link", name=f"Derivació {code}"))
    await expect(agenda.locator("h1 + .p-tag")).to_have_text("Acceptada")

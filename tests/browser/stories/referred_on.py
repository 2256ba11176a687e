"""A partner hands somebody on to a centre: returned, completed, sent again and accepted."""

from playwright.async_api import Page, expect

from tests.browser.booking import ahead
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.stories.strangers import Strangers
from tests.browser.test_desk import tab_to
from tests.browser.test_referrals import a_partner, name_of, wrote
from tests.browser.touching import TOUCH, tapped, touched
from tests.fixtures.canaries import MARIA
from tests.fixtures.messaging import until

FIRST_VISIT = ahead(6)
"""The civil day on which there is a time for it."""
HISTORY = ".p-time > li"


def path_of(page: Page) -> str:
    """The page's address within the origin."""
    return "/" + page.url.split("/", 3)[3]


async def sent(visit: Visit, laia: Person, unit: str) -> Page:
    """The partner writes on a telephone whom it is about and what to do, and sends that."""
    page = await visit("/referrals/new", laia, **TOUCH)
    await wrote(page, unit)
    await expect(page.locator("#precheck h2").first).to_have_text(name_of(unit))
    await touched(page, page.locator("label.p-confirm"))
    await tapped(page, "Envia-la")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")
    return page


async def returned(centre: Page) -> str:
    """The centre says that it does not know how to reach her; the address of the referral."""
    await tab_to(centre, "tbody th a")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#request")).to_be_visible()
    assert MARIA.name not in await centre.content()
    await centre.locator("#give-back > summary").press("Enter")
    await centre.locator("#give-back [value=contact]").press("Space")
    await centre.locator("#give-back button").press("Enter")
    await expect(centre.locator("h1 + .p-tag")).to_have_text("Tornada per completar")
    return path_of(centre)


async def completed(page: Page, unit: str, telephone: str) -> None:
    """The partner says that too, and sends it again."""
    await page.reload()
    await expect(page.locator("h1 + .p-tag")).to_have_text("Tornada per completar")
    await tapped(page, "Torna-la a escriure")
    await expect(page.get_by_label("Nom i cognoms")).to_have_value(MARIA.name)
    await page.locator("#contact").fill(telephone)
    await page.locator("#contact").press("Tab")
    await expect(page.locator(f"#consent-{unit}")).to_be_checked()
    await tapped(page, "Envia-la")
    await expect(page.locator(".p-party--now")).to_contain_text("Prisma")


async def accepted(stack: Stack, centre: Page, unit: str, telephone: str) -> str:
    """The centre reads it, and accepts it with a time for the first visit; its code."""
    await centre.goto(f"{stack.origin}/referrals/units/{unit}")
    code = await centre.locator("tbody th a").inner_text()
    await tab_to(centre, "tbody th a")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#request")).to_be_visible()
    await tab_to(centre, "form[action$='/open'] button")
    await centre.keyboard.press("Enter")
    await expect(centre.locator("#content")).to_contain_text(MARIA.name)
    await expect(centre.locator("#content")).to_contain_text(telephone)
    await centre.locator("#a-slot").select_option(index=1)
    await tab_to(centre, "#accept button")
    await centre.keyboard.press("Enter")
    await expect(centre.locator(".p-party--now")).to_contain_text(name_of(unit))
    return code


async def booked(stack: Stack, page: Page) -> None:
    """The gateway has booked the time that was chosen, and either side sees it."""

    async def is_booked() -> bool:
        await page.reload()
        return "reservada" in await page.locator("section:has(#visits)").inner_text()

    await until(is_booked, 20)


async def stands_on_agenda(stack: Stack, visit: Visit, paula: Person, code: str) -> None:
    """The professional finds the first visit by the referral's code, which leads back to it."""
    agenda = await visit(f"/gateway/units/{paula.unit}/agenda?day={FIRST_VISIT}", paula)
    line = agenda.locator(".p-agenda > li", has_text=f"Derivació {code}")
    await expect(line).to_have_count(1)
    await line.get_by_role("link", name=f"Derivació {code}").press("Enter")
    await expect(agenda.locator("#history")).to_be_visible()
    await expect(agenda.locator("h1 + .p-tag")).to_have_text("Acceptada")


async def offers_a_time(stack: Stack, paula: Person) -> None:
    """A professional keeps times for first visits open."""
    day = {"first": FIRST_VISIT, "until": FIRST_VISIT, "opens": "10:00", "closes": "11:00"}
    times = {"kind": "first_visit", "minutes": 30}
    await stack.ask(paula, f"/units/{paula.unit}/agenda/slots", **times, **day)


async def referred_on(
    stack: Stack, visit: Visit, paula: Person, others: Strangers, telephone: str
) -> str:
    """From the partner's first try to the first visit, which others learn nothing of; its code.

    Whom it is about is reached by this telephone.
    """
    await offers_a_time(stack, paula)
    partner = await sent(visit, await a_partner(stack), paula.unit)
    await others.find_nothing(path_of(partner), others.manager)
    await others.leader_knows_nobody(path_of(partner))
    centre = await visit("/referrals/", paula)
    first = await returned(centre)
    assert first == path_of(partner)
    await same_history(partner, centre)
    await completed(partner, paula.unit, telephone)
    again = path_of(partner)
    assert again != first
    await others.find_nothing(again, others.manager)
    code = await accepted(stack, centre, paula.unit, telephone)
    await centre.goto(stack.origin + again)
    for page in (centre, partner):
        await booked(stack, page)
    await stands_on_agenda(stack, visit, paula, code)
    await others.find_nothing(again, others.manager)
    await others.leader_knows_nobody(again)
    await same_history(partner, centre)
    return code


async def same_history(*pages: Page) -> None:
    """Both sides read the same of what happened."""
    told = []
    for page in pages:
        await page.reload()
        told.append(await page.locator(HISTORY).all_inner_texts())
    one, other = told
    assert one == other
    assert len(one) > 1

"""A person names a colleague: for him there is no such person, and another colleague serves her."""

from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.stories.recounting import recounted
from tests.browser.test_desk import ROWS, desk_of, does, tab_to, taken_over
from tests.browser.test_people import MASK, NAME, keep_somebody, person
from tests.browser.test_triage import add
from tests.browser.test_ways import rows

pytestmark = pytest.mark.needs("chromium")
CODE = ".p-contact .p-code"
OF_HER = "SELECT person, id FROM contact WHERE unit = $1 AND person IS NOT NULL"
WHO = "SELECT staff FROM contact_act WHERE contact = $1 AND act = 'started' ORDER BY at"
SERVED = "SELECT person, outcome FROM contact WHERE unit = $1 ORDER BY opened_at"


async def named_by_her(page: Page, colleague: Person) -> None:
    """On her page she says who must neither see nor serve her."""
    await page.get_by_role("link", name="Correccions").press("Enter")
    await page.locator("#exclude > summary").press("Enter")
    await page.locator("#colleague").focus()
    await page.keyboard.type(colleague.user_name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#exclude [role=status]")).to_have_text("Ha quedat anotat.")


async def passed_to_desk_2(page: Page) -> None:
    """She is passed on to the desk at which he sits; her code and her clock are kept."""
    await page.keyboard.press("t")
    await tab_to(page, "#to")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")


async def leaves(page: Page) -> None:
    """Close the desk, by keyboard."""
    await tab_to(page, "#tools details:has(form[action$='/close']) > summary")
    await page.keyboard.press("Enter")
    await tab_to(page, '#tools form[action$="/close"] button')
    await page.keyboard.press("Enter")
    await expect(page.locator("#step")).to_have_text("En quin taulell treballes?")


async def absent_for(stack: Stack, visit: Visit, him: Person, her: UUID, contact: UUID) -> None:
    """Her page and her contact's are answered as those of nobody, to the letter."""
    for path, real in (("people/{}", her), ("contacts/{}/appointment", contact)):
        said = []
        for each in (real, uuid4()):
            page = await visit("", him)
            answer = await page.goto(f"{stack.origin}/gateway/units/{him.unit}/{path.format(each)}")
            assert answer
            said.append((answer.status, await page.locator("main").inner_text()))
        assert said[0] == said[1]
        assert said[0][0] == 404


async def searches_in_vain(page: Page, number: str) -> None:
    """While he serves somebody else he looks for her, by her telephone and by her name."""
    for asked, found in (
        (number, "Ningú no té exactament això"),
        (NAME, "Aquí no es coneix ningú amb un nom així"),
    ):
        await page.keyboard.press("/")
        await page.keyboard.type(asked)
        await page.keyboard.press("Enter")
        await expect(page.locator("#found")).to_have_text(found)
        await expect(page.locator(".p-found")).to_have_count(0)


async def says_not_by_him(page: Page, him: Person, code: str) -> str:
    """Called first, she names him; she is passed on to his desk, and hers closes. Her telephone."""
    desk = page.url
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator(CODE)).to_have_text(code)
    await does(page, "Enter", "En atenció")
    number = await keep_somebody(page)
    await named_by_her(page, him)
    await page.goto(desk)
    await taken_over(page)
    await passed_to_desk_2(page)
    await leaves(page)
    return number


async def is_given_another(page: Page, code: str) -> None:
    """Call next passes over her without a word."""
    await expect(page.locator(f"{ROWS} .p-code")).to_have_text([code])
    await does(page, "n", "Crida al taulell 2")
    await expect(page.locator(CODE)).to_have_text(code)
    await expect(page.get_by_role("alert")).to_have_count(0)
    await does(page, "Enter", "En atenció")


async def serves_her(page: Page, code: str) -> None:
    """At the desk that is free again a colleague calls her, and knows who she is."""
    await tab_to(page, "#desk-1")
    await does(page, "Enter", "El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator(CODE)).to_have_text(code)
    await does(page, "Enter", "En atenció")
    await expect(person(page)).to_contain_text(MASK)
    await add(page, "nevera", "ECO-ALIM")
    await does(page, "1", "No espera ningú")


async def told_to_the_officer_alone(stack: Stack, visit: Visit, him: Person) -> None:
    """Whoever protects the data sees the rule and who made it."""
    officer = await stack.someone(Role.DATA_PROTECTION_OFFICER, everywhere=True)
    page = await visit("/gateway/audit/exclusions", officer)
    rule = page.locator(".p-open > li", has=page.get_by_text(him.user_name, exact=True))
    await expect(rule).to_have_count(1)
    await expect(rule).to_contain_text("ho va dir la persona")
    refused = await (await visit("", him)).goto(f"{stack.origin}/gateway/audit/exclusions")
    assert refused
    assert refused.status == 403


async def test_whom_she_names_neither_sees_nor_is_given_her_and_another_serves_her(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    pere, carla = [await stack.someone(Role.RECEPTION, unit=anna.unit) for _ in range(2)]
    await stack.arrive(anna, 2, level="ordinary")
    await stack.open_desk(anna)
    await stack.open_desk(pere, 2)
    page, his = [await visit(desk_of(who), who) for who in (anna, pere)]
    await taken_over(page)
    hers, another = await his.locator(f"{ROWS} .p-code").all_inner_texts()
    number = await says_not_by_him(page, pere, hers)
    [known] = await rows(stack, OF_HER, anna.unit)
    await is_given_another(his, another)
    await searches_in_vain(his, number)
    await absent_for(stack, visit, pere, known["person"], known["id"])
    await does(his, "1", "No espera ningú")
    assert hers not in await his.content()
    await serves_her(await visit(desk_of(carla), carla), hers)
    await told_to_the_officer_alone(stack, visit, pere)
    of_her, of_another = await rows(stack, SERVED, anna.unit)
    assert (of_her["person"], of_her["outcome"]) == (known["person"], "informed")
    assert (of_another["person"], of_another["outcome"]) == (None, "informed")
    assert [each["staff"] for each in await rows(stack, WHO, known["id"])] == [anna.id, carla.id]
    board = await visit(f"/indicators/areas/{anna.unit}", anna)
    told = await recounted(stack, anna, board, TEN_ON_A_TUESDAY.date())
    assert (told[0]["offered"], told[0]["answered"]) == (2, 2)
    assert told[0]["work"]["by_outcome"] == {"informed": 2}

"""Somebody who says no name and speaks Arabic is served from the kiosk to an outcome."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.booking import ahead, opened
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.stories.recounting import recounted
from tests.browser.test_agenda import chosen
from tests.browser.test_desk import desk_of, does, heading, tab_to, taken_over
from tests.browser.test_kiosk import at_kiosk, touch
from tests.browser.test_people import person
from tests.browser.test_triage import add, settled
from tests.browser.test_ways import rows
from tests.fixtures.canaries import MARIA

pytestmark = pytest.mark.needs("chromium")
ALIAS, MASK = MARIA.name.partition(" ")[0], "K•••"
NOTICE = "Parla àrab: intèrpret?"
PREFERENTIAL = "Preferent"
CONTACT = "SELECT * FROM contact WHERE unit = $1"
KNOWN = "SELECT p.* FROM person AS p JOIN person_unit AS at ON at.person = p.id WHERE at.unit = $1"
Ends = Callable[[Stack, str, Page], Awaitable[str]]


async def from_the_kiosk(stack: Stack, visit: Visit) -> tuple[str, str]:
    """A ticket by touch, behind the door of the other languages; its code, and where."""
    kiosk, account = await at_kiosk(stack, visit)
    for words in ("Altres llengües", "العربية", "جئت لأتحدث"):
        await touch(kiosk, words)
    return await kiosk.locator(".p-slip b").inner_text(), account.unit


async def at_desk(stack: Stack, visit: Visit, anna: Person, code: str) -> Page:
    """Called and begun by keyboard; the desk asks for an interpreter, and for no name."""
    await stack.open_desk(anna)
    page = await visit(desk_of(anna), anna)
    await taken_over(page)
    await expect(page.locator(".p-qrow .p-code")).to_have_text(code)
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator(".p-contact .p-code")).to_have_text(code)
    await expect(page.get_by_text(NOTICE)).to_be_visible()
    await does(page, "Enter", "En atenció")
    return page


async def step(page: Page, says: str, then: str) -> None:
    """The next step of the interpreter is on the key, and its time stands there then."""
    await expect(page.locator("button[data-key=i]")).to_contain_text(says)
    await settled(page, "i")
    await expect(page.locator(".p-ways__told").first).to_contain_text(then)


async def through_an_interpreter(page: Page) -> None:
    """Asked for and here; what holds is asked, and the rules say how pressing it is."""
    await step(page, "Demana intèrpret", "Intèrpret demanat a les")
    await step(page, "L’intèrpret és aquí", "aquí des de les")
    await settled(page, "0")
    await add(page, "food", "ECO-ALIM")
    await tab_to(page, "#held-minors")
    await settled(page, "Enter")


async def preferential(page: Page) -> None:
    """The level is as the rule says it."""
    chosen_one = page.locator(".p-contact .p-seg").get_by_role("button", name=PREFERENTIAL)
    await expect(chosen_one).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".p-rule")).to_contain_text("Regla ECO-1, versió 1")


async def by_code(stack: Stack, unit: str, page: Page) -> str:
    """An appointment: its code is all that they take along, and all that the agenda knows."""
    await opened(stack, unit)
    await chosen(page)
    code = await page.locator("main .p-code").inner_text()
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_have_text("No espera ningú")
    await page.goto(f"{stack.origin}/gateway/units/{unit}/agenda?day={ahead(3)}")
    await expect(page.locator(".p-agenda > li").first).to_contain_text(f"Amb cita {code}")
    assert await rows(stack, KNOWN, unit) == []
    return "appointment"


async def by_alias(stack: Stack, unit: str, page: Page) -> str:
    """They say by which name they wish to be called, and nothing else is written down."""
    await page.locator("#newcomer > summary").press("Enter")
    await page.locator("#person-name").focus()
    await page.keyboard.type(ALIAS)
    await page.keyboard.press("Enter")
    await expect(person(page)).to_contain_text(MASK)
    await preferential(page)
    await does(page, "1", "No espera ningú")
    [known] = await rows(stack, KNOWN, unit)
    assert (known["telephone"], known["document"]) == (None, None)
    return "informed"


@pytest.mark.parametrize("ends", [by_code, by_alias], ids=["code", "alias"])
async def test_who_says_no_name_is_served_with_an_interpreter_at_the_level_of_the_rules(
    stack: Stack, visit: Visit, ends: Ends
) -> None:
    code, unit = await from_the_kiosk(stack, visit)
    anna = await stack.someone(Role.RECEPTION, unit=unit)
    page = await at_desk(stack, visit, anna, code)
    await through_an_interpreter(page)
    await preferential(page)
    await step(page, "L’intèrpret marxa", "ha marxat a les")
    outcome = await ends(stack, unit, page)
    [came] = await rows(stack, CONTACT, unit)
    assert (came["door"], came["code"]) == ("kiosk", code)
    assert (came["state"], came["outcome"]) == ("closed", outcome)
    assert (came["level"], came["reason"], came["level_why"]) == ("preferential", "ECO-ALIM", None)
    assert came["ways"]["language"] == "ar"
    there = came["interpreter"]
    times = [datetime.fromisoformat(there[each]) for each in ("asked_at", "arrived_at", "left_at")]
    assert [came["started_at"], *times, came["ended_at"]] == sorted(
        [came["started_at"], *times, came["ended_at"]]
    )
    board = await visit(f"/indicators/areas/{unit}", anna)
    told = await recounted(stack, anna, board, TEN_ON_A_TUESDAY.date())
    assert told[0]["work"]["by_level"] == {"preferential": 1}
    assert told[0]["work"]["interpreters"]["contacts"] == 1

"""A person's page in a browser: found by a name, household and timeline, by keyboard."""

from itertools import count

import pytest
from playwright.async_api import expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Stack
from tests.browser.test_people import serving
from tests.fixtures.canaries import MARIA, telephone

pytestmark = pytest.mark.needs("chromium")
NUMBERS = count(900)


def named(number: int) -> str:
    """A name that nobody else in this system has, in letters alone."""
    return f"{MARIA.name} Kanari{'bdfgklmnpr'[number % 10]}o{'bdfgklmnpr'[number // 10 % 10]}a"


async def test_somebody_is_found_by_a_name_and_chosen_by_a_person_only(
    stack: Stack, visit: Visit
) -> None:
    who, page = await serving(stack, visit)
    name = named(next(NUMBERS))
    await stack.ask(who, f"/units/{who.unit}/people", name=name)
    await page.keyboard.press("/")
    await page.keyboard.type(name.replace("vogel", "vojel").replace("roca", "rrocca"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_be_focused()
    await expect(page.locator("#found")).to_have_text("1 persona té un nom com aquest")
    await expect(page.locator("#person-data")).to_have_count(0)
    await page.get_by_role("button", name="És aquesta").press("Enter")
    await expect(page.locator("#person-data")).to_contain_text("K••• K••• K•••")


@pytest.mark.parametrize("width", [390, 320])
async def test_a_household_is_linked_and_ended_by_keyboard_on_a_small_screen(
    stack: Stack, visit: Visit, width: int
) -> None:
    who = await stack.someone(Role.RECEPTION)
    name = named(next(NUMBERS))
    one = await stack.ask(who, f"/units/{who.unit}/people", name=named(next(NUMBERS)))
    await stack.ask(who, f"/units/{who.unit}/people", name=name, telephone=telephone(4321))
    page = await visit(
        f"/gateway/units/{who.unit}/people/{one['id']}", who,
        viewport={**TELEPHONE, "width": width},
    )  # fmt: skip
    await page.get_by_text("Vincula algú").press("Enter")
    await page.locator("#asked").focus()
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_be_focused()
    assert await page.evaluate(SIDEWAYS) <= 0
    await page.get_by_role("button", name="Hi conviu").press("Enter")
    await expect(page.get_by_role("button", name="S’ha acabat")).to_be_visible()
    assert await page.evaluate(SIDEWAYS) <= 0
    assert name not in await page.content()
    await page.get_by_role("button", name="S’ha acabat").press("Enter")
    await expect(page.get_by_text("Ningú que puguis veure.")).to_be_visible()

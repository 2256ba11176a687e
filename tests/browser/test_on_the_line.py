"""A call of the exchange from ring to outcome, with ten fingers; the page follows the exchange."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.calls import told
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Stack
from tests.browser.test_desk import desk_of, does, heading, taken_over
from tests.browser.test_triage import add, ended_at, settled

pytestmark = pytest.mark.needs("chromium")


async def test_a_call_is_taken_triaged_and_ended_with_the_keyboard_alone(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    page = await visit(desk_of(who), who)
    await taken_over(page)
    call = f"c-{uuid4().hex}"
    contact = await told(stack, call, {"rang": 3, "answered": 2}, unit=who.unit)
    await expect(heading(page)).to_have_text("Hi ha algú a la línia")
    await does(page, "o", "A la línia")
    code = page.locator(".p-contact .p-code--big")
    await expect(code).to_have_text(f"P-{contact.hex[:4].upper()}")
    await settled(page, "0")
    await add(page, "nevera", "ECO-ALIM")
    await told(stack, call, {"hung_up": 1}, unit=who.unit)
    await expect(heading(page)).to_have_text("La trucada ha acabat")
    await does(page, "1", "No espera ningú")
    last = await ended_at(stack, who.unit)
    assert (last["state"], last["outcome"], last["reason"]) == ("closed", "informed", "ECO-ALIM")
    await does(page, "z", "La trucada ha acabat")


async def test_calls_on_the_line_fit_a_telephone(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    for _ in range(2):
        await told(stack, f"c-{uuid4().hex}", {"rang": 3, "answered": 2}, unit=who.unit)
    page = await visit(desk_of(who), who, viewport=TELEPHONE)
    await taken_over(page)
    assert await page.evaluate(SIDEWAYS) == 0
    await does(page, "o", "A la línia")
    await does(page, "a", "Hi ha algú a la línia")
    await does(page, "o", "A la línia")
    assert await page.evaluate(SIDEWAYS) == 0

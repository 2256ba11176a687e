"""The city's telephone by keyboard: what it hands to a centre, leaves there, and asks later."""

from uuid import UUID

import pytest
from playwright.async_api import expect

from shared.identity import Role
from tests.browser import telephoning
from tests.browser.conftest import Visit
from tests.browser.stack import Stack
from tests.browser.test_desk import desk_of, tab_to, taken_over
from tests.browser.test_ways import rows
from tests.fixtures.canaries import WORDS
from tests.fixtures.cities import NORD

pytestmark = pytest.mark.needs("chromium")
LEFT = "SELECT unit FROM pending_call WHERE contact = $1 AND origin = 'message'"


async def test_the_centre_that_is_chosen_at_the_desk_is_that_of_the_message_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL, unit=NORD)
    dora, contact, _ = await telephoning.nobodys_yet(stack, 2)
    page = await visit(desk_of(dora), dora)
    await taken_over(page)
    await page.locator("#centre > summary").press("Enter")
    await tab_to(page, "#belongs-to")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#belongs-to")).to_have_value(NORD)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#centre summary b")).to_be_visible()
    await page.keyboard.press("e")
    await expect(page.locator("#message-centre")).to_have_value(NORD)
    await expect(page.locator("#message-to")).to_be_focused()
    await page.keyboard.type(laia.user_name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(WORDS)
    await tab_to(page, "#new-message button.p-btn--go")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{desk_of(dora)}")
    [left] = await rows(stack, LEFT, UUID(contact))
    assert left["unit"] == NORD
    await telephoning.leaves(stack, dora, 2, contact)


async def test_what_nobody_has_yet_is_handed_to_the_centre_that_was_chosen_by_two_keys(
    stack: Stack, visit: Visit
) -> None:
    there = (await stack.someone()).unit
    dora, contact, entry = await telephoning.nobodys_yet(stack, 3)
    await stack.ask(dora, f"/contacts/{contact}/triage", level="urgent", centre=there)
    page = await visit(f"/gateway/units/{dora.unit}/pending", dora)
    await page.locator(f"#call-{entry}").press("Enter")
    await expect(page.locator("#opened")).to_contain_text("Encara no la té cap professional")
    await taken_over(page)
    await page.keyboard.press("7")
    centre = page.locator("#its-centre")
    await expect(centre).to_be_focused()
    await expect(centre).to_have_value(there)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#content")).to_contain_text("se n’ocupa un professional")
    [call] = await rows(stack, "SELECT unit, state FROM pending_call WHERE id = $1", UUID(entry))
    assert (call["unit"], call["state"]) == (there, "passed")
    await telephoning.leaves(stack, dora, 3, contact)


async def test_whether_they_arrived_is_answered_without_the_reason_and_taken_back_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    dora, contact = await telephoning.redirected(stack, 3)
    page = await visit(f"/gateway/units/{dora.unit}/follow-ups", dora)
    row = page.locator(".p-follow > li", has=page.locator(f"form[action*='{contact}']"))
    await expect(row).to_contain_text("Motiu restringit")
    await taken_over(page)
    await tab_to(page, f'form[action*="{contact}"] button[value="no"]')
    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_contain_text("preguntat si hi ha arribat")
    await expect(row).to_have_count(0)
    await page.keyboard.press("z")
    await expect(row).to_contain_text("Motiu restringit")
    await expect(page.locator("#done")).to_have_count(0)

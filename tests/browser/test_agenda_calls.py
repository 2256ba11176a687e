"""Whoever has arrived for an appointment and is still to be called back: settled on the agenda."""

from typing import Any

import pytest
from playwright.async_api import expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.booking import serving, soon
from tests.browser.calls import lost
from tests.browser.conftest import TELEPHONE, WIDE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, tab_to
from tests.fixtures.canaries import Somebody, somebody
from tests.fixtures.cities import DATC

pytestmark = pytest.mark.needs("chromium")
NARROW = {"width": 320, "height": 640}


async def has_arrived(stack: Stack, anna: Person, theirs: Somebody) -> None:
    """Somebody with this telephone has an appointment in five minutes, and is here."""
    contact = await serving(stack, anna)
    new = {"name": theirs.name, "telephone": theirs.telephone}
    made = await stack.ask(anna, f"/units/{anna.unit}/people", **new)
    await stack.ask(anna, f"/contacts/{contact}/person", person=made["id"])
    _, slot = await soon(stack, anna.unit, contact)
    said = {"unit": anna.unit, "slot": slot, "reason": "ECO-ALIM"}
    booked = await stack.ask(anna, f"/contacts/{contact}/appointments", **said)
    await stack.ask(anna, f"/units/{anna.unit}/check-in", code=booked["code"])


@pytest.mark.parametrize("size", [WIDE, TELEPHONE, NARROW], ids=lambda size: str(size["width"]))
async def test_calls_of_who_has_arrived_are_settled_and_undone_on_the_agenda_by_keyboard(
    stack: Stack, visit: Visit, size: Any
) -> None:
    anna, theirs = await stack.someone(Role.RECEPTION), somebody(4000 + size["width"])
    for unit in (DATC, anna.unit):
        await lost(stack, unit, theirs.called, 90)
    await has_arrived(stack, anna, theirs)
    agenda = await visit(f"/gateway/units/{anna.unit}/agenda", anna, viewport=size)
    offered = agenda.locator("button", has_text="Sí que era: està resolta")
    await expect(offered).to_have_count(2)
    await tab_to(agenda, "form[action$='/do/arrived'] button")
    await agenda.keyboard.press("Enter")
    await expect(agenda.locator("#done")).to_contain_text("resolta, ha vingut")
    await expect(offered).to_have_count(1)
    assert await agenda.evaluate(SIDEWAYS) <= 0
    await agenda.keyboard.press("z")
    await expect(offered).to_have_count(2)
    await tab_to(agenda, "form[action$='/do/arrived'] button")
    await agenda.keyboard.press("Enter")
    await expect(offered).to_have_count(1)
    desk = await visit(desk_of(anna), anna)
    await desk.keyboard.press("n")
    await expect(desk.locator("form[action$='/start'] button")).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#both-waits")).to_be_visible()

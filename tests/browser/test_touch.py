"""The main ways of staff by touch, on a telephone that has no keys."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.booking import booked_soon
from tests.browser.calls import lost
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, figure, heading, taken_over
from tests.browser.test_triage import FOUND
from tests.fixtures.canaries import MARIA

pytestmark = pytest.mark.needs("chromium")
TOUCH: dict[str, Any] = {"viewport": TELEPHONE, "has_touch": True, "is_mobile": True}
SMALL = """() => ["button", "a.p-btn", "summary"]
  .flatMap(each => [...document.querySelectorAll("#content " + each)])
  .filter(each => each.checkVisibility() && each.getClientRects().length)
  .map(each => [each.innerText, each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([words]) => words)"""
"""What is to be pressed and smaller than WCAG 2.5.8 allows."""


async def tapped(page: Page, words: str) -> None:
    """Touch the button that says so."""
    assert await page.evaluate(SMALL) == []
    await page.get_by_role("button", name=words).first.tap()


async def test_somebody_is_called_served_and_informed(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(desk_of(who), who, **TOUCH)
    await tapped(page, "Taulell 1")
    await expect(heading(page)).to_have_text("No espera ningú")
    for words, then in (
        ("Dona torn", "El taulell és lliure"),
        ("Crida", "Crida al taulell 1"),
        ("Comença", "En atenció"),
    ):
        await tapped(page, words)
        await expect(heading(page)).to_have_text(then)
    await page.locator("#reason-words").tap()
    await page.locator("#reason-words").fill("nevera")
    await page.locator(FOUND).first.tap()
    await expect(page.locator("#content")).to_contain_text("ECO-ALIM")
    await tapped(page, "Informació")
    await expect(heading(page)).to_have_text("No espera ningú")
    await tapped(page, "Desfés")
    await expect(heading(page)).to_have_text("En atenció")


async def test_a_lost_call_is_returned(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, MARIA.called, 90)
    page = await visit(f"/gateway/units/{who.unit}/pending", who, **TOUCH)
    await page.locator(f"#call-{entry}").tap()
    await expect(page.locator("#opened")).to_be_visible()
    await taken_over(page)
    await page.locator("#opened .p-btn--call").tap()
    await expect(page.locator("#opened")).to_contain_text("Estàs trucant")
    await tapped(page, "No contesta")
    await expect(page.locator("#opened")).to_contain_text("No contesta")


async def test_whoever_has_an_appointment_arrives_comes_in_and_is_attended(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    paula, made = await booked_soon(stack, anna)
    page = await visit(agenda_of(anna), anna, **TOUCH)
    await page.locator("#code").tap()
    await page.locator("#code").fill(made["code"])
    await tapped(page, "Ha arribat")
    await expect(page.locator(".p-agenda > li")).to_contain_text("Ha arribat")
    hers = await visit(agenda_of(paula), paula, **TOUCH)
    await tapped(hers, "Entra")
    await expect(hers.locator(".p-agenda > li")).to_contain_text("És amb qui l’atén")
    await tapped(hers, "Atesa")
    await expect(hers.locator(".p-agenda > li")).to_contain_text("Desfés")


async def test_a_manager_goes_from_the_city_to_a_centre_and_to_what_a_figure_means(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    await stack.arrive(who)
    page = await visit("/indicators/areas/city", manager, **TOUCH)
    await page.locator(f'.p-cell[href$="/areas/{who.unit}"]').tap()
    await expect(figure(page, "waiting")).to_have_text("1")
    await page.locator(".p-fig a").first.tap()
    await expect(page.locator("h1")).to_be_visible()
    assert "/definitions" in page.url


def agenda_of(who: Person) -> str:
    """Where somebody's centre has its agenda."""
    return f"/gateway/units/{who.unit}/agenda"

"""The main ways at a reception by touch, on a telephone."""

from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.booking import booked_soon, opened, serving
from tests.browser.calls import lost, told
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, heading, taken_over
from tests.browser.test_paper import clocks, paper_of
from tests.browser.test_practice import LEARNT, SAYS
from tests.browser.test_triage import FOUND, ended_at
from tests.browser.touching import TOUCH, tapped, touched, written
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import PRACTICE

pytestmark = pytest.mark.needs("chromium")


def agenda_of(who: Person) -> str:
    """Where somebody's centre has its agenda."""
    return f"/gateway/units/{who.unit}/agenda"


async def triaged(page: Page) -> None:
    """No danger; what they say finds the first reason."""
    await tapped(page, "Res d’això")
    await expect(page.locator("#danger")).to_have_count(0)
    await written(page, "#reason-words", "nevera")
    await touched(page, FOUND)
    await expect(page.locator("#content")).to_contain_text("ECO-ALIM")


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
    await triaged(page)
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


async def test_whoever_is_reached_on_the_telephone_is_triaged_and_informed(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, MARIA.called, 90)
    await stack.open_desk(who)
    page = await visit(f"/gateway/units/{who.unit}/pending", who, **TOUCH)
    await touched(page, f"#call-{entry}")
    await expect(page.locator("#opened")).to_be_visible()
    await taken_over(page)
    await touched(page, "#opened .p-btn--call")
    await expect(page.locator("#opened")).to_contain_text("Estàs trucant")
    await tapped(page, "Hi he parlat")
    await page.wait_for_url(f"**{desk_of(who)}")
    await expect(heading(page)).to_have_text("En atenció")
    await taken_over(page)
    await triaged(page)
    await tapped(page, "Informació")
    await expect(heading(page)).to_have_text("No espera ningú")
    await page.goto(f"{stack.origin}/gateway/units/{who.unit}/pending/{entry}")
    await expect(page.locator("#opened ol")).to_contain_text("S’hi ha parlat")


async def test_an_answered_call_is_taken_triaged_and_ended(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.open_desk(who)
    page = await visit(desk_of(who), who, **TOUCH)
    await taken_over(page)
    call = f"c-{uuid4().hex}"
    await told(stack, call, {"rang": 3, "answered": 2}, unit=who.unit)
    await expect(heading(page)).to_have_text("Hi ha algú a la línia")
    await tapped(page, "Soc en aquesta trucada")
    await expect(heading(page)).to_have_text("A la línia")
    await triaged(page)
    await told(stack, call, {"hung_up": 1}, unit=who.unit)
    await expect(heading(page)).to_have_text("La trucada ha acabat")
    await tapped(page, "Informació")
    await expect(heading(page)).to_have_text("No espera ningú")
    last = await ended_at(stack, who.unit)
    assert (last["state"], last["outcome"], last["reason"]) == ("closed", "informed", "ECO-ALIM")


async def test_a_trainee_practises_with_an_invented_caller(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION, unit=PRACTICE)
    await stack.open_desk(who, 5)
    page = await visit(desk_of(who), who, **TOUCH)
    await taken_over(page)
    for words, then in (
        ("Següent", "El taulell és lliure"),
        ("Crida", "Crida al taulell 5"),
        ("Comença", "En atenció"),
    ):
        await tapped(page, words)
        await expect(heading(page)).to_have_text(then)
    await expect(page.locator(SAYS)).to_contain_text("Diu ")
    await triaged(page)
    await tapped(page, "Informació")
    await expect(heading(page)).to_have_text("No espera ningú")
    await touched(page, f"{LEARNT} summary")
    await expect(page.locator(f"{LEARNT} > li")).to_have_count(1)
    await expect(page.locator(f"{LEARNT} details")).not_to_have_attribute("open", "")


async def test_whoever_has_an_appointment_arrives_comes_in_and_is_attended(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    paula, made = await booked_soon(stack, anna)
    page = await visit(agenda_of(anna), anna, **TOUCH)
    await written(page, "#code", made["code"])
    await tapped(page, "Ha arribat")
    await expect(page.locator(".p-agenda > li")).to_contain_text("Ha arribat")
    hers = await visit(agenda_of(paula), paula, **TOUCH)
    await tapped(hers, "Entra")
    await expect(hers.locator(".p-agenda > li")).to_contain_text("És amb qui l’atén")
    await tapped(hers, "Atesa")
    await expect(hers.locator(".p-agenda > li")).to_contain_text("Desfés")


async def test_an_appointment_is_given_and_its_code_told(stack: Stack, visit: Visit) -> None:
    anna = await stack.someone(Role.RECEPTION)
    await opened(stack, anna.unit)
    await serving(stack, anna)
    page = await visit(desk_of(anna), anna, **TOUCH)
    await taken_over(page)
    await touched(page, ".p-outs a[href$='/appointment']")
    await expect(page.locator("h1")).to_have_text("Tria una hora")
    await touched(page, page.get_by_role("link", name="Més hores"))
    await page.wait_for_url("**more=1**")
    await tapped(page, "11:30")
    await expect(page.locator("h1")).to_have_text("Digues-ho a la persona")
    await expect(page.locator("main")).to_contain_text("11:30")
    await touched(page, "main [data-key='Enter']")
    await expect(heading(page)).to_have_text("No espera ningú")


async def test_a_message_is_left_answered_and_told(stack: Stack, visit: Visit) -> None:
    anna = await stack.someone(Role.RECEPTION)
    laia = await stack.someone(Role.PROFESSIONAL, unit=anna.unit)
    page = await visit(f"/gateway/units/{anna.unit}/pending", anna, **TOUCH)
    await taken_over(page)
    await touched(page, "#new-message > summary")
    await written(page, "#message-to", laia.user_name)
    await written(page, "#message-words", WORDS)
    await tapped(page, "Desa el missatge")
    await expect(page.locator("#opened")).to_contain_text(WORDS)
    theirs = await visit(f"/gateway/units/{anna.unit}/pending?which=mine", laia, **TOUCH)
    await touched(theirs, "tbody th a")
    await expect(theirs.locator("#opened")).to_contain_text(WORDS)
    await taken_over(theirs)
    await written(theirs, "#answer", "Divendres")
    await tapped(theirs, "Desa la resposta")
    await expect(theirs.locator("#opened")).to_contain_text("Divendres")
    await page.goto(f"{stack.origin}/gateway/units/{anna.unit}/pending")
    await touched(page, "tbody th a")
    await expect(page.locator("#opened")).to_contain_text("Divendres")
    await taken_over(page)
    await touched(page, "#opened [data-key='1']")
    await expect(page.locator("#opened")).to_contain_text("S’ha dit la resposta")


async def test_an_hour_on_paper_is_told_and_entered(stack: Stack, visit: Visit) -> None:
    anna = await stack.someone(Role.RECEPTION)
    page = await visit(paper_of(anna), anna, **TOUCH)
    await touched(page, "#sheets ~ form button")
    await page.wait_for_url("**/paper/sheets/*")
    code = await page.locator("tbody th").first.inner_text()
    await page.goto(stack.origin + paper_of(anna))
    began, half, quarter = await clocks(page)
    await written(page, "#f-began_at", began)
    await touched(page, "#gaps ~ form button")
    await page.wait_for_url("**/paper/gaps/*")
    times = (("arrived_at", half), ("started_at", half), ("ended_at", quarter))
    for field, words in (("code", code), *times):
        await written(page, f"#new-{field}", words)
    await touched(page, "#new-reasons")
    await page.select_option("#new-reasons", "ECO-ALIM")
    await touched(page, "#enter ~ form summary")
    await expect(page.locator("#new-slot")).to_be_visible()
    await touched(page, "#enter ~ form button")
    await expect(page.locator("table tbody th")).to_have_text([code])
    await tapped(page, "Ja torna a funcionar")
    await expect(page.locator("h1")).to_contain_text("per entrar")
    await tapped(page, "Tot està entrat")
    await expect(page.locator("h1")).to_contain_text("tot entrat")

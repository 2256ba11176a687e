"""Pending calls in a browser: by keyboard, without names, and settled when somebody comes."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Locator, Page, expect

from shared.identity import Role
from tests.browser.barriers import SIDEWAYS, seen_by_axe
from tests.browser.booking import opened
from tests.browser.calls import lost
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_axe import out_of_reach
from tests.browser.test_desk import desk_of, taken_over
from tests.browser.test_triage import add
from tests.fixtures.canaries import MARIA, WORDS, somebody

pytestmark = pytest.mark.needs("chromium")
NUMBER = MARIA.called
SHARED = somebody(3333).called
"""Of nobody but two people of one test."""
AS_WIDE_AS_THE_REST = "each => each.offsetWidth === each.parentElement.clientWidth"
OFFER = "Hi ha una trucada per retornar: la dones per resolta?"


async def does(page: Page, key: str, words: str) -> None:
    """Press a key, and wait for what stands beside the list then."""
    await page.keyboard.press(key)
    await expect(page.locator("#opened")).to_contain_text(words)
    await taken_over(page)


def row(page: Page, entry: UUID) -> Locator:
    """Its row of the list."""
    return page.locator("tr", has=page.locator(f"#call-{entry}"))


async def somebody_new(stack: Stack, who: Person, name: str, telephone: str = NUMBER) -> str:
    path = f"/units/{who.unit}/people"
    return str((await stack.ask(who, path, name=name, telephone=telephone))["id"])


async def at_list(stack: Stack, visit: Visit) -> tuple[Person, UUID, Page]:
    """A receptionist before the list in which one lost call stands."""
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, NUMBER, 90)
    return who, entry, await visit(f"/gateway/units/{who.unit}/pending", who)


async def maria_who_called_at_a_desk(stack: Stack, visit: Visit) -> tuple[Person, UUID, Page]:
    """A receptionist who serves Maria; a call from Maria's number was lost and is not returned."""
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, NUMBER, 90)
    person = await somebody_new(stack, who, MARIA.name)
    await stack.arrive(who)
    await stack.open_desk(who)
    contact = await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    await stack.ask(who, f"/contacts/{contact}/person", person=person)
    return who, entry, await visit(desk_of(who), who)


async def test_a_lost_call_is_returned_by_keyboard_and_keeps_its_place(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, NUMBER, 90)
    await stack.open_desk(who)
    page = await visit(desk_of(who), who)
    await page.keyboard.press("p")
    await expect(page.locator("h1")).to_have_text("Trucades pendents")
    await page.locator(f"#call-{entry}").press("Enter")
    await expect(page.locator("#opened")).to_contain_text("••• ••• 427")
    await does(page, "c", "Estàs trucant")
    await does(page, "3", "Comunica: no compta")
    await does(page, "2", "No contesta")
    await expect(row(page, entry)).to_contain_text("1 de 3")
    await does(page, "c", "Estàs trucant")
    await page.keyboard.press("1")
    await page.wait_for_url(f"**{desk_of(who)}")
    await expect(page.locator("#step")).to_have_text("En atenció")
    await expect(page.locator(".p-contact__head")).to_contain_text(
        re.compile(r"ha esperat (1 h [3-5]|[2-5] h)")
    )
    await taken_over(page)
    await add(page, "nevera", "ECO-ALIM")
    back = await visit(f"/gateway/units/{who.unit}/pending", who)
    await expect(back.locator(".p-empty")).to_be_visible()


async def test_giving_up_is_two_keys_the_second_of_which_says_why(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, NUMBER, 90)
    page = await visit(f"/gateway/units/{who.unit}/pending/{entry}", who)
    why = page.locator("#giving-up")
    await page.keyboard.press("4")
    await expect(why).to_be_visible()
    await page.keyboard.press("0")
    await expect(why.get_by_role("button", name="No contesta ningú")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(why).not_to_have_attribute("open", "")
    await page.keyboard.press("0")
    await does(page, "3", "El número no està en servei")
    await expect(page.locator("#opened .p-outs")).to_have_count(0)


async def test_a_professional_who_reaches_somebody_says_by_keyboard_what_it_was_and_how_it_ended(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL)
    entry = await lost(stack, laia.unit, NUMBER, 90)
    page = await visit(f"/gateway/units/{laia.unit}/pending/{entry}", laia)
    await page.keyboard.press("1")
    about = page.get_by_label("De què ha anat?")
    await expect(about).to_be_focused()
    await page.keyboard.type("eco")
    await expect(about).to_have_value("ECO-ALIM")
    assert await page.locator("#spoke").evaluate(AS_WIDE_AS_THE_REST)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Informació")).to_be_focused()
    await does(page, "2", "S’hi ha parlat")
    await expect(page.locator("#opened .p-outs")).to_have_count(0)


async def test_a_professional_without_a_desk_redirects_and_promises_another_call_by_keyboard(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL)
    entry, other = [await lost(stack, laia.unit, NUMBER, minutes) for minutes in (90, 60)]
    page = await visit(f"/gateway/units/{laia.unit}/pending/{entry}", laia)
    await does(page, "c", "Estàs trucant")
    await page.keyboard.press("1")
    await page.keyboard.type("eco")
    await page.keyboard.press("Tab")
    await page.keyboard.press("5")
    await expect(page.locator("#spoke-owner")).to_be_focused()
    await page.keyboard.press("Tab")
    await does(page, "Enter", "S’hi ha parlat")
    page = await visit(f"/gateway/units/{laia.unit}/pending/{other}", laia)
    await page.keyboard.press("1")
    await page.keyboard.type("eco")
    await page.keyboard.press("Tab")
    await page.keyboard.press("7")
    await expect(page.locator("#spoke-safe")).to_be_focused()
    await expect(page.locator("#spoke-redirect")).not_to_have_attribute("open", "")
    assert await page.evaluate(SIDEWAYS) == 0
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await does(page, "Enter", "S’hi ha parlat")
    page = await visit(f"/gateway/units/{laia.unit}/pending", laia)
    await expect(page.locator("#calls tbody tr")).to_have_count(1)
    await expect(page.locator("#calls")).to_contain_text("Ha demanat una trucada")


async def test_a_professional_without_a_desk_keeps_somebody_new_whose_a_call_is(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL)
    entry = await lost(stack, laia.unit, NUMBER, 90)
    narrow = {"width": 390, "height": 844}
    page = await visit(f"/gateway/units/{laia.unit}/pending/{entry}", laia, viewport=narrow)
    await page.keyboard.press("1")
    await page.locator("#spoke").get_by_role("link", name="Digues qui és").press("Enter")
    await expect(page.locator("#say-who")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.locator("#newcomer > summary").press("Enter")
    await page.locator("#person-name").fill(MARIA.name)
    assert await page.evaluate(SIDEWAYS) == 0
    assert await seen_by_axe(page) == []
    await page.locator("#person-name").press("Enter")
    await expect(page.locator("#opened h2")).to_contain_text("K•••")


async def test_a_professional_without_a_desk_searches_by_keyboard_whose_a_call_is(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL)
    entry = await lost(stack, laia.unit, NUMBER, 90)
    await somebody_new(stack, laia, MARIA.name)
    page = await visit(f"/gateway/units/{laia.unit}/pending/{entry}", laia)
    await page.keyboard.press("/")
    await expect(page.locator("#asked")).to_be_focused()
    await page.keyboard.type(MARIA.name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_be_focused()
    assert MARIA.name not in await page.locator(".p-found").inner_text()
    assert await seen_by_axe(page) == []
    await page.get_by_role("button", name="Ha dit que és aquesta").first.press("Enter")
    await expect(page.locator("#opened h2")).to_contain_text("K•••")


async def test_no_address_is_taken_where_that_has_to_be_asked_and_what_was_typed_waits(
    stack: Stack, visit: Visit
) -> None:
    laia = await stack.someone(Role.PROFESSIONAL)
    entry = await lost(stack, laia.unit, NUMBER, 90)
    await opened(stack, laia.unit)
    page = await visit(f"/gateway/units/{laia.unit}/pending/{entry}", laia)
    await page.keyboard.press("1")
    await page.locator("#about").select_option("ECO-ALIM")
    await page.locator("#spoke-appointment > summary").click()
    mail, said = page.locator("#spoke-mail"), page.locator("[data-not-asked]")
    await mail.fill("somebody@mail.example")
    await expect(said).to_be_hidden()
    await page.locator("#about").select_option("VIO")
    await expect(said).to_be_visible()
    await expect(mail).to_be_hidden()
    await page.locator("#about").select_option("ECO-ALIM")
    await expect(mail).to_have_value("somebody@mail.example")
    await page.locator("#about").select_option("VIO")
    await page.get_by_role("button", name="Dona aquesta hora").click()
    await expect(page.locator("h1")).to_have_text("Digues-ho a la persona")


async def test_how_calls_ended_is_read_day_by_day(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    entries = [await lost(stack, who.unit, NUMBER, minutes) for minutes in (90, 60)]
    page = await visit(f"/gateway/units/{who.unit}/pending/{entries[0]}", who)
    await does(page, "6", "No vol trucades")
    await page.locator("#tab-ended").click()
    await page.wait_for_url("**which=ended**")
    await expect(page.locator("#calls tbody tr")).to_have_count(1)
    await expect(row(page, entries[0])).to_contain_text("No vol trucades")
    assert await seen_by_axe(page) == []
    await page.get_by_role("link", name="Dia anterior").click()
    await expect(page.locator(".p-empty")).to_have_text(
        "Aquest dia no va acabar cap trucada pendent aquí."
    )
    await page.get_by_role("link", name="Avui").click()
    await page.locator(f"#call-{entries[0]}").press("Enter")
    await expect(page.locator("#opened")).to_contain_text("No vol trucades")
    assert await page.evaluate(SIDEWAYS) == 0


async def test_two_who_share_a_telephone_are_neither_merged_nor_named(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    one, two = await lost(stack, who.unit, SHARED, 90), await lost(stack, who.unit, SHARED, 30)
    await lost(stack, who.unit, somebody(3).called, 60)
    for name in (MARIA.name, somebody(5).name):
        await somebody_new(stack, who, name, SHARED)
    page = await visit(f"/gateway/units/{who.unit}/pending", who)
    codes = await page.locator("tbody th a").evaluate_all("all => all.map(one => one.id)")
    assert codes[:2] == [f"call-{one}", f"call-{two}"]
    await expect(row(page, one)).to_contain_text("Mateix número que")
    await page.locator(f"#call-{one}").press("Enter")
    await expect(page.locator("#opened h2")).to_have_text("No sabem qui ha trucat")
    await page.keyboard.press("n")
    await expect(page.locator("#found")).to_be_focused()
    await expect(page.locator("#found")).to_have_text("2 persones tenen aquest número")
    await expect(page.locator("#opened")).to_contain_text("no diguis cap d’aquests noms")
    assert MARIA.name not in await page.content()
    await page.get_by_role("button", name="Ha dit que és aquesta").first.press("Enter")
    await expect(page.locator("#opened h2")).to_contain_text("K•••")
    await page.locator(f"#call-{two}").press("Enter")
    await expect(page.locator("#opened h2")).to_have_text("No sabem qui ha trucat")
    await expect(page.locator("tbody tr")).to_have_count(3)


async def test_somebody_who_comes_by_another_door_settles_it_with_one_key(
    stack: Stack, visit: Visit
) -> None:
    who, entry, page = await maria_who_called_at_a_desk(stack, visit)
    offer = page.get_by_text(OFFER)
    await expect(offer).to_be_visible()
    await page.keyboard.press("s")
    await expect(offer).to_have_count(0)
    await page.goto(f"{stack.origin}/gateway/units/{who.unit}/pending/{entry}")
    await expect(page.locator("#opened ol")).to_contain_text("Ha vingut")


async def test_whom_nobody_may_dial_or_write_to_is_handed_to_a_professional_with_one_key(
    stack: Stack, visit: Visit
) -> None:
    who = await out_of_reach(stack)
    page = await visit(f"/gateway/units/{who.unit}/pending", who)
    await expect(page.locator(".p-rowact").last).to_contain_text("Per passar a un professional")
    await page.locator("tbody th a").press("Enter")
    await expect(page.locator("#opened")).to_contain_text("no s’hi pot deixar cap missatge")
    await does(page, "7", "Ara decideix un professional.")
    await expect(page.locator("tbody tr")).to_contain_text("Per a un professional")


async def test_a_message_is_left_answered_and_told_by_keyboard(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    laia = await stack.someone(Role.PROFESSIONAL, unit=who.unit)
    page = await visit(f"/gateway/units/{who.unit}/pending", who)
    await page.locator("#new-message > summary").press("Enter")
    await page.locator("#message-to").focus()
    await page.keyboard.type(laia.user_name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(WORDS)
    await page.get_by_role("button", name="Desa el missatge").press("Enter")
    await expect(page.locator("#opened")).to_contain_text(WORDS)
    theirs = await visit(f"/gateway/units/{who.unit}/pending?which=mine", laia)
    await theirs.locator("tbody th a").press("Enter")
    await theirs.locator("#answer").focus()
    await theirs.keyboard.type("Divendres")
    await theirs.get_by_role("button", name="Desa la resposta").press("Enter")
    await expect(theirs.locator("#opened")).to_contain_text("Divendres")
    await page.locator("tbody th a").press("Enter")
    await expect(page.locator("#opened")).to_contain_text("Divendres")
    await does(page, "1", "S’ha dit la resposta")


async def test_a_message_from_the_desk_is_chosen_a_time_and_leads_back(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    laia = await stack.someone(Role.PROFESSIONAL, unit=who.unit)
    [contact] = await stack.arrive(who)
    await stack.open_desk(who)
    await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    page = await visit(desk_of(who), who)
    await page.keyboard.press("e")
    await expect(page.locator("#message-to")).to_be_focused()
    await expect(page.locator("#message-due-day")).to_be_hidden()
    await page.keyboard.type(laia.user_name)
    await page.keyboard.press("Tab")
    await page.keyboard.type(WORDS)
    await page.locator("#message-due").select_option("other")
    await page.locator("#message-due-day").fill("2026-03-15")
    await page.locator("#message-due-time").fill("10:30")
    await page.get_by_role("button", name="Desa el missatge").press("Enter")
    await page.get_by_role("link", name="el centre és tancat").press("Enter")
    due = page.locator("#message-due")
    await expect(due).to_be_focused()
    await expect(page.locator("#message-words")).to_have_value(WORDS)
    await due.select_option(index=1)
    await page.get_by_role("button", name="Desa el missatge").press("Enter")
    await page.wait_for_url(f"**{desk_of(who)}")
    await expect(page.locator("#step")).to_have_text("En atenció")


async def test_a_row_calls_in_one_act_and_the_list_is_of_one_origin(
    stack: Stack, visit: Visit
) -> None:
    _, entry, page = await at_list(stack, visit)
    await page.keyboard.press("o")
    await expect(page.get_by_role("link", name="Tots els orígens")).to_be_focused()
    await page.get_by_role("link", name="Trucada perduda").press("Enter")
    await expect(page.locator(".p-empty")).to_be_visible()
    await page.keyboard.press("o")
    await page.get_by_role("link", name="Trucada abandonada").press("Enter")
    await row(page, entry).get_by_role("button", name="Truca").press("Enter")
    await page.wait_for_url(f"**/pending/{entry}?which=all&origin=abandoned")
    await expect(page.locator("#opened")).to_contain_text("Estàs trucant")
    await expect(row(page, entry)).to_contain_text("Oberta")
    await does(page, "2", "No contesta. ")
    await expect(row(page, entry)).to_contain_text("1 de 3")
    await expect(row(page, entry)).to_contain_text("Oberta")


async def test_a_list_follows_what_others_do(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(f"/gateway/units/{who.unit}/pending", who)
    await expect(page.locator(".p-empty")).to_be_visible()
    entry = await lost(stack, who.unit, NUMBER, 90)
    await expect(page.locator(f"#call-{entry}")).to_be_visible()


async def test_at_320_pixels_nothing_scrolls_sideways(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    await lost(stack, who.unit, NUMBER, 90)
    narrow = {"width": 320, "height": 700}
    page = await visit(f"/gateway/units/{who.unit}/pending", who, viewport=narrow)
    assert await page.evaluate(SIDEWAYS) == 0
    await page.locator("tbody th a").click()
    assert await page.evaluate(SIDEWAYS) == 0


async def test_what_was_noted_by_mistake_is_undone_by_one_key_and_stays_in_the_history(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry = await lost(stack, who.unit, NUMBER, 90)
    page = await visit(f"/gateway/units/{who.unit}/pending/{entry}", who)
    toast = page.locator("#done")
    await expect(toast).to_have_count(0)
    await does(page, "c", "Estàs trucant")
    await page.keyboard.press("6")
    await expect(toast).to_contain_text("resolta, no vol trucades")
    await expect(toast).to_have_attribute("role", "status")
    await page.keyboard.press("z")
    await expect(page.locator("#opened .is-undone")).to_contain_text("Desfet")
    await page.keyboard.press("2")
    await expect(row(page, entry)).to_contain_text("1 de 3")
    await page.goto(f"{stack.origin}/gateway/units/{who.unit}/pending")
    await expect(toast.get_by_role("button", name="Desfés")).to_be_visible()
    await page.keyboard.press("z")
    await expect(row(page, entry)).to_contain_text("0 de 3")
    await expect(page.locator("#opened .is-undone")).to_have_count(2)
    await page.keyboard.press("z")
    await expect(toast).to_have_count(0)
    await expect(row(page, entry)).to_contain_text("Ningú")


async def test_what_a_colleague_has_done_since_is_not_undone_and_the_page_says_so(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    other = await stack.someone(Role.RECEPTION, unit=who.unit)
    entry = await lost(stack, who.unit, NUMBER, 90)
    page = await visit(f"/gateway/units/{who.unit}/pending/{entry}", who)
    await page.keyboard.press("2")
    await expect(page.locator("#done")).to_contain_text("intent anotat, no contesta")
    await stack.ask(other, f"/pending/{entry}/own")
    await page.keyboard.press("z")
    await expect(page.locator("#notice")).to_contain_text("ha canviat des que ho vas llegir")


async def test_closing_is_proposed_below_its_entry_with_its_reasons(
    stack: Stack, visit: Visit
) -> None:
    who, entry, page = await at_list(stack, visit)
    await expect(page.locator(".p-proposal")).to_have_count(0)
    await stack.ask(who, f"/pending/{entry}/attempts", result="wrong_number")
    proposal = page.locator(".p-proposal")
    await page.reload()
    await expect(proposal).to_contain_text("Es proposa tancar")
    await expect(proposal).to_contain_text("El número és erroni")
    await proposal.locator("summary").press("Enter")
    await proposal.get_by_role("button", name="No contesta ningú").press("Enter")
    await expect(page.locator("#opened ol")).to_contain_text("No contesta ningú")
    await page.keyboard.press("z")
    await expect(page.locator(".p-proposal")).to_have_count(1)


async def test_what_is_settled_at_the_desk_is_undone_there(stack: Stack, visit: Visit) -> None:
    _, _, page = await maria_who_called_at_a_desk(stack, visit)
    offer = page.get_by_text(OFFER)
    await page.keyboard.press("s")
    await expect(offer).to_have_count(0)
    await expect(page.locator("section", has=page.locator("#last"))).to_contain_text("ha vingut")
    await page.keyboard.press("z")
    await expect(offer).to_be_visible()
    await expect(page.locator("#step")).to_have_text("En atenció")


async def test_a_key_presses_nothing_in_a_closed_proposal(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    entry, proposed = await lost(stack, who.unit, NUMBER, 90), await lost(stack, who.unit, NUMBER)
    await stack.ask(who, f"/pending/{proposed}/attempts", result="wrong_number")
    page = await visit(f"/gateway/units/{who.unit}/pending/{entry}", who)
    await page.locator("#done").wait_for()
    await page.keyboard.press("2")
    await expect(page.locator("#done")).to_contain_text("intent anotat, no contesta")
    await expect(page.locator(".p-proposal")).to_have_count(1)

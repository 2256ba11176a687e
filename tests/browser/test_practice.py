"""A new receptionist practises by keyboard, and no figure moves."""

import pytest
from playwright.async_api import Page, expect

from shared import db
from shared.identity import Role
from tests.browser.barriers import SIDEWAYS
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.test_desk import desk_of, does, figure, taken_over
from tests.browser.test_triage import add, settled
from tests.fixtures.cities import PRACTICE
from tests.fixtures.messaging import until

pytestmark = pytest.mark.needs("chromium")
SAYS = "#says"
LEARNT = ".p-practised"
FIGURES = ("waiting", "serving", "offered", "answered", "abandoned")
COUNTED = "SELECT count(*) FROM contact_fact WHERE unit = $1"
OF_UNITS = """
SELECT table_name FROM information_schema.columns
WHERE column_name = 'unit' AND table_schema = 'public'
"""


async def counted(stack: Stack, unit: str) -> int:
    """How many contacts of a unit the indicators know."""
    pool = await db.connect(stack.databases["indicators"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            found: int = await tx.fetchval(COUNTED, unit)
            return found
    finally:
        await pool.close()


async def traces(stack: Stack, unit: str) -> dict[str, int]:
    """How many rows each table of the indicators has of a unit."""
    pool = await db.connect(stack.databases["indicators"], size=1)
    try:
        async with db.transaction(pool, db.Scope.SYSTEM) as tx:
            tables = [row["table_name"] for row in await tx.fetch(OF_UNITS)]
            assert "contact_fact" in tables
            return {
                table: await tx.fetchval(f"SELECT count(*) FROM {table} WHERE unit = $1", unit)
                for table in tables
            }
    finally:
        await pool.close()


async def asked(page: Page) -> None:
    """One invented contact: called, begun, its first reason found."""
    await does(page, "i", "El taulell és lliure")
    await does(page, "n", f"Crida al taulell {await desk(page)}")
    await does(page, "Enter", "En atenció")
    await expect(page.locator(SAYS)).to_contain_text("Diu ")
    await settled(page, "0")
    await add(page, "nevera", "ECO-ALIM")


async def practised(page: Page) -> None:
    """One invented contact, informed."""
    await asked(page)
    await does(page, "1", "No espera ningú")


async def booked(page: Page) -> None:
    """One invented contact, with an appointment in the first time that is offered."""
    await asked(page)
    await page.keyboard.press("3")
    await page.wait_for_url("**/appointment")
    await taken_over(page)
    await page.keyboard.press("1")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Digues-ho a la persona")
    await taken_over(page)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")
    await taken_over(page)


async def desk(page: Page) -> str:
    """The number of the desk that is worked at."""
    number = await page.locator("#tools form[action*='/desks/']").first.get_attribute("action")
    assert number is not None
    return number.split("/desks/")[1].split("/")[0]


async def came(stack: Stack, visit: Visit, real: Person) -> Page:
    """Somebody real has come and is counted, as is all before; the city's board as it is then."""
    known = await counted(stack, real.unit)
    await stack.arrive(real)

    async def arrived() -> bool:
        return await counted(stack, real.unit) == known + 1

    await until(arrived, 20)
    manager = await stack.someone(Role.MANAGER, everywhere=True)
    return await visit("/indicators/areas/city", manager)


async def shown(board: Page) -> dict[str, int]:
    """What a board says by number of who is here and who came."""
    return {code: int(await figure(board, code).inner_text()) for code in FIGURES}


async def test_ten_invented_contacts_move_no_figure(stack: Stack, visit: Visit) -> None:
    real = await stack.someone(Role.RECEPTION)
    board = await came(stack, visit, real)
    before = await shown(board)
    who = await stack.someone(Role.RECEPTION, unit=PRACTICE)
    await stack.open_desk(who, 3)
    page = await visit(desk_of(who), who)
    await expect(page.locator("#practice")).to_be_visible()
    await page.evaluate("() => new Promise(done => setTimeout(done, 50))")  # forms are taken over
    for _ in range(10):
        await practised(page)
    learnt = page.locator(f"{LEARNT} > li")
    await expect(learnt).to_have_count(10)
    await expect(learnt.first).to_contain_text("Nivell: s’esperava preferent")  # the father, last
    await expect(learnt.nth(1)).to_contain_text("Com s’esperava")
    again = await came(stack, visit, real)
    one_more = before | {code: before[code] + 1 for code in ("waiting", "offered")}
    for code, number in one_more.items():
        await expect(figure(board, code)).to_have_text(str(number))
    assert await shown(again) == one_more
    assert {table: rows for table, rows in (await traces(stack, PRACTICE)).items() if rows} == {}


async def test_an_appointment_is_practised_by_keyboard_and_moves_no_figure(
    stack: Stack, visit: Visit
) -> None:
    real = await stack.someone(Role.RECEPTION)
    board = await came(stack, visit, real)
    before = await shown(board)
    who = await stack.someone(Role.RECEPTION, unit=PRACTICE)
    await stack.open_desk(who, 6)
    page = await visit(desk_of(who), who)
    await taken_over(page)
    await booked(page)
    await expect(page.locator(f"{LEARNT} > li").first).to_contain_text("Com s’esperava")
    again = await came(stack, visit, real)
    one_more = before | {code: before[code] + 1 for code in ("waiting", "offered")}
    assert await shown(again) == one_more
    assert {table: rows for table, rows in (await traces(stack, PRACTICE)).items() if rows} == {}


async def test_nobody_real_is_looked_for_and_no_real_session_is_chosen_while_practising(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION, unit=PRACTICE)
    await stack.open_desk(who, 4)
    page = await visit(desk_of(who), who)
    await page.evaluate("() => new Promise(done => setTimeout(done, 50))")
    await asked(page)
    await page.keyboard.press("f")
    await expect(page.locator("#notices")).to_contain_text("no es fan pràctiques")
    await expect(page.locator("#outcomes")).to_be_focused()
    await expect(page.locator("#asked")).to_have_count(0)
    assert await page.evaluate(SIDEWAYS) <= 0
    await page.set_viewport_size(TELEPHONE)
    assert await page.evaluate(SIDEWAYS) <= 0

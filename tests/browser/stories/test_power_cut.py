"""The power is cut at 10:40 for an hour: codes and times come later, and figures say what is known.

The system has a business clock of its own, so that nobody waits for the hour.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from shared.clock import REFRESH_SECONDS
from shared.identity import Role
from tests.browser.booking import opened
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY, running
from tests.browser.stories.done_on_paper import at, outcomes_are_done
from tests.browser.stories.recounting import UNKNOWN, asked, recounted
from tests.browser.test_desk import ROWS, desk_of, does, figure, tab_to, taken_over
from tests.browser.test_paper import gap_since, paper_of, sends, sheet_of, typed
from tests.browser.test_triage import settled
from tests.browser.test_ways import chosen, rows
from tests.fixtures.canaries import MARIA

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(300)]
PLAY = "UPDATE business_clock SET anchor_real = clock_timestamp(), anchor_played = $1"
DAY = TEN_ON_A_TUESDAY.date()
CONTACTS = "SELECT * FROM contact WHERE unit = $1"
FREE = "Divendres"
CAUGHT = "#caught ~ ul"


@pytest_asyncio.fixture(scope="module")
async def stack(
    server: str, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stack]:
    """A system of this story's own: nobody else lives by its clock."""
    async with running(server, kafka, tmp_path_factory.mktemp("cut")) as made:
        yield made


async def passes(stack: Stack, until: str, days: int = 0) -> None:
    """It is that time, so many days on, and every process knows."""
    await stack.identity.execute(PLAY, at(until) + timedelta(days=days))
    await asyncio.sleep(REFRESH_SECONDS)


async def before_it(page: Page) -> tuple[str, str]:
    """One is served, and one waits; their codes."""
    await does(page, "c", "El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await settled(page, "c")
    waits = page.locator(f"{ROWS} .p-code")
    await expect(waits).to_have_count(1)
    return await page.locator(".p-contact .p-code").inner_text(), await waits.inner_text()


async def nothing_is_known(board: Page) -> None:
    """No figure of the gateway's is a number, least of all zero; the other doors go on."""
    await expect(board.locator("[data-live-part=state]")).to_contain_text("En paper des de")
    figures = board.locator(".p-figs:not(.p-figs--doors) > li")
    unknown = figures.and_(board.locator(".p-fig--unknown"))
    await expect(unknown).to_have_count(await figures.count())
    await expect(figure(board, "sessions_today")).not_to_contain_text("Desconegut")
    for code in ("waiting", "serving", "offered", "answered", "abandoned"):
        await expect(figure(board, code)).to_contain_text("Desconegut")


async def dark(stack: Stack, board: Page) -> None:
    """No figure is a number while the unit is on paper, also once the gateway's processes died."""
    await nothing_is_known(board)
    await stack.stop("gateway-web", "gateway-worker", kill=True)
    await nothing_is_known(board)
    await stack.start("gateway-web", "gateway-worker")


async def true_end(page: Page, code: str, **times: str) -> None:
    """Whom it caught gets the times that were written down."""
    theirs = page.locator(f"{CAUGHT} > li", has_text=code)
    await theirs.locator("summary").first.press("Enter")
    form = str(await theirs.locator("input[id$='-ended_at']").get_attribute("id"))
    for field, clock in times.items():
        await typed(page, f'[id="{form.removesuffix("ended_at")}{field}"]', clock)
    await tab_to(page, f"{CAUGHT} details[open] button")
    await page.keyboard.press("Enter")
    await expect(theirs).to_have_count(0)


async def enters(page: Page, code: str, times: dict[str, str], ends: str, **fills: str) -> None:
    """What stands on the sheet beside a code; ``fills``: what the outcome does besides."""
    await typed(page, "#new-code", code)
    for field, clock in times.items():
        await typed(page, f"#new-{field}", clock)
    await tab_to(page, "#new-ending")
    await chosen(page, ends)
    await tab_to(page, "#new-reasons")
    await chosen(page, "ECO-ALIM")
    if fills:
        await tab_to(page, "#enter ~ form summary")
        await page.keyboard.press("Enter")
    for field, words in fills.items():
        await tab_to(page, f"#new-{field}")
        await chosen(page, words)
    await sends(page, "#enter")
    await expect(page.locator("table tbody th", has_text=code)).to_be_visible()


async def entered(page: Page, caught: tuple[str, str], codes: list[str]) -> None:
    """The system is back: all that happened on paper is told with its true times."""
    served, waited = caught
    await typed(page, "#gap-ended_at", "11:40")
    await sends(page, "#turn")
    await expect(page.locator("h1")).to_contain_text("10:40 – 11:40 per entrar")
    await true_end(page, served, ended_at="10:55")
    await true_end(page, waited, started_at="10:57", ended_at="11:10")
    seen = {"arrived_at": "10:50", "started_at": "11:05", "ended_at": "11:20"}
    await enters(page, codes[0], seen, "Informació")
    await enters(page, codes[1], {"arrived_at": "10:52", "ended_at": "11:15"}, "Se n’ha anat")
    await enters(page, codes[2], {"arrived_at": "11:35"}, "Encara espera")
    booked = {"arrived_at": "10:58", "started_at": "11:06", "ended_at": "11:25"}
    await enters(page, codes[3], booked, "Cita", slot=FREE)
    to_call = {"arrived_at": "11:02", "started_at": "11:10", "ended_at": "11:30"}
    await enters(page, codes[4], to_call, "Retrucada", safe_contact="Sí", telephone=MARIA.called)
    await page.get_by_role("button", name="Tot està entrat").press("Enter")
    await expect(page.locator("h1")).to_contain_text("tot entrat")


async def goes_on(page: Page, who: Person, code: str, origin: str) -> None:
    """Their desk is free again, and who still waited on paper is called with the true wait."""
    await page.goto(origin + desk_of(who))
    await taken_over(page)
    await expect(page.locator("#step")).to_have_text("El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")
    await expect(page.locator(".p-contact .p-code")).to_have_text(code)
    await does(page, "Enter", "En atenció")
    await expect(page.locator(".p-contact__head")).to_contain_text(
        re.compile(r"Arribada a les 11:35 · ha esperat ([6-9]|[1-5]\d) min")
    )
    await does(page, "1", "No espera ningú")


async def test_an_hour_without_power_is_entered_later_and_figures_say_what_is_known(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    maria = await stack.someone(Role.MANAGER, unit=anna.unit)
    page = await visit(paper_of(anna), anna)
    await sheet_of(page)
    codes = await page.locator("tbody th").all_inner_texts()
    await opened(stack, anna.unit)
    await stack.open_desk(anna)
    await page.goto(stack.origin + desk_of(anna))
    await taken_over(page)
    caught = await before_it(page)
    board = await visit(f"/indicators/areas/{anna.unit}", maria)
    await expect(figure(board, "waiting")).to_have_text("1")

    await passes(stack, "10:40:30")
    await page.context.set_offline(True)
    elsewhere = await visit(paper_of(anna), maria)
    await gap_since(elsewhere, "10:40")
    await dark(stack, board)

    await passes(stack, "11:41")
    await page.context.set_offline(False)
    await page.goto(elsewhere.url)
    await entered(page, caught, codes)
    await goes_on(page, anna, codes[2], stack.origin)
    await true_times(stack, anna.unit, caught, codes)
    await outcomes_are_done(stack, visit, anna, codes[3:5])
    await known(stack, visit, anna)


async def true_times(stack: Stack, unit: str, caught: tuple[str, str], codes: list[str]) -> None:
    """Whom it caught and who came on paper have the times that were written down."""
    kept = {each["code"]: each for each in await rows(stack, CONTACTS, unit)}
    assert set(kept) == {*caught, *codes[:5]}
    served, waited = (kept[code] for code in caught)
    assert (served["ended_at"], served["outcome"]) == (at("10:55"), "informed")
    assert (waited["started_at"], waited["ended_at"]) == (at("10:57"), at("11:10"))
    seen, left, last = (kept[code] for code in codes[:3])
    assert (seen["opened_at"], seen["started_at"]) == (at("10:50"), at("11:05"))
    assert (seen["ended_at"], seen["outcome"]) == (at("11:20"), "informed")
    assert (left["state"], left["ended_at"]) == ("abandoned", at("11:15"))
    assert (last["waiting_from"], last["state"]) == (at("11:35"), "closed")
    assert last["started_at"] > at("11:41")
    outcomes = [(kept[code]["outcome"], kept[code]["ended_at"]) for code in codes[3:5]]
    assert outcomes == [("appointment", at("11:25")), ("call_back", at("11:30"))]
    assert all(each["entered_later"] for each in kept.values())


async def known(stack: Stack, visit: Visit, who: Person) -> None:
    """The day counts whoever is known, its quarters and moments on paper are nothing at all."""
    board = await visit(f"/indicators/areas/{who.unit}", who)
    await expect(board.locator(".p-note--q")).to_contain_text("10:40–11:40")
    told = await recounted(stack, who, board, DAY)
    day = told[0]
    assert (day["known"], day["offered"], day["answered"], day["abandoned"]) == ("part", 7, 6, 1)
    assert day["work"]["entered_later"] == 7
    unknown = [each["start"] for each in told if each["known"] == UNKNOWN]
    assert [datetime.fromisoformat(each) for each in unknown] == [at("10:00"), at("11:00")]
    quarters = (await asked(stack, who, f"figures?from={DAY}&grain=quarter&limit=200"))["intervals"]
    unknown = [each["start"] for each in quarters if each["known"] == UNKNOWN]
    cut = ("10:30", "10:45", "11:00", "11:15", "11:30")
    assert [datetime.fromisoformat(each) for each in unknown] == [at(each) for each in cut]
    figures = await visit(f"/indicators/areas/{who.unit}/figures?day={DAY}&grain=hour", who)
    await expect(figures.locator("tr", has_text="Desconegut: en paper")).to_have_count(14)
    past = await visit(f"/indicators/areas/{who.unit}?at={DAY}T11:00:00", who)
    await nothing_is_known(past)
    before = await visit(f"/indicators/areas/{who.unit}?at={DAY}T10:39:00", who)
    for code, number in {"waiting": "1", "serving": "1", "offered": "2"}.items():
        await expect(figure(before, code)).to_have_text(number)

"""A call to the city's telephone that hung up becomes two matters at a centre's desk, and an
appointment that its letter moves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from shared.clock import Clock
from shared.identity import Role
from tests.browser.calls import lost
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.stories.recounting import recounted
from tests.browser.test_agenda import LINK, chosen, letters_to
from tests.browser.test_desk import desk_of, does, tab_to, taken_over
from tests.browser.test_pending import does as pending_does
from tests.browser.test_people import keep_somebody
from tests.browser.test_triage import add, settled
from tests.browser.test_ways import rows
from tests.fixtures.canaries import canaries_in, somebody
from tests.fixtures.cities import DATC
from tests.fixtures.messaging import until
from tests.journeys.recount_work import MADRID

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(300)]
HERS = somebody(2601)
"""Nobody else in this system calls from her telephone."""
MAIL = "mover@mail.example"
BOOKED, REMINDER, MOVED = (
    "La vostra cita",
    "Recordatori de la vostra cita",
    "La vostra cita té una altra hora",
)
SOON = timedelta(seconds=25)
"""Until the reminder is due, a day before the appointment."""
CONTACTS = """SELECT id, unit, door, state, outcome, waiting_from, started_at, ended_at, matters
FROM contact WHERE id = $1 OR unit = $2 ORDER BY opened_at"""
ENTRY = "SELECT * FROM pending_call WHERE id = $1"
APPOINTMENT = "SELECT state, moves, starts_at FROM appointment WHERE unit = $1"


async def now_of(stack: Stack) -> datetime:
    """The business time of the system."""
    clock = Clock(stack.identity)
    await clock.refresh()
    return clock.now()


async def sits_down(visit: Visit, who: Person) -> Page:
    """Somebody takes the first desk of their centre, by keyboard."""
    page = await visit(desk_of(who), who)
    await taken_over(page)
    await tab_to(page, "#desk-1")
    await does(page, "Enter", "No espera ningú")
    return page


async def calls_in_vain(page: Page, entry: UUID) -> None:
    """The telephone service calls the entry back, and nobody answers."""
    await taken_over(page)
    await page.locator(f"#call-{entry}").press("Enter")
    await expect(page.locator("#opened h2")).to_have_text("No sabem qui ha trucat")
    await taken_over(page)
    await pending_does(page, "c", "Estàs trucant")
    await pending_does(page, "2", "No contesta")


async def comes_and_settles(page: Page) -> None:
    """She comes in person, says who she is, and that it was she who called."""
    await does(page, "c", "El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await settled(page, "0")
    await keep_somebody(page, HERS.telephone.replace(" ", ""))
    offer = page.get_by_text("Hi ha una trucada per retornar: la dones per resolta?")
    await expect(offer).to_be_visible()
    await page.keyboard.press("s")
    await expect(offer).to_have_count(0)


async def times_from(stack: Stack, unit: str) -> datetime:
    """A professional keeps four times of tomorrow open, the first a day from now and a moment."""
    paula = await stack.someone(Role.PROFESSIONAL, unit=unit)
    soon = await now_of(stack) + timedelta(days=1) + SOON
    first = soon.astimezone(MADRID).replace(microsecond=0)
    day, closes = first.date().isoformat(), first + timedelta(hours=2)
    times: dict[str, Any] = {"kind": "ordinary", "minutes": 30, "first": day, "until": day}
    hours = {"opens": first.time().isoformat(), "closes": closes.time().isoformat()}
    await stack.ask(paula, f"/units/{unit}/agenda/slots", **times, **hours)
    return first


async def reminded(stack: Stack) -> str:
    """The letter comes when it is due, and says neither who nor why; where its link leads."""
    await until(lambda: BOOKED in letters_to(stack, MAIL))
    assert REMINDER not in letters_to(stack, MAIL), "nothing is due yet"
    await until(lambda: REMINDER in letters_to(stack, MAIL), SOON.seconds + 30)
    text = letters_to(stack, MAIL)[REMINDER]
    assert not canaries_in(text)
    assert "DEP" not in text
    link = LINK.search(text)
    assert link
    return link[1]


async def moves(visit: Visit, link: str, to: datetime) -> None:
    """She takes another time on her telephone, where nobody is signed in."""
    hers = await visit(link, None, viewport=TELEPHONE, has_touch=True)
    assert await hers.context.cookies() == []
    await hers.locator("#move > summary").tap()
    time = to.strftime("%H:%M")
    await hers.locator("#move label", has_text=time).tap()
    await hers.get_by_role("button", name="Quedar-se aquesta hora").tap()
    await expect(hers.get_by_role("status")).to_contain_text("La nova hora queda guardada.")
    await expect(hers.locator(".p-told-time")).to_contain_text(time)


async def test_who_hung_up_comes_with_two_matters_and_moves_her_appointment_by_its_letter(
    stack: Stack, visit: Visit
) -> None:
    anna, dora = await stack.someone(Role.RECEPTION), await stack.someone(unit=DATC)
    boards = [await visit(f"/indicators/areas/{who.unit}", who) for who in (anna, dora)]
    entry = await lost(stack, DATC, HERS.called, 60)
    await calls_in_vain(await visit(f"/gateway/units/{DATC}/pending", dora), entry)
    page = await sits_down(visit, anna)
    await comes_and_settles(page)
    await add(page, "nevera", "ECO-ALIM")
    await add(page, "dep", "DEP")
    await settled(page, "1")
    first = await times_from(stack, anna.unit)
    await chosen(page, MAIL)
    await page.keyboard.press("Enter")
    await expect(page.locator("#step")).to_have_text("No espera ningú")
    later = first + timedelta(hours=1)
    await moves(visit, await reminded(stack), later)
    await until(lambda: MOVED in letters_to(stack, MAIL))
    await both_waits_are_kept(stack, anna.unit, entry)
    [made] = await rows(stack, APPOINTMENT, anna.unit)
    assert (made["state"], made["moves"], made["starts_at"]) == ("booked", 1, later)
    told = await recounted(stack, anna, boards[0], TEN_ON_A_TUESDAY.date())
    assert told[0]["work"]["visits"]["by_state"] == {"booked": 1}
    assert told[0]["work"]["reasons_by_outcome"] == {"appointment": 1, "informed": 1}
    there = await recounted(stack, dora, boards[1], TEN_ON_A_TUESDAY.date())
    assert there[0]["offered"] >= there[0]["abandoned"] >= 1, "others may have called there too"


async def both_waits_are_kept(stack: Stack, unit: str, entry: UUID) -> None:
    """The call stays abandoned after its minute; the visit has a wait of its own."""
    [settled] = await rows(stack, ENTRY, entry)
    call, came = await rows(stack, CONTACTS, settled["contact"], unit)
    assert (call["unit"], call["door"], call["state"]) == (DATC, "phone", "abandoned")
    assert call["ended_at"] - call["waiting_from"] == timedelta(minutes=1)
    assert call["started_at"] is None
    assert (came["unit"], came["door"], came["state"]) == (unit, "desk", "closed")
    assert call["ended_at"] < came["waiting_from"] < came["started_at"]
    matters = {each["reason"]: each["outcome"] for each in came["matters"]}
    assert matters == {"ECO-ALIM": "informed", "DEP": "appointment"}
    assert (settled["unit"], settled["origin"], settled["settled"]) == (
        DATC,
        "abandoned",
        "arrived",
    )
    assert (settled["contact"], settled["answered_by"]) == (call["id"], came["id"])
    assert settled["first_at"] == call["waiting_from"] - timedelta(minutes=1)
    assert [each["result"] for each in settled["attempts"]] == ["no_answer"]

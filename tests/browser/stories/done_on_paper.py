"""What outcomes on paper do once they are entered: a time in the agenda, a call to return."""

from datetime import datetime, time

from playwright.async_api import expect

from tests.browser.booking import ahead
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_ways import rows
from tests.journeys.recount_work import MADRID

APPOINTMENTS = """
SELECT a.*, c.code AS ticket FROM appointment a JOIN contact c ON c.id = a.contact WHERE a.unit = $1
"""
CALLS = """
SELECT p.*, c.code AS ticket FROM pending_call p JOIN contact c ON c.id = p.contact
WHERE p.unit = $1
"""


def at(clock: str) -> datetime:
    """A civil time of the day."""
    return datetime.combine(TEN_ON_A_TUESDAY.date(), time.fromisoformat(clock), MADRID)


async def outcomes_are_done(stack: Stack, visit: Visit, who: Person, codes: list[str]) -> None:
    """The first of them has a time in the agenda, the second is on the list of calls to return."""
    booked, to_call = codes
    await in_the_agenda(stack, visit, who, booked)
    await to_be_called(stack, visit, who, to_call)


async def in_the_agenda(stack: Stack, visit: Visit, who: Person, code: str) -> None:
    """The appointment that paper gave has its time, and was given when the visit ended."""
    [given] = await rows(stack, APPOINTMENTS, who.unit)
    assert (given["ticket"], given["booked_at"], given["state"]) == (code, at("11:25"), "booked")
    assert given["requested_at"] == at("10:58")
    page = await visit(f"/gateway/units/{who.unit}/agenda?day={ahead(3)}", who)
    times = page.locator(".p-agenda > li")
    await expect(times.first).to_contain_text("10:00–10:30")
    await expect(times.first).to_contain_text("Amb cita")
    await expect(page.locator(".p-agenda > li", has_text="Lliure")).to_have_count(3)


async def to_be_called(stack: Stack, visit: Visit, who: Person, code: str) -> None:
    """Who is to be called back is on the list since the visit, and is due from then on."""
    [call] = await rows(stack, CALLS, who.unit)
    assert (call["ticket"], call["first_at"], call["state"]) == (code, at("11:30"), "open")
    assert call["due_at"] > at("11:30")
    page = await visit(f"/gateway/units/{who.unit}/pending", who)
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text("11:30")

"""Two people call from one telephone: each is somebody, nobody is merged, no name is read out."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from shared.identity import Role
from tests.browser.calls import lost
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.stories.recounting import recounted
from tests.browser.test_desk import desk_of, does, taken_over
from tests.browser.test_pending import does as pending_does
from tests.browser.test_pending import row
from tests.browser.test_triage import add, settled
from tests.browser.test_ways import rows
from tests.fixtures.canaries import TELEPHONE, Somebody, canaries_in, somebody
from tests.fixtures.cities import NORD

pytestmark = pytest.mark.needs("chromium")
ONE, OTHER, SEALED = somebody(2611), somebody(2612), somebody(2613)
SHARED = ONE.telephone
"""The three share it; of the one who is sealed for another centre nobody here may know."""
CONTACTS = "SELECT * FROM contact WHERE unit = $1"
ENTRIES = "SELECT * FROM pending_call WHERE unit = $1 ORDER BY first_at"


def pending_of(who: Person) -> str:
    """The address of the pending calls of somebody's centre."""
    return f"/gateway/units/{who.unit}/pending"


async def opened(page: Page, entry: UUID) -> None:
    """An entry is opened by keyboard; nobody knows whose it is."""
    await page.locator(f"#call-{entry}").press("Enter")
    await expect(page.locator("#opened h2")).to_have_text("No sabem qui ha trucat")


async def candidates(page: Page, entry: UUID) -> None:
    """Who has the number: both, masked, to be asked and not told; nobody who is sealed."""
    await opened(page, entry)
    await page.keyboard.press("n")
    await expect(page.locator("#found")).to_have_text("2 persones tenen aquest número")
    await expect(page.locator("#opened")).to_contain_text("no diguis cap d’aquests noms")
    await expect(page.locator(".p-found b")).to_have_text(["K••• K••• 2•••"] * 2)
    await silent(page)


async def silent(page: Page, *typed: str) -> None:
    """Nothing of anybody stands on the page but what was typed there."""
    assert canaries_in(await page.content()) <= set(typed)


async def said_to_be(page: Page, who: Somebody) -> None:
    """On the telephone they say who they are: the candidate with that document."""
    theirs = page.locator(".p-found li", has_text=who.numbered[-3:])
    await theirs.get_by_role("button", name="Ha dit que és aquesta").press("Enter")
    await expect(page.locator("#opened h2")).to_contain_text("K•••")


async def reached_and_informed(page: Page) -> None:
    """The entry is called back, answered, and ends as information."""
    await pending_does(page, "c", "Estàs trucant")
    await page.keyboard.press("1")
    await page.wait_for_url("**/desk")
    await expect(page.locator("#step")).to_have_text("En atenció")
    await taken_over(page)
    await silent(page)
    await settled(page, "0")
    await add(page, "nevera", "ECO-ALIM")
    await does(page, "1", "No espera ningú")


async def comes(page: Page, who: Somebody) -> None:
    """The other one comes in person, is found among both, and settles what is theirs."""
    await does(page, "c", "El taulell és lliure")
    await does(page, "n", "Crida al taulell 1")
    await does(page, "Enter", "En atenció")
    await expect(page.locator("#asked")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type(SHARED)
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_have_text("2 persones tenen exactament això")
    await expect(page.locator("section[data-whom]")).to_contain_text("no llegeixis res en veu alta")
    await silent(page, TELEPHONE)
    theirs = page.locator(".p-found li", has_text=who.numbered[-3:])
    await theirs.get_by_role("button", name="És aquesta").press("Enter")
    offer = page.get_by_text("Hi ha una trucada per retornar: la dones per resolta?")
    await expect(offer).to_have_count(1)
    await page.keyboard.press("s")
    await expect(offer).to_have_count(0)
    await settled(page, "0")
    await add(page, "dep", "DEP")
    await does(page, "2", "No espera ningú")


async def family(stack: Stack, who: Person) -> list[UUID]:
    """Two with one telephone are known at the centre, and a third, sealed, at another."""
    laia = await stack.someone(Role.RECEPTION, Role.PROFESSIONAL, unit=NORD)
    known = [
        await stack.ask(
            each, f"/units/{each.unit}/people", telephone=SHARED, name=whom.name,
            document=whom.document,
        )
        for each, whom in ((who, ONE), (who, OTHER), (laia, SEALED))
    ]  # fmt: skip
    ids = [str(each["id"]) for each in known]
    await stack.ask(laia, f"/units/{NORD}/people/{ids[2]}/seal", reason="risk")
    return [UUID(each) for each in ids[:2]]


async def test_two_who_share_a_telephone_each_have_their_own_call_settled_and_no_name_is_said(
    stack: Stack, visit: Visit
) -> None:
    anna = await stack.someone(Role.RECEPTION)
    one, other = await family(stack, anna)
    first, second = [await lost(stack, anna.unit, ONE.called, ago) for ago in (90, 30)]
    await stack.open_desk(anna)
    page = await visit(pending_of(anna), anna)
    await expect(row(page, first)).to_contain_text("Mateix número que")
    await expect(row(page, second)).to_contain_text("Mateix número que")
    for entry in (second, first):
        await candidates(page, entry)
    await said_to_be(page, ONE)
    await reached_and_informed(page)
    await page.keyboard.press("p")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await taken_over(page)
    await opened(page, second)
    await page.goto(stack.origin + desk_of(anna))
    await taken_over(page)
    await comes(page, OTHER)
    await page.goto(stack.origin + pending_of(anna))
    await expect(page.locator(".p-empty")).to_be_visible()
    await each_on_its_own(stack, anna.unit, one, other)
    board = await visit(f"/indicators/areas/{anna.unit}", anna)
    told = await recounted(stack, anna, board, TEN_ON_A_TUESDAY.date())
    assert told[0]["abandoned"] == 2
    assert told[0]["work"]["by_outcome"] == {"informed": 1, "resolved": 1}


async def each_on_its_own(stack: Stack, unit: str, one: UUID, other: UUID) -> None:
    """Two calls stay abandoned; two contacts, of one person each, end one entry each."""
    called, came = await rows(stack, ENTRIES, unit)
    assert (called["settled"], called["person"]) == ("reached", one)
    assert (came["settled"], came["joined_into"]) == ("arrived", None)
    assert [each["result"] for each in called["attempts"]] == ["reached"]
    assert came["attempts"] == []
    contacts = {each["id"]: each for each in await rows(stack, CONTACTS, unit)}
    states = [contacts[each["contact"]]["state"] for each in (called, came)]
    assert states == ["abandoned", "abandoned"]
    ended = [contacts[each["answered_by"]] for each in (called, came)]
    assert [each["person"] for each in ended] == [one, other]
    assert [each["outcome"] for each in ended] == ["informed", "resolved"]
    assert ended[0]["waiting_from"] == called["first_at"]
    assert ended[1]["waiting_from"] > came["first_at"]

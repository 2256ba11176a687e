"""Through all four doors: a lost call becomes a place in a group, and a partner hands on to us.

The system has a business clock of its own, so that nobody waits for the next day.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from services.gateway.domain.pending import offer_id
from shared.identity import Role
from tests.browser.calls import lost
from tests.browser.conftest import TELEPHONE, Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY, running
from tests.browser.stories.recounting import recounted
from tests.browser.stories.referred_on import referred_on
from tests.browser.stories.strangers import Strangers, strangers
from tests.browser.stories.test_power_cut import passes
from tests.browser.test_desk import desk_of, figure, taken_over
from tests.browser.test_groups import enrolled, link_to, published, session_of
from tests.browser.test_pending import does as pending_does
from tests.browser.test_people import MASK, NAME, keep_somebody
from tests.browser.test_people import person as shown
from tests.browser.test_triage import add
from tests.browser.test_ways import rows
from tests.browser.touching import TOUCH, tapped, touched
from tests.fixtures.canaries import somebody
from tests.fixtures.messaging import until

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(600)]
HERS = somebody(2604)
FIRST, MAIL = 2605, "first@mail.example"
"""Who has the only place before her."""
PERSON = "SELECT person FROM contact WHERE unit = $1 AND person IS NOT NULL"
PLACE = "SELECT id, contact, state, attendance FROM group_place WHERE unit = $1"
VISIT = "SELECT code FROM appointment WHERE unit = $1 AND referral IS NOT NULL"
DAY = TEN_ON_A_TUESDAY.date()
SESSION_IN_DAYS = 3
VISIT_IN_DAYS = 6


@pytest_asyncio.fixture(scope="module")
async def stack(
    server: str, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stack]:
    """A system of this story's own: nobody else lives by its clock."""
    async with running(server, kafka, tmp_path_factory.mktemp("doors")) as made:
        yield made


async def called_back(stack: Stack, visit: Visit, anna: Person, entry: UUID) -> Page:
    """Reception calls back from the list of pending calls, and she answers."""
    await stack.open_desk(anna)
    page = await visit(f"/gateway/units/{anna.unit}/pending", anna)
    await page.locator(f"#call-{entry}").press("Enter")
    await taken_over(page)
    await pending_does(page, "c", "Estàs trucant")
    await page.keyboard.press("1")
    await page.wait_for_url(f"**{desk_of(anna)}")
    await expect(page.locator("#step")).to_have_text("En atenció")
    await taken_over(page)
    return page


async def waits_in_line(page: Page) -> None:
    """What she calls for, who she is, and a place in the session, which is full."""
    await add(page, "nevera", "ECO-ALIM")
    await keep_somebody(page, HERS.telephone.replace(" ", ""))
    await page.keyboard.press("f")
    await expect(page.locator("h1")).to_have_text("Tria una sessió")
    await expect(page.locator(".p-sessions")).to_contain_text("Plena: queda en llista d’espera")
    await taken_over(page)
    await page.keyboard.press("1")
    await expect(page.locator("#stands")).to_contain_text("Espera una plaça")
    await taken_over(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#step")).to_have_text("No espera ningú")


async def gives_up(stack: Stack, visit: Visit) -> None:
    """Whoever has the place leaves it to others by the link in the letter."""
    link = await link_to(stack, MAIL, "")
    page = await visit(link, None, **TOUCH)
    await touched(page, "#give-up > summary")
    await tapped(page, "Sí, la deixo")
    await expect(page.locator("h1")).to_have_text("Heu deixat la plaça")


async def says_yes(page: Page, anna: Person, offer: UUID, origin: str) -> None:
    """The offer is a call to make at the unit that asked; she is called, and takes the place."""
    listed = f"{origin}/gateway/units/{anna.unit}/pending"
    link = page.locator(f"#call-{offer}")

    async def is_listed() -> bool:
        await page.goto(listed)
        return await link.count() == 1

    await until(is_listed, 20)
    await taken_over(page)
    await link.press("Enter")
    await expect(page.locator("#opened")).to_contain_text("S’ofereix una plaça en una sessió")
    await taken_over(page)
    await pending_does(page, "c", "Estàs trucant")
    await page.keyboard.press("1")
    await expect(page.locator("#opened .p-outs")).to_have_count(0)


async def stands(stack: Stack, unit: str, **values: str) -> None:
    """What the gateway has heard of her place."""

    async def heard() -> bool:
        [place] = await rows(stack, PLACE, unit)
        return all(place[name] == value for name, value in values.items())

    await until(heard, 20)


async def comes(visit: Visit, laia: Person, session: str) -> None:
    """The facilitator finds her by her name, touches that she is there, and closes the sheet."""
    sheet = await visit(session, laia, **TOUCH)
    await expect(sheet.locator(".p-people .p-name")).to_have_text(NAME)
    await tapped(sheet, "Hi és")
    pressed = sheet.locator('.p-people button[aria-pressed="true"]')
    await expect(pressed).to_have_text("Hi és")
    await tapped(sheet, "Tanca el full")
    await expect(sheet.locator(".p-dock")).to_contain_text("Tancat")
    assert sheet.viewport_size == TELEPHONE


async def comes_to_first_visit(stack: Stack, page: Page, anna: Person) -> None:
    """She says the code of her first visit, and reception finds that it is she."""
    await passes(stack, "09:55", days=VISIT_IN_DAYS)
    agenda = f"/units/{anna.unit}/agenda"
    [visit] = await rows(stack, VISIT, anna.unit)
    await page.goto(f"{stack.origin}/gateway{agenda}")
    await page.keyboard.press("/")
    await page.keyboard.type(visit["code"])
    await page.keyboard.press("Enter")
    await expect(page.locator(".p-agenda > li", has_text="Ha arribat")).to_have_count(1)
    await stack.open_desk(anna)
    await page.goto(stack.origin + desk_of(anna))
    await taken_over(page)
    await page.keyboard.press("n")
    await expect(page.locator("#step")).to_have_text("Crida al taulell 1")
    await taken_over(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#step")).to_have_text("En atenció")
    await taken_over(page)
    await page.keyboard.press("/")
    await page.keyboard.type(HERS.telephone.replace(" ", ""))
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="És aquesta").press("Enter")
    await expect(shown(page)).to_contain_text(MASK)


async def timeline_tells(page: Page, unit: str, person: UUID, origin: str, code: str) -> None:
    """Beside her at the desk stands all that happened: calls, place, that she came, the partner."""
    await page.goto(f"{origin}/gateway/units/{unit}/people/{person}")
    told = page.locator("section:has(#timeline) .p-time > li")
    lines = [" ".join(each.split()) for each in await told.all_inner_texts()]
    for title, state in [
        ("Plaça en una sessió: Programa energy", "Ha vingut"),
        ("Per trucar: s’ofereix una plaça en una sessió", "Resolt"),
        ("Contacte per telèfon", "ECO-ALIM: Plaça de grup"),
        ("Per tornar a trucar: va penjar abans", "Resolt"),
        ("Derivació", "Acceptada"),
    ]:
        found = [each for each in lines if each.startswith(title) and state in each]
        assert len(found) == 1, (title, state, lines)
    assert code in " ".join(lines)


async def test_a_lost_call_leads_through_all_four_doors_and_everything_agrees(
    stack: Stack, visit: Visit
) -> None:
    laia, sessions = await published(stack, visit, walk_in=False)
    unit, session = laia.unit, await session_of(sessions)
    anna = await stack.someone(Role.RECEPTION, unit=unit)
    paula = await stack.someone(Role.PROFESSIONAL, unit=unit)
    others = await strangers(stack, visit, unit)
    board = await visit(f"/indicators/areas/{unit}", anna)
    await expect(figure(board, "places_left")).to_have_text("1")
    await has_place(visit, session)
    await expect(figure(board, "places_left")).to_have_text("0")

    page, person, offer = await asks_for_a_place(stack, visit, anna, others)
    await others.find_nothing(session, others.manager)
    await others.leader_knows_nobody(session)

    await passes(stack, "10:30", days=1)
    await gives_up(stack, visit)
    await says_yes(page, anna, offer, stack.origin)
    await others.find_nothing(f"/gateway/units/{unit}/pending/{offer}")
    await stands(stack, unit, state="enrolled")

    await passes(stack, "10:05", days=SESSION_IN_DAYS)
    await comes(visit, laia, session)
    await others.find_nothing(f"/gateway/desk/names/{person}")
    await stands(stack, unit, attendance="attended")

    code = await referred_on(stack, visit, paula, others, HERS.telephone)
    await comes_to_first_visit(stack, page, anna)
    await timeline_tells(page, unit, person, stack.origin, code)
    await agree(stack, anna, board)


async def has_place(visit: Visit, session: str) -> None:
    """Somebody takes the only place on the public page."""
    first = await enrolled(visit, session, FIRST, MAIL)
    await expect(first.get_by_role("status")).to_contain_text("Teniu plaça.")


async def asks_for_a_place(
    stack: Stack, visit: Visit, anna: Person, others: Strangers
) -> tuple[Page, UUID, UUID]:
    """Her call is lost, returned and ends in the line for a place: who she is, and the call to make
    once it is offered.
    """
    entry = await lost(stack, anna.unit, HERS.called, 60)
    await others.find_nothing(f"/gateway/units/{anna.unit}/pending/{entry}")
    page = await called_back(stack, visit, anna, entry)
    await waits_in_line(page)
    [found] = await rows(stack, PERSON, anna.unit)
    [place] = await rows(stack, PLACE, anna.unit)
    person: UUID = found["person"]
    await others.find_nothing(f"/gateway/units/{anna.unit}/people/{person}")
    await others.find_nothing(f"/gateway/desk/names/{person}")
    return page, person, offer_id(place["id"])


async def agree(stack: Stack, who: Person, board: Page) -> None:
    """Figures of all days and the board are what the events on Kafka tell."""
    told = await recounted(stack, who, board, DAY, DAY + timedelta(days=VISIT_IN_DAYS))
    whole = told[0]
    assert whole["groups"]["attended"] == whole["groups"]["held"] == 1
    assert whole["referrals"]["sent"] == whole["referrals"]["answered"] == 2
    assert whole["referrals"]["by_answer"] == {"returned": 1, "accepted": 1}
    assert whole["work"]["by_outcome"]["group_place"] == 1
    assert whole["work"]["callbacks"]["kept"] == 2

"""The wait on a ticket: the interval that was told when it was taken, while it says anything."""

from datetime import timedelta

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.domain.waits import FEWEST
from shared.contracts.gateway import Outcome
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving, command
from tests.gateway.kiosk import MONDAY_TEN, Standing, standing
from tests.gateway.scene import after, arrive, at_work

UNTOLD = ("Expected wait", "longer than was expected", "minutes")
AGAIN = "UPDATE contact SET state = 'waiting', desk = NULL, returns = 1 WHERE door = 'kiosk'"
WAIT = "SELECT least_seconds, most_seconds FROM wait_promise ORDER BY at DESC LIMIT 1"


@pytest_asyncio.fixture
async def person(serving: Serving) -> Standing:
    """Somebody before the kiosk at ten, where people have waited nearly five minutes today."""
    before = await standing(serving)
    async with transaction(before.served.around.pool, Scope.SYSTEM) as tx:
        anna = await at_work(tx)
        for place in range(FEWEST):
            came = place * 5 + 5
            contact = await arrive(tx, came)
            await commands.call_next(tx, NORD, 1, anna.by(came + 4.5))
            await commands.start(tx, contact.id, anna.by(came + 4.5))
            await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(came + 4.6))
    return before


async def follow(person: Standing, language: str = "en", minutes: float = 0) -> str:
    """The ticket's page on a telephone, so many minutes after ten."""
    if minutes:
        await person.plays(MONDAY_TEN + timedelta(minutes=minutes))
    telephone = await person.served.nobody()
    return (await telephone.get(f"/tickets/{person.token()}?language={language}")).text


def says_nothing(page: str) -> bool:
    return not [words for words in UNTOLD if words in page]


async def test_kiosk_and_telephone_tell_the_interval_that_is_measured_later(
    person: Standing,
) -> None:
    taken = await person.ticket("en")
    assert "Wait: 4 to 5 minutes" in taken.text
    [kept] = await person.rows(WAIT)
    assert kept == {"least_seconds": 240, "most_seconds": 300}
    assert "Expected wait: 4 to 5 min from 10:00 on." in await follow(person)
    assert "Espera prevista: de 4 a 5 min des de les 10:00." in await follow(person, "ca")
    assert "Espera prevista: de 4 a 5 min desde las 10:00." in await follow(person, "es")


async def test_it_is_what_wall_and_desk_say_at_that_moment(person: Standing) -> None:
    desk = await person.served.signed_in({Role.RECEPTION}, {NORD})
    said = await desk.get(f"/api/units/{NORD}/expected-wait")
    await person.ticket()
    assert (await person.rows(WAIT)) == [said.json()]


async def test_whoever_waits_longer_is_told_so_and_no_new_promise_is_made(
    person: Standing,
) -> None:
    await person.ticket("en")
    assert "4 to 5 min from 10:00" in await follow(person, minutes=4.5)
    late = await follow(person, minutes=6.5)
    assert "The wait is longer than was expected at 10:00." in late
    assert "Expected wait" not in late


async def test_before_enough_people_were_served_nothing_is_said(serving: Serving) -> None:
    early = await standing(serving)
    taken = await early.ticket("en")
    assert says_nothing(taken.text)
    assert says_nothing(await follow(early))
    assert "You are waiting" in await follow(early)


async def test_while_the_unit_works_on_paper_nothing_is_said(person: Standing) -> None:
    await person.ticket("en")
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        anna = await at_work(tx, 2, minutes=60)
        await commands.declare_gap(tx, SUD, after(59), None, anna.by(60))
    assert "Expected wait" in await follow(person)
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        gap = await commands.declare_gap(tx, NORD, after(59), None, anna.by(60))
    assert says_nothing(await follow(person))
    async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
        await commands.withdraw_gap(tx, NORD, gap.id, anna.by(61))
    assert "Expected wait" in await follow(person)


@pytest.mark.parametrize("act", ["called", "passed", "returned"])
async def test_once_called_or_passed_on_the_wait_that_was_told_says_nothing(
    person: Standing, act: str
) -> None:
    taken = await person.ticket("en")
    desk = await person.served.signed_in({Role.RECEPTION})
    await desk.post(f"/api/units/{NORD}/desks/2/open", headers=command())
    called = await desk.post(f"/api/units/{NORD}/desks/2/call-next", headers=command())
    of = f"/api/contacts/{called.json()['contact']['id']}"
    if act == "passed":
        await desk.post(f"{of}/start", headers=command())
        body = {"unit": SUD}
        assert (await desk.post(f"{of}/pass", json=body, headers=command())).is_success
    elif act == "returned":
        async with transaction(person.served.around.pool, Scope.SYSTEM) as tx:
            await tx.execute(AGAIN)
    page = await follow(person)
    assert says_nothing(page)
    assert ("You are waiting" in page) == (act != "called")
    assert says_nothing((await person.sees(str(taken.url))).text)


@pytest.mark.parametrize(
    ("called_by", "said"),
    [
        ("screen", "We call you by the code, on the screen and here."),
        ("fetched", "Somebody comes to fetch you when it is your turn; it also stands here."),
        ("text", "We write you a text message when it is your turn; it also stands here."),
    ],
)
async def test_the_page_says_how_the_person_is_called(
    person: Standing, called_by: str, said: str
) -> None:
    await person.ticket("en")
    ways = f'ways || \'{{"called_by": "{called_by}"}}\''
    await person.rows(f"UPDATE contact SET ways = {ways} WHERE door = 'kiosk' RETURNING id")
    page = await follow(person)
    assert said in page
    assert page.count("when it is your turn") == (0 if called_by == "screen" else 1)

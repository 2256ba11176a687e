"""Sessions that are past are found again by those who hold them, first those with an open sheet."""

from datetime import timedelta

import httpx2
import pytest

from services.groups.domain.sessions import Session
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD
from tests.groups.doors import Doors, posted

LEADS = {Role.FACILITATOR}
PAGE = f"/units/{NORD}/sessions"
YESTERDAY = timedelta(hours=36)
"""Of another day, whatever the hour and the season."""


async def past(doors: Doors, ago: timedelta = YESTERDAY, **said: object) -> Session:
    """A session that began so long ago and whose sheet is open."""
    session = await doors.session(**said)  # type: ignore[arg-type]
    await doors.begins(session, ago)
    return session


async def still_open(client: httpx2.AsyncClient, page: str = PAGE) -> str:
    """What the page says of sheets that are still open."""
    return (await client.get(page)).text.partition('id="sheets"')[2].partition("</section>")[0]


async def listed(client: httpx2.AsyncClient, asked: str = "") -> list[str]:
    answer = await client.get(f"/api{PAGE}{asked}")
    return [each["session"]["id"] for each in answer.json()["sessions"]]


async def test_a_sheet_that_nobody_closed_stands_first_until_somebody_does(doors: Doors) -> None:
    session = await past(doors)
    laia = await doors.served.signed_in(LEADS, {NORD})
    sheets = await still_open(laia)
    assert "Fulls encara oberts: 1" in sheets
    assert f'href="{PAGE}/{session.id}"' in sheets
    assert (await posted(laia, f"{PAGE}/{session.id}/act", act="close")).status_code == 303
    assert await still_open(laia) == ""
    assert await doors.value("SELECT state FROM group_session WHERE id = $1", session.id) == "held"


@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(minutes=80), {}), (timedelta(days=15), {}), (YESTERDAY, {"unit": SUD})],
    ids=["it goes on", "it is long past", "it is another unit's"],
)
async def test_no_sheet_is_said_to_be_still_open_while(
    doors: Doors, ago: timedelta, said: dict[str, object]
) -> None:
    await past(doors, ago, minutes=90, **said)
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await still_open(laia) == ""


async def test_what_is_past_is_listed_apart_the_newest_first(doors: Doors) -> None:
    older, newer = [await past(doors, YESTERDAY * times) for times in (2, 1)]
    to_come = await doors.session()
    laia = await doors.served.signed_in(LEADS, {NORD})
    page = (await laia.get(f"{PAGE}?past=true")).text
    table = page.partition("<table")[2].partition("</table>")[0]
    assert -1 < table.find(str(newer.id)) < table.find(str(older.id))
    assert str(to_come.id) not in page
    assert f'href="{PAGE}?past=true"' in (await laia.get(PAGE)).text


async def test_by_machine_too_what_is_past_is_asked_for_by_pages(doors: Doors) -> None:
    older, newer = [await past(doors, YESTERDAY * times) for times in (2, 1)]
    to_come = await doors.session()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == [str(to_come.id)]
    assert await listed(laia, "?past=true") == [str(newer.id), str(older.id)]
    assert await listed(laia, "?past=true&limit=1&after=1") == [str(older.id)]


async def test_a_sheet_of_a_restricted_session_is_opened_by_those_who_hold_it(doors: Doors) -> None:
    session = await past(doors, programme="carers")
    laia = await doors.served.signed_in(LEADS, {NORD})
    sheets = await still_open(laia)
    assert "Fulls encara oberts: 1" in sheets
    assert f"{PAGE}/{session.id}" not in sheets
    table = (await laia.get(f"{PAGE}?past=true")).text.partition("<table")[2]
    assert f"{PAGE}/{session.id}" not in table

"""Times are opened only while the unit is open, and a refusal says when that is."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain.open_hours import within_hours
from services.gateway.domain.refusals import OutsideHours, UnitShut
from services.gateway.domain.slots import Slot
from shared.city import City, Holiday
from shared.contracts.gateway import AppointmentKind
from shared.errors import Refused
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, a_city, load_city, same
from tests.fixtures.web import Served, Serving, command
from tests.shared.test_working_time import open_at

MONDAY = date(2090, 3, 6)
"""To come for a long time; on the Thursday after it the centres open twice."""
TUESDAY, THURSDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in (1, 3, 5))
MORNING = {"opens": "09:00", "closes": "13:30"}
AFTERNOON = {"opens": "15:00", "closes": "19:30"}
CITY = a_city().model_copy(
    update={"holidays": (Holiday(day=TUESDAY, district="01", name=same("Festa")),)}
)
AGENDA = f"/units/{NORD}/agenda"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def slot(starts_at: datetime, minutes: int = 30) -> Slot:
    return Slot(uuid4(), NORD, uuid4(), starts_at, minutes, AppointmentKind.ORDINARY)


def days_of(why: Refused) -> list[date]:
    days: Any = why.extra["days"]
    return [date.fromisoformat(each["day"]) for each in days]


def open_throughout(here: City, one: Slot) -> bool:
    """Minute by minute, as somebody who stands at the door."""
    unit = here.unit(NORD)
    assert unit
    minutes = (one.starts_at + timedelta(minutes=n) for n in range(one.minutes))
    return all(here.is_open(unit, minute) for minute in minutes)


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    days=st.integers(1, 10),
    clock=st.times(time(7), time(20)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    minutes=st.integers(5, 120),
)
def test_what_is_opened_lies_in_hours_and_what_is_not_is_named(
    first: date, days: int, clock: time, minutes: int
) -> None:
    here = a_city()
    unit = here.unit(NORD)
    assert unit
    asked = [slot(here.instant(first + timedelta(days=n), clock), minutes) for n in range(days)]
    shut = [
        here.day(each.starts_at) for each in asked if not here.hours(unit, here.day(each.starts_at))
    ]
    outside = [
        here.day(each.starts_at)
        for each in asked
        if here.day(each.starts_at) not in shut and not open_throughout(here, each)
    ]
    told: tuple[str, Sequence[date]]
    try:
        kept, left_out = within_hours(here, unit, asked)
    except OutsideHours as why:
        told = why.code, days_of(why)
    except UnitShut as why:
        told = why.code, days_of(why)
    else:
        told = "", left_out
        assert list(kept) == [each for each in asked if here.day(each.starts_at) not in shut]
    code = OutsideHours.code if outside else UnitShut.code if len(shut) == days else ""
    assert (told[0], list(told[1])) == (code, outside or shut)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 3), (AUTUMN, 5)])
def test_where_the_clock_changes_hours_of_the_civil_day_count(day: date, hours: int) -> None:
    here = open_at(0, 4, days="MTWTFSS")
    unit = here.unit(NORD)
    assert unit
    midnight = here.midnight(day)
    times = [slot(midnight + timedelta(hours=n), 60) for n in range(hours)]
    assert within_hours(here, unit, times) == (times, [])
    with pytest.raises(OutsideHours):
        within_hours(here, unit, [*times, slot(midnight + timedelta(hours=hours), 60)])


@pytest.fixture
async def served(serving: Serving) -> Served:
    served = await serving.service("gateway")
    await load_city(served.around.pool, CITY)
    return served


@pytest.fixture
async def client(served: Served) -> httpx2.AsyncClient:
    return await served.signed_in({Role.PROFESSIONAL}, {NORD, SUD})


async def asked(
    client: httpx2.AsyncClient,
    opens: str,
    closes: str,
    days: tuple[date, date],
    unit: str = NORD,
) -> httpx2.Response:
    first, until = (day.isoformat() for day in days)
    body = {"kind": "ordinary", "minutes": 30, "opens": opens, "closes": closes}
    return await client.post(
        f"/api/units/{unit}/agenda/slots",
        json=body | {"first": first, "until": until},
        headers=command(),
    )


@pytest.mark.parametrize(
    ("opens", "closes", "day", "code", "hours"),
    [
        ("10:00", "11:00", TUESDAY, "unit-shut", []),
        ("10:00", "11:00", SATURDAY, "unit-shut", []),
        ("13:00", "14:00", MONDAY, "outside-hours", [MORNING]),
        ("02:00", "03:00", MONDAY, "outside-hours", [MORNING]),
        ("08:30", "10:00", MONDAY, "outside-hours", [MORNING]),
        ("13:00", "16:00", THURSDAY, "outside-hours", [MORNING, AFTERNOON]),
        ("15:00", "20:00", THURSDAY, "outside-hours", [MORNING, AFTERNOON]),
    ],
    ids=["holiday", "weekend", "over the end", "night", "before it opens", "break", "too late"],
)
async def test_a_problem_names_the_day_and_its_hours_and_nothing_is_opened(
    client: httpx2.AsyncClient,
    opens: str,
    closes: str,
    day: date,
    code: str,
    hours: list[dict[str, str]],
) -> None:
    answer = await asked(client, opens, closes, (day, day))
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, f"/problems/{code}")
    assert problem["days"] == [{"day": day.isoformat(), "hours": hours}]
    there = await client.get(f"/api{AGENDA}?day={day.isoformat()}")
    assert there.json()["entries"] == []


async def test_a_series_leaves_out_the_days_that_are_shut_and_says_which(
    client: httpx2.AsyncClient,
) -> None:
    answer = await asked(client, "10:00", "10:30", (MONDAY, SATURDAY))
    assert answer.status_code == 201
    assert answer.json()["shut"] == [TUESDAY.isoformat(), SATURDAY.isoformat()]
    assert len(answer.json()["slots"]) == 4
    elsewhere = await asked(client, "11:00", "11:30", (MONDAY, SATURDAY), SUD)
    assert elsewhere.json()["shut"] == [SATURDAY.isoformat()], "a holiday of the north alone"


async def test_a_series_that_lies_outside_on_one_day_names_it_and_opens_nothing(
    client: httpx2.AsyncClient,
) -> None:
    answer = await asked(client, "15:00", "15:30", (MONDAY, THURSDAY))
    days = [each["day"] for each in answer.json()["days"]]
    assert days == [MONDAY.isoformat(), (MONDAY + timedelta(days=2)).isoformat()]
    there = await client.get(f"/api{AGENDA}?day={THURSDAY.isoformat()}")
    assert there.json()["entries"] == []


async def sent(client: httpx2.AsyncClient, **fields: object) -> httpx2.Response:
    typed = {"kind": "urgent", "minutes": 20, "opens": "10:00", "closes": "11:00"}
    return await client.post(
        f"{AGENDA}/slots",
        data=typed | fields,
        headers=command(),
    )


async def test_the_page_says_when_it_is_open_and_keeps_what_was_typed(served: Served) -> None:
    client = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    await client.post("/language", data={"language": "en"}, headers=command())
    answer = await sent(client, first=THURSDAY.isoformat(), opens="13:00", closes="16:20")
    page = answer.text
    assert answer.status_code == 422
    assert "govuk-error-summary" in page
    assert "outside the unit" in page
    assert "9 March 2090: open 09:00–13:30, 15:00–19:30" in page
    for kept in ('value="20"', 'value="13:00"', 'value="16:20"', f'value="{THURSDAY.isoformat()}"'):
        assert kept in page
    assert '<option value="urgent" selected>' in page
    shut = await sent(client, first=TUESDAY.isoformat())
    assert "7 March 2090: shut all day" in shut.text
    assert "on this day it is shut" in shut.text


async def test_the_page_says_which_days_were_left_out_and_names_no_more_than_fit(
    served: Served,
) -> None:
    client = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    await client.post("/language", data={"language": "en"}, headers=command())
    until = MONDAY + timedelta(days=34)
    fields = {"first": MONDAY.isoformat(), "until": until.isoformat(), "weekdays": [0, 1, 5, 6]}
    answer = await sent(client, **fields)
    assert answer.status_code == 303, answer.text
    page = (await client.get(answer.headers["location"])).text
    assert "left out" in page
    assert "and 4 more days" in page
    assert page.count("<li>Saturday") + page.count("<li>Sunday") == 6


async def test_the_form_proposes_the_hours_of_the_day_that_is_looked_at(
    client: httpx2.AsyncClient,
) -> None:
    page = (await client.get(f"{AGENDA}?day={MONDAY.isoformat()}")).text
    assert 'value="09:00"' in page
    assert 'value="13:30"' in page

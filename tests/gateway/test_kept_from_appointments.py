"""A rule that comes after a booking: a colleague has the appointment, or the officer sees it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from tests.fixtures.canaries import WORDS
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.appointing import MAIL
from tests.gateway.keeping import TELEPHONE, House, house_of, plain

ADD_SLOT = """INSERT INTO agenda_slot (id, unit, professional, starts_at, minutes, kind)
VALUES ($1, $2, $3, $4, $5, $6)"""
LETTERS = """SELECT says FROM appointment_letter AS l JOIN appointment AS a ON a.id = l.appointment
WHERE a.contact = $1 AND l.sent_at IS NULL ORDER BY l.due_at"""
APPOINTMENT = "SELECT * FROM appointment WHERE contact = $1"


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    return await house_of(serving)


def in_three_days(house: House) -> datetime:
    day = house.served.around.clock.now().date() + timedelta(days=3)
    return datetime.combine(day, time(9), UTC)


async def slot(
    house: House,
    professional: UUID,
    minutes: int = 30,
    kind: str = "ordinary",
    at: datetime | None = None,
) -> UUID:
    """A time that a professional keeps open."""
    made = uuid4()
    starts_at = at or in_three_days(house)
    await house.rows(ADD_SLOT, made, NORD, professional, starts_at, minutes, kind)
    return made


async def booked(
    house: House, at: datetime | None = None, telephone: str = TELEPHONE
) -> tuple[str, str]:
    """Somebody has an appointment with Carla: who, and of which contact."""
    time = await slot(house, house.carla.id, at=at)
    person = await house.person(telephone)
    contact = await house.contact(person, reason="ECO-ALIM")
    await house.desk(house.anna)
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    said = {"unit": NORD, "slot": str(time), "reason": "ECO-ALIM", "mail": MAIL}
    answer = await house.anna.post(f"/api/contacts/{contact}/appointments", **said)
    assert answer.status_code == 201, answer.text
    return person, contact


async def letters(house: House, contact: str) -> list[str]:
    """What is to be written about it."""
    rows = await house.rows(LETTERS, contact)
    return [row["says"] for row in rows]


async def appointment(house: House, contact: str) -> asyncpg.Record:
    [found] = await house.rows(APPOINTMENT, contact)
    return found


async def against(house: House) -> list[int]:
    """To come against a rule, as the officer reads it."""
    answer = await house.officer.client.get("/api/exclusions")
    return [each["appointments"] for each in answer.json()["rules"]]


async def test_a_colleague_who_is_free_then_has_it_and_nobody_is_written_to(house: House) -> None:
    person, contact = await booked(house)
    other = uuid4()
    theirs = await slot(house, other)
    before = await appointment(house, contact)
    assert (await house.exclude(person, house.carla)).is_success
    after = await appointment(house, contact)
    assert (after["professional"], after["slot"]) == (other, theirs)
    for same in ("starts_at", "minutes", "code", "state", "unit"):
        assert after[same] == before[same]
    assert await against(house) == [0]
    agenda = f"/api/units/{NORD}/agenda?day={after['starts_at'].date()}"
    day = (await house.carla.client.get(agenda)).json()["entries"]
    hers = [each for each in day if each["slot"]["professional"] == str(house.carla.id)]
    assert [each["taken"] for each in hers] == [False]


@pytest.mark.parametrize("unlike", [{"minutes": 45}, {"kind": "urgent"}, {}])
async def test_where_nobody_is_free_then_it_stands_and_the_officer_sees_it(
    house: House, unlike: dict[str, Any]
) -> None:
    person, contact = await booked(house)
    other = await slot(house, uuid4(), **unlike)
    if not unlike:
        await house.rows("UPDATE agenda_slot SET closed_at = now() WHERE id = $1", other)
    await house.exclude(person, house.carla)
    assert (await appointment(house, contact))["professional"] == house.carla.id
    assert await against(house) == [1]
    page = (await house.officer.client.get("/audit/exclusions")).text
    assert "1 cita" in page


async def test_they_are_reminded_of_it_all_the_same_and_told_of_no_move(house: House) -> None:
    person, contact = await booked(house)
    await slot(house, uuid4())
    before = await letters(house, contact)
    assert before == ["booked", "reminder"]
    await house.exclude(person, house.carla)
    assert (await appointment(house, contact))["professional"] != house.carla.id
    assert await letters(house, contact) == before


async def test_another_whom_they_are_kept_from_does_not_get_it(house: House) -> None:
    person, contact = await booked(house)
    await slot(house, house.berta.id)
    await house.exclude(person, house.berta)
    await house.exclude(person, house.carla)
    assert (await appointment(house, contact))["professional"] == house.carla.id


async def test_who_declares_a_number_gives_its_contact_and_appointment_to_others(
    house: House,
) -> None:
    person, contact = await booked(house)
    await slot(house, uuid4())
    del person
    assert (await house.carla.post("/api/conflicts", telephone="600 913 427")).is_success
    assert (await appointment(house, contact))["professional"] != house.carla.id


async def test_who_declares_a_number_while_they_serve_it_serves_it_no_more(house: House) -> None:
    person = await house.person()
    contact = await house.contact(person)
    await house.desk(house.berta)
    assert await house.call(house.berta) == contact
    assert (await house.berta.post("/api/conflicts", telephone="600 913 427")).is_success
    assert await house.queue(house.anna) == [contact]


async def test_a_colleague_whom_they_keep_from_them_cannot_check_them_in(house: House) -> None:
    soon = house.served.around.clock.now() + timedelta(minutes=20)
    person, contact = await booked(house, soon)
    await house.exclude(person, house.berta)
    code = (await appointment(house, contact))["code"]
    refused = await house.berta.post(f"/api/units/{NORD}/check-in", code=code)
    unknown = await house.berta.post(f"/api/units/{NORD}/check-in", code="made-up")
    assert plain(refused) == plain(unknown)
    assert (await appointment(house, contact))["state"] == "booked"
    arrived = await house.anna.post(f"/api/units/{NORD}/check-in", code=code)
    assert arrived.json()["arrival"] in await house.queue(house.anna)
    assert await house.queue(house.berta) == []


async def test_nobody_is_sent_or_left_a_message_for_a_colleague_they_keep_from_them(
    house: House,
) -> None:
    person = await house.person()
    contact = await house.contact(person, reason="DEP")
    await house.desk(house.anna)
    await house.desk(house.berta, 2)
    await house.exclude(person, house.berta)
    assert await house.call(house.anna) == contact
    await house.anna.post(f"/api/contacts/{contact}/start")
    today = f"/api/contacts/{contact}/reasons/DEP/attend-today"
    refused = await house.anna.post(today, unit=NORD, desk=2)
    nowhere = await house.anna.post(today, unit=NORD, desk=99)
    assert plain(refused) == plain(nowhere)
    said = {"words": WORDS, "contact": contact}
    messages = f"/api/units/{NORD}/messages"
    berta = await house.name_of(house.berta)
    refused = await house.anna.post(messages, to=berta, **said)
    nobody = await house.anna.post(messages, to="nobody", **said)
    assert plain(refused) == plain(nobody)
    carla = await house.name_of(house.carla)
    assert (await house.anna.post(messages, to=carla, **said)).status_code == 201
    assert (await house.anna.post(today, unit=NORD, desk=1)).status_code == 200


async def test_a_sheet_has_the_days_appointments_but_no_code_of_whom_its_reader_may_not_know(
    house: House,
) -> None:
    person, contact = await booked(house)
    made = await appointment(house, contact)
    day = in_three_days(house).date()
    for asker, shown in ((house.berta, True), (house.berta, False), (house.anna, True)):
        if not shown:
            assert (await house.exclude(person, house.berta)).status_code < 300
        answer = await asker.form(f"/units/{NORD}/paper/blocks", count="2", day=day.isoformat())
        assert answer.status_code == 303, answer.text
        page = (await asker.client.get(answer.headers["location"])).text
        assert "Appointments of the day" in page
        assert (made["code"] in page) is shown

"""The city's telephone gives a time at a centre: that one appointment is its to see and change."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Booking
from shared.contracts.gateway import AppointmentState
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, load_city
from tests.fixtures.web import Serving
from tests.gateway.appointing import FOOD, KEYS, served, times
from tests.gateway.keeping import Asker, House, asker, house_of
from tests.gateway.scene import VIOLENCE, Staff, of
from tests.gateway.test_kept_from_appointments import in_three_days, slot


@dataclass
class Given:
    """An appointment at the north that Olga gave by the city's telephone, of which alone she is."""

    house: House
    olga: Asker
    id: str
    slot: str
    contact: str

    async def sees(self, who: Asker) -> int:
        return (await who.client.get(f"/api/appointments/{self.id}")).status_code

    async def does(self, who: Asker, act: str, **body: Any) -> httpx2.Response:
        return await who.post(f"/api/appointments/{self.id}/{act}", **body)

    def page(self, unit: str = DATC) -> str:
        return f"/units/{unit}/appointments/{self.id}/move"


@pytest_asyncio.fixture
async def given(serving: Serving) -> Given:
    house = await house_of(serving)
    olga = await asker(house.served, Role.RECEPTION, DATC)
    return await a_time_given(house, olga)


async def a_time_given(house: House, olga: Asker) -> Given:
    told = {"name": MARIA.name, "telephone": MARIA.telephone}
    person = (await olga.post(f"/api/units/{DATC}/people", **told)).json()["id"]
    await olga.post(f"/api/units/{DATC}/desks/1/open")
    asked = await olga.post(f"/api/units/{DATC}/contacts", reason=FOOD)
    contact = asked.json()["id"]
    await olga.post(f"/api/contacts/{contact}/person", person=person)
    await olga.post(f"/api/units/{DATC}/desks/1/call-next")
    await olga.post(f"/api/contacts/{contact}/start")
    time = str(await slot(house, house.carla.id))
    body = {"unit": NORD, "slot": time, "reason": FOOD}
    made = await olga.post(f"/api/contacts/{contact}/appointments", **body)
    assert made.status_code == 201, made.text
    return Given(house, olga, made.json()["id"], time, contact)


async def another_time(given: Given) -> str:
    later = in_three_days(given.house) + timedelta(hours=1)
    return str(await slot(given.house, given.house.carla.id, at=later))


async def test_whoever_gave_it_and_their_colleagues_see_move_cancel_and_undo_it(
    given: Given,
) -> None:
    colleague = await asker(given.house.served, Role.RECEPTION, DATC)
    for who in (given.olga, colleague):
        assert await given.sees(who) == 200
    moved = await given.does(given.olga, "move", slot=await another_time(given))
    assert (moved.status_code, moved.json()["moves"]) == (200, 1)
    gone = await given.does(colleague, "cancel")
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    back = await given.does(colleague, "undo")
    assert (back.status_code, back.json()["state"]) == (200, "booked")


async def test_the_centres_agenda_and_who_comes_to_it_stay_the_centres(given: Given) -> None:
    for end in ("attend", "miss", "receive"):
        assert (await given.does(given.olga, end)).status_code == 404
    agenda = await given.olga.client.get(f"/api/units/{NORD}/agenda")
    assert agenda.status_code == 404
    assert (await given.olga.client.get(given.page(NORD))).status_code == 404


async def test_the_units_own_appointments_are_nobodys_who_did_not_give_them(given: Given) -> None:
    assert await given.sees(given.house.south) == 404
    for act in ("cancel", "undo"):
        assert (await given.does(given.house.south, act)).status_code == 404
    moved = await given.does(given.house.south, "move", slot=await another_time(given))
    assert moved.status_code == 404
    assert await given.sees(given.house.anna) == 200, "it is at her centre"


async def test_whom_the_person_keeps_from_them_knows_of_no_such_appointment(given: Given) -> None:
    house = given.house
    colleague = await asker(house.served, Role.RECEPTION, DATC)
    assert await given.sees(colleague) == 200
    [row] = await house.rows("SELECT person FROM contact WHERE id = $1", UUID(given.contact))
    name = await house.name_of(colleague)
    path = f"/api/people/{row['person']}/exclusions"
    assert (await given.olga.post(path, colleague=name)).is_success
    assert await given.sees(colleague) == 404
    assert (await given.does(colleague, "cancel")).status_code == 404
    assert (await colleague.client.get(given.page())).status_code == 404


@pytest.mark.parametrize(("minutes", "known"), [(9, True), (20, False)])
async def test_of_a_restricted_reason_reception_knows_as_long_as_its_outcome_can_be_undone(
    tx: Tx, minutes: int, *, known: bool
) -> None:
    await load_city(tx)
    [first, second, *_] = await times(tx)
    _, contact = await served(tx, VIOLENCE, unit=DATC)
    olga: Staff = of(DATC)
    said = Booking(NORD, first.id, VIOLENCE)
    one = await commands.book(tx, contact, said, KEYS, olga.by(5))
    by = olga.by(5 + minutes)
    if known:
        found = await queries.appointment(tx, one.id, by.who, by.at)
        assert found.state is AppointmentState.BOOKED
        await commands.move(tx, one.id, second.id, by)
        return
    with pytest.raises(NotFound):
        await queries.appointment(tx, one.id, by.who, by.at)
    with pytest.raises(NotFound):
        await commands.move(tx, one.id, second.id, by)


async def test_the_page_moves_it_cancels_it_and_has_it_stand_again(given: Given) -> None:
    other = await another_time(given)
    told = (await given.olga.client.get(f"/units/{DATC}/booked/{given.id}")).text
    assert f'href="{given.page()}?back=desk"' in told
    page = (await given.olga.client.get(f"{given.page()}?back=desk")).text
    assert f'value="{other}"' in page
    assert f"/units/{NORD}/" not in page, "nothing leads to the centre's own pages"
    moved = await given.olga.form(given.page(), slot=other, seen="1", back="desk")
    assert moved.headers["location"].startswith(f"/units/{DATC}/appointments/{given.id}/moved")
    told = (await given.olga.client.get(moved.headers["location"])).text
    assert f'name="slot" value="{given.slot}" data-key="z"' in told
    off = given.page().replace("/move", "/cancel")
    gone = await given.olga.form(off, seen="2", back="desk")
    assert gone.headers["location"] == f"{given.page()}?back=desk"
    page = (await given.olga.client.get(gone.headers["location"])).text
    assert re.search(r'data-key="z"', page)
    assert 'name="slot"' not in page
    back = await given.olga.form(given.page().replace("/move", "/undo"), seen="3", back="desk")
    assert back.status_code == 303
    page = (await given.olga.client.get(given.page())).text
    assert 'name="slot"' in page


async def test_the_desk_that_gave_it_shows_it_beside_the_person_and_leads_to_its_page(
    given: Given,
) -> None:
    again = await given.olga.post(f"/api/units/{DATC}/contacts", reason=FOOD)
    person = await given.house.rows("SELECT person FROM contact WHERE id = $1", UUID(given.contact))
    contact = again.json()["id"]
    await given.olga.post(f"/api/contacts/{contact}/person", person=str(person[0]["person"]))
    await given.olga.post(f"/api/units/{DATC}/desks/1/call-next")
    await given.olga.post(f"/api/contacts/{contact}/start")
    desk = (await given.olga.client.get(f"/units/{DATC}/desk")).text
    assert f'href="{given.page()}?back=desk"' in desk
    assert f"/units/{NORD}/agenda" not in desk

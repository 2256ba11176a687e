"""Whoever is here for an appointment and is still to be called back: their row of the agenda."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway.domain import access_to_calls
from shared.contracts.gateway import ContactState
from shared.db import Tx
from shared.encryption import KeySource
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city
from tests.fixtures.web import Serving
from tests.gateway.coming import Came
from tests.gateway.keeping import house_of
from tests.gateway.scene import arrive
from tests.gateway.test_kept_from_appointments import appointment, booked


@dataclass
class Expected(Came):
    """Somebody who has arrived for their appointment with Carla, and waits."""

    async def offered(self, entry: UUID) -> bool:
        """Whether their row offers to settle it."""
        page = await self.house.anna.client.get(f"/units/{NORD}/agenda")
        assert page.status_code == 200, page.text
        return f"/units/{NORD}/pending/{entry}/do/arrived" in page.text

    async def does(self, entry: UUID, act: str, **fields: object) -> None:
        """A button of their row is pressed; the agenda follows."""
        path = f"/units/{NORD}/pending/{entry}/do/{act}"
        day = a_city().day(self.house.served.around.clock.now())
        done = await self.house.anna.form(path, back="agenda", day=day, **fields)
        assert done.headers["location"].endswith(f"/units/{NORD}/agenda?day={day}"), done.text

    async def is_served(self) -> str:
        """They are called to Anna's desk and served; its page."""
        assert await self.house.call(self.house.anna) == self.contact
        await self.house.anna.post(f"/api/contacts/{self.contact}/start")
        return (await self.house.anna.client.get(f"/units/{NORD}/desk")).text


@pytest_asyncio.fixture
async def here(serving: Serving) -> Expected:
    """Somebody who has just arrived."""
    house = await house_of(serving)
    soon = house.served.around.clock.now() + timedelta(minutes=5)
    person, booking = await booked(house, soon, MARIA.telephone)
    code = (await appointment(house, booking))["code"]
    arrived = await house.anna.post(f"/api/units/{NORD}/check-in", code=code)
    assert arrived.status_code == 200, arrived.text
    return Expected(house, person, arrived.json()["arrival"])


async def test_a_sealed_persons_call_is_offered_to_those_who_may_know_of_them(
    here: Expected,
) -> None:
    entry = await here.hung_up(unit=NORD)
    await here.house.rows("UPDATE pending_call SET person = $1", UUID(here.person))
    await here.seal(SUD)
    await here.unseen(entry)
    await here.seal(NORD)
    assert await here.offered(entry)
    assert (await here.settle(entry)).status_code == 200
    assert not await here.offered(entry)


@pytest.mark.parametrize("unit", [NORD, DATC])
@pytest.mark.parametrize("named", [True, False])
async def test_while_they_wait_their_row_settles_it_by_that_visit_and_both_waits_are_kept(
    here: Expected, unit: str, *, named: bool
) -> None:
    entry = await here.hung_up(unit=unit)
    if named:
        await here.house.rows("UPDATE pending_call SET person = $1", UUID(here.person))
    assert await here.offered(entry)
    await here.does(entry, "arrived", contact=here.contact)
    ended = await here.entry(entry)
    assert (ended.settled, ended.answered_by) == ("arrived", UUID(here.contact))
    assert (ended.unit, ended.person) == (unit, UUID(here.person))
    assert not await here.offered(entry)
    assert 'id="both-waits"' in await here.is_served()


async def test_what_was_settled_on_the_agenda_is_undone_there(here: Expected) -> None:
    entry = await here.hung_up()
    await here.does(entry, "arrived", contact=here.contact)
    page = (await here.house.anna.client.get(f"/units/{NORD}/agenda")).text
    assert f"/pending/{entry}/do/undo" in page
    await here.does(entry, "undo", seen=(await here.entry(entry)).version)
    assert (await here.entry(entry)).is_open
    assert await here.offered(entry)


async def test_once_their_arrival_was_a_mistake_it_is_still_to_be_returned(here: Expected) -> None:
    entry = await here.hung_up()
    assert (await here.settle(entry)).status_code == 200
    undone = await here.house.anna.post(f"/api/contacts/{here.contact}/undo")
    assert undone.json()["state"] == "voided"
    again = await here.entry(entry)
    assert (again.is_open, again.person, again.answered_by) == (True, None, None)


async def test_of_another_number_or_centre_restricted_or_without_keys_it_stays_unseen(
    here: Expected,
) -> None:
    await here.unseen(await here.hung_up(somebody(8).called))
    await here.unseen(await here.hung_up(unit=SUD))
    await here.unseen(await here.called(reason="VIO"))
    entry = await here.hung_up()
    here.house.served.around.keys = KeySource(None, None)
    await here.unseen(entry)


async def test_once_they_have_gone_the_units_own_stay_offered_and_the_telephones_unseen(
    here: Expected,
) -> None:
    telephones, own = await here.hung_up(), await here.hung_up(unit=NORD)
    named = "UPDATE pending_call SET person = $1 WHERE id = $2"
    await here.house.rows(named, UUID(here.person), own)
    await here.is_served()
    assert await here.offered(telephones)
    path = f"/api/contacts/{here.contact}/close"
    assert (await here.house.anna.post(path, outcome="informed")).status_code == 200
    await here.unseen(telephones)
    assert await here.offered(own)
    assert (await here.settle(own)).status_code == 200


async def test_they_came_beside_the_list_is_by_the_contact_that_is_here(here: Expected) -> None:
    entry = await here.hung_up(unit=NORD)
    address, hidden = f"/units/{NORD}/pending/{entry}", f'name="contact" value="{here.contact}"'
    assert hidden not in (await here.house.anna.client.get(address)).text, "nobody is named"
    await here.house.rows("UPDATE pending_call SET person = $1", UUID(here.person))
    form = (await here.house.anna.client.get(address)).text.split(f"{entry}/do/arrived")[2]
    assert hidden in form.split("</form>")[0]
    await here.house.rows("UPDATE pending_call SET contact = $1", UUID(here.contact))
    assert hidden not in (await here.house.anna.client.get(address)).text, "they asked by it"


@pytest.mark.parametrize(
    ("state", "expected", "may"),
    [
        ("serving", False, True),
        ("waiting", True, True),
        ("parked", True, True),
        ("waiting", False, False),
        ("closed", True, False),
        ("voided", True, False),
    ],
)
async def test_who_is_served_or_here_for_an_appointment_may_be_asked(
    tx: Tx, state: str, *, expected: bool, may: bool
) -> None:
    await load_city(tx)
    came = await arrive(tx)
    at = came.opened_at if expected else None
    one = replace(came, state=ContactState(state), appointment_at=at)
    assert access_to_calls.may_be_asked(one) is may

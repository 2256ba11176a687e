"""An appointment that staff cancelled by mistake stands again, for ten minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Booking
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import DoneSince, NothingToUndo, SlotTaken
from shared.contracts.gateway import AppointmentState
from shared.db import Tx
from shared.errors import Refused
from shared.identity import Role
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Serving
from tests.gateway.appointing import FOOD, KEYS, booked, served, times
from tests.gateway.keeping import asker, house_of
from tests.gateway.scene import Staff, told
from tests.gateway.test_kept_from_appointments import slot

NOW = 20


@pytest_asyncio.fixture
async def made(tx: Tx) -> tuple[Staff, Appointment]:
    await load_city(tx)
    [first, *_] = await times(tx)
    return await booked(tx, first)


async def refused(tx: Tx, by: commands.By, one: Appointment, why: type[Refused]) -> None:
    """It is neither offered nor done."""
    assert await queries.last_cancelled(tx, NORD, by.who, by.at) is None
    with pytest.raises(why):
        await commands.undo_of_appointment(tx, one.id, by)


async def test_it_is_booked_as_before_with_its_code_and_told(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    gone = await commands.cancel(tx, one.id, anna.by(NOW))
    found = await queries.last_cancelled(tx, NORD, anna.by().who, anna.by(NOW + 9.9).at)
    assert found == gone
    back = await commands.undo_of_appointment(tx, one.id, anna.by(NOW + 9.9))
    assert (back.state, back.slot, back.code) == (AppointmentState.BOOKED, one.slot, one.code)
    assert (back.ended_at, back.cancelled_by, back.version) == (None, None, one.version + 2)
    *_, event = await told(tx, one.id)
    assert (event.state, event.version) == (AppointmentState.BOOKED, back.version)
    assert await queries.last_cancelled(tx, NORD, anna.by().who, anna.by(NOW + 9.9).at) is None


async def test_not_once_its_letter_leaves(tx: Tx, made: tuple[Staff, Appointment]) -> None:
    anna, one = made
    await commands.cancel(tx, one.id, anna.by(NOW))
    await refused(tx, anna.by(NOW + 10), one, NothingToUndo)


async def test_not_by_another_nor_what_nobody_of_the_staff_cancelled(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    await commands.cancel(tx, one.id, anna.by(NOW))
    await refused(tx, Staff().by(NOW + 1), one, NothingToUndo)
    await tx.execute("UPDATE appointment SET cancelled_by = NULL")
    await refused(tx, anna.by(NOW + 1), one, NothingToUndo)


async def test_not_where_somebody_else_has_its_time(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    await commands.cancel(tx, one.id, anna.by(NOW))
    berta, contact = await served(tx, number=2)
    await commands.book(tx, contact, Booking(NORD, one.slot, FOOD), KEYS, berta.by(NOW + 1))
    await refused(tx, anna.by(NOW + 2), one, SlotTaken)


async def test_not_where_its_contact_ends_in_another_way_since(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    assert one.contact
    await commands.cancel(tx, one.id, anna.by(6))
    await commands.undo(tx, one.contact, anna.by(7))
    await refused(tx, anna.by(8), one, NothingToUndo)


async def test_one_that_begins_before_a_letter_could_wait_is_off_for_good(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    soon = anna.at(one.starts_at - timedelta(minutes=10))
    await commands.cancel(tx, one.id, soon)
    await refused(tx, anna.at(one.starts_at - timedelta(minutes=9)), one, NothingToUndo)


async def test_an_undo_says_which_act_it_saw_and_takes_back_no_later_one(
    tx: Tx, made: tuple[Staff, Appointment]
) -> None:
    anna, one = made
    gone = await commands.cancel(tx, one.id, anna.by(NOW))
    await commands.undo_of_appointment(tx, one.id, anna.by(NOW + 1, seen=gone.version))
    later = await commands.cancel(tx, one.id, anna.by(NOW + 2))
    with pytest.raises(DoneSince):
        await commands.undo_of_appointment(tx, one.id, anna.by(NOW + 3, seen=gone.version))
    await commands.undo_of_appointment(tx, one.id, anna.by(NOW + 3, seen=later.version))
    arrived = await commands.check_in(tx, NORD, one.code, anna.at(one.starts_at))
    received = await commands.receive(tx, one.id, anna.at(one.starts_at + timedelta(minutes=1)))
    stale = anna.at(one.starts_at + timedelta(minutes=2), seen=arrived.version)
    with pytest.raises(DoneSince):
        await commands.undo_of_appointment(tx, one.id, stale)
    back = replace(stale, seen=received.version)
    assert (await commands.undo_of_appointment(tx, one.id, back)).began_at is None


async def test_the_agenda_offers_to_undo_it_by_its_key(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact()
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    time = await slot(house, house.carla.id)
    body = {"unit": NORD, "slot": str(time)}
    made = (await house.anna.post(f"/api/contacts/{contact}/appointments", **body)).json()
    base = f"/units/{NORD}/agenda"
    path = f"{base}/appointments/{made['id']}"
    gone = await house.anna.form(f"{path}/cancel")
    there = gone.headers["location"].partition("?")[2]
    shown = (await house.anna.client.get(f"{base}?{there}")).text
    toast = shown[shown.index('id="cancelled"') :].partition("</div>")[0]
    assert f'{path}/undo"' in toast
    assert 'data-key="z"' in toast
    assert 'name="seen" value="2"' in toast
    assert (await house.anna.form(f"{path}/undo", seen="1")).status_code == 412
    other = await asker(house.served, Role.RECEPTION, NORD)
    assert 'id="cancelled"' not in (await other.client.get(f"{base}?{there}")).text
    back = await house.anna.form(f"{path}/undo", seen="2")
    assert back.status_code == 303
    now = (await house.anna.client.get(f"/api/appointments/{made['id']}")).json()
    assert now["state"] == "booked"
    assert 'id="cancelled"' not in (await house.anna.client.get(f"{base}?{there}")).text

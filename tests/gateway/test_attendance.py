"""Appointments that are kept: who comes in, when their wait ends, and what the desk sees of it."""

from datetime import timedelta

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import Arrival, Booking
from services.gateway.commands.closing import close_day
from services.gateway.commands.moving import Destination
from services.gateway.domain import Contact, Identity, Triage, WaysSaid, Why
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.pending import pending_id
from services.gateway.domain.refusals import (
    AppointmentOver,
    NothingToUndo,
    NotInThisState,
    OutcomeIncomplete,
)
from services.gateway.domain.ways import CalledBy, SafeContact, Speaker, Ways
from shared.city.store import current
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    ContactState,
    Door,
    Level,
    Outcome,
)
from shared.db import Tx
from shared.errors import NotFound
from shared.identity.hashing import digest, fresh
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.gateway.appointing import FOOD, KEYS, TUESDAY, Paula, booked, served, times
from tests.gateway.scene import Staff, in_front_of, stored, told


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def here(tx: Tx, minutes: float = -10, door: Door = Door.DESK) -> tuple[Staff, Appointment]:
    """Somebody who has just checked in, so many minutes after the appointment's time."""
    slots = await times(tx)
    anna, one = await booked(tx, slots[1])
    at = one.starts_at + timedelta(minutes=minutes)
    return anna, await commands.check_in(tx, NORD, one.code, anna.at(at), door=door)


async def arrival(tx: Tx, appointment: Appointment) -> Contact:
    assert appointment.arrival
    return await stored(tx, appointment.arrival)


def by(staff: Staff | Paula, one: Appointment, minutes: float) -> commands.By:
    """Somebody, so many minutes after the appointment's time."""
    return staff.at(one.starts_at + timedelta(minutes=minutes))


async def now(tx: Tx, one: Appointment) -> Appointment:
    return await queries.appointment(tx, one.id, Paula().at(one.starts_at).who, one.starts_at)


async def test_whoever_arrives_waits_as_the_person_reason_and_level_of_the_booking(tx: Tx) -> None:
    slots = await times(tx)
    anna, contact = await served(tx)
    maria = await commands.write_down(
        tx, contact, Identity(MARIA.name, MARIA.telephone), NORD, anna.by(3), KEYS.ring()
    )
    said = WaysSaid(
        speaker=Speaker.RELATIVE, called_by=CalledBy.FETCHED, safe_contact=SafeContact.NO_MESSAGE
    )
    await commands.say_ways(tx, contact, said, anna.by(3))
    await commands.triage(
        tx, contact, Triage(Level.PREFERENTIAL, keeps_reason=True, why="worse"), anna.by(4)
    )
    one = await commands.book(tx, contact, Booking(NORD, slots[1].id, FOOD), KEYS, anna.by(5))
    arrived = await commands.check_in(
        tx, NORD, one.code, by(anna, one, -10), door=Door.KIOSK, ways=Ways(language="es")
    )
    waits = await arrival(tx, arrived)
    assert (waits.state, waits.door, waits.unit) == (ContactState.WAITING, Door.KIOSK, NORD)
    assert (waits.person, waits.reason, waits.level) == (maria.id, FOOD, Level.PREFERENTIAL)
    assert waits.appointment_at == one.starts_at
    assert waits.ways == Ways(None, CalledBy.FETCHED, None, "es", SafeContact.NO_MESSAGE)
    assert (arrived.state, arrived.arrived_at) == (AppointmentState.ARRIVED, waits.opened_at)


async def test_a_booking_that_was_never_triaged_leaves_the_kind_to_say_the_level(tx: Tx) -> None:
    [slot, *_] = await times(tx, kind=AppointmentKind.URGENT)
    anna, contact = await served(tx, None)
    one = await commands.book(tx, contact, Booking(NORD, slot.id), KEYS, anna.by(5))
    arrived = await commands.check_in(tx, NORD, one.code, by(anna, one, 0))
    assert (await arrival(tx, arrived)).level is Level.URGENT


async def test_the_wait_ends_when_the_professional_receives_them(tx: Tx) -> None:
    _, one = await here(tx, -10)
    paula = Paula()
    received = await commands.receive(tx, one.id, by(paula, one, 5))
    contact = await arrival(tx, one)
    assert (contact.state, contact.desk) == (ContactState.SERVING, None)
    assert contact.wait_seconds == 5 * 60, "who came early waits from the appointment's time on"
    assert (received.state, received.began_at) == (AppointmentState.ARRIVED, contact.started_at)
    attended = await commands.attend(tx, one.id, by(paula, one, 35))
    contact = await arrival(tx, one)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.ATTENDED)
    assert [each.outcome for each in contact.matters] == [Outcome.ATTENDED]
    assert (contact.wait_seconds, contact.service_seconds) == (5 * 60, 30 * 60)
    assert attended.state is AppointmentState.ATTENDED
    assert (attended.began_at, attended.ended_at) == (contact.started_at, contact.ended_at)
    events = await told(tx, one.id)
    assert [each.state for each in events if isinstance(each, AppointmentChanged)] == [
        "booked", "arrived", "arrived", "attended",
    ]  # fmt: skip
    with pytest.raises(AppointmentOver):
        await commands.receive(tx, one.id, by(paula, one, 36))


async def test_attended_without_being_received_leaves_nobody_in_the_queue(tx: Tx) -> None:
    _, one = await here(tx, 0)
    await commands.attend(tx, one.id, by(Paula(), one, 40))
    contact = await arrival(tx, one)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.ATTENDED)
    assert (contact.wait_seconds, contact.service_seconds) == (40 * 60, 0)


async def test_the_desk_calls_them_and_lets_them_in_and_is_free(tx: Tx) -> None:
    anna, one = await here(tx, -5)
    called = await commands.call_next(tx, NORD, 1, by(anna, one, 0))
    assert (called.contact.id, called.why) == (one.arrival, Why.APPOINTMENT)
    await commands.take_in(tx, called.contact.id, by(anna, one, 1))
    assert await in_front_of(tx) is None
    assert (await now(tx, one)).began_at == by(anna, one, 1).at
    walks_in = await commands.open_contact(tx, Arrival(NORD), by(anna, one, 2))
    await commands.call_next(tx, NORD, 1, by(anna, one, 3))
    with pytest.raises(NotInThisState):
        await commands.take_in(tx, walks_in.id, by(anna, one, 4))


@pytest.mark.parametrize("how", ["missed", "has left", "closing time"])
async def test_whoever_goes_before_their_turn_has_missed_it(tx: Tx, how: str) -> None:
    anna, one = await here(tx, 0)
    assert one.arrival
    if how == "missed":
        await commands.miss_appointment(tx, one.id, by(anna, one, 20))
    elif how == "has left":
        await commands.abandon(tx, one.arrival, by(anna, one, 20))
    else:
        await close_day(tx, by(anna, one, 24 * 60).at)
    contact = await arrival(tx, one)
    gone = await now(tx, one)
    assert contact.state is ContactState.ABANDONED
    assert (gone.state, gone.ended_at) == (AppointmentState.MISSED, contact.ended_at)


async def test_whom_the_desk_served_otherwise_the_professional_may_still_see(tx: Tx) -> None:
    anna, one = await here(tx, 0)
    assert one.arrival
    await commands.call_next(tx, NORD, 1, by(anna, one, 1))
    await commands.start(tx, one.arrival, by(anna, one, 2))
    await commands.close(tx, one.arrival, Outcome.INFORMED, by(anna, one, 3))
    assert (await now(tx, one)).state is AppointmentState.ARRIVED
    attended = await commands.attend(tx, one.id, by(Paula(), one, 30))
    assert attended.state is AppointmentState.ATTENDED
    assert (await arrival(tx, one)).outcome is Outcome.INFORMED
    back = await commands.undo_of_appointment(tx, one.id, by(Paula(), one, 31))
    assert (back.state, back.ended_at) == (AppointmentState.ARRIVED, None)


async def test_what_was_said_last_of_their_coming_can_be_undone_step_by_step(tx: Tx) -> None:
    anna, one = await here(tx, 0)
    await commands.receive(tx, one.id, by(Paula(), one, 1))
    await commands.attend(tx, one.id, by(Paula(), one, 2))
    states = []
    for _ in range(3):
        one = await commands.undo_of_appointment(tx, one.id, by(Paula(), one, 3))
        states.append((one.state, one.began_at is None, one.arrived_at is None))
    assert states == [
        (AppointmentState.ARRIVED, False, False),
        (AppointmentState.ARRIVED, True, False),
        (AppointmentState.BOOKED, True, True),
    ]
    await commands.check_in(tx, NORD, one.code, by(anna, one, 4))


async def test_not_coming_can_be_undone_for_ten_minutes(tx: Tx) -> None:
    slots = await times(tx)
    anna, one = await booked(tx, slots[1])
    with pytest.raises(NothingToUndo):
        await commands.undo_of_appointment(tx, one.id, by(anna, one, 0))
    await commands.miss_appointment(tx, one.id, by(anna, one, 15))
    with pytest.raises(NothingToUndo):
        await commands.undo_of_appointment(tx, one.id, by(anna, one, 25.1))
    back = await commands.undo_of_appointment(tx, one.id, by(anna, one, 25))
    assert (back.state, back.ended_at) == (AppointmentState.BOOKED, None)


async def test_a_conversation_of_which_nobody_said_the_end_ends_with_its_time(tx: Tx) -> None:
    _, one = await here(tx, 0)
    await commands.receive(tx, one.id, by(Paula(), one, 5))
    await close_day(tx, by(Paula(), one, 24 * 60).at)
    contact = await arrival(tx, one)
    assert (contact.state, contact.ended_at) == (ContactState.CLOSED, one.ends_at)
    assert (await now(tx, one)).state is AppointmentState.ATTENDED


async def test_nobody_without_an_appointment_ends_as_attended(tx: Tx) -> None:
    anna, contact = await served(tx)
    with pytest.raises(OutcomeIncomplete):
        await commands.close(tx, contact, Outcome.ATTENDED, anna.by(6))
    with pytest.raises(OutcomeIncomplete):
        await commands.end_reason(tx, contact, FOOD, Outcome.ATTENDED, anna.by(6))


async def test_reception_that_serves_them_has_not_taken_them_in(tx: Tx) -> None:
    anna, one = await here(tx, -5)
    assert one.arrival
    await commands.call_next(tx, NORD, 1, by(anna, one, 0))
    await commands.start(tx, one.arrival, by(anna, one, 1))
    assert (await now(tx, one)).began_at is None
    await commands.park(tx, one.arrival, by(anna, one, 2))
    received = await commands.receive(tx, one.id, by(Paula(), one, 3))
    assert received.began_at == by(anna, one, 3).at
    attended = await commands.attend(tx, one.id, by(Paula(), one, 20))
    assert attended.state is AppointmentState.ATTENDED


async def test_a_professional_undoes_what_was_said_of_coming_and_no_act_of_reception(
    tx: Tx,
) -> None:
    anna, one = await here(tx, -5)
    assert one.arrival
    await commands.call_next(tx, NORD, 1, by(anna, one, 0))
    await commands.start(tx, one.arrival, by(anna, one, 1))
    await commands.add_reason(tx, one.arrival, "DEP", by(anna, one, 2))
    with pytest.raises(NothingToUndo):
        await commands.undo_of_appointment(tx, one.id, by(Paula(), one, 3))
    reasons = [each.reason for each in (await arrival(tx, one)).matters]
    assert reasons == [FOOD, "DEP"]


async def test_whoever_was_passed_on_is_attended_where_they_are(tx: Tx) -> None:
    anna, one = await here(tx, -5)
    assert one.arrival
    await commands.pass_on(tx, one.arrival, Destination(SUD), by(anna, one, 0))
    only_north = Paula(frozenset({NORD}))
    attended = await commands.attend(tx, one.id, by(only_north, one, 10))
    assert attended.state is AppointmentState.ATTENDED
    contact = await arrival(tx, one)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.ATTENDED)


async def test_whoever_leaves_during_service_has_missed_it(tx: Tx) -> None:
    anna, one = await here(tx, 0)
    assert one.arrival
    await commands.call_next(tx, NORD, 1, by(anna, one, 1))
    await commands.start(tx, one.arrival, by(anna, one, 2))
    await commands.close(tx, one.arrival, Outcome.LEFT, by(anna, one, 3))
    assert (await now(tx, one)).state is AppointmentState.MISSED


async def test_a_reason_that_reception_ended_first_does_not_keep_them_from_being_attended(
    tx: Tx,
) -> None:
    anna, one = await here(tx, 0)
    assert one.arrival
    await commands.call_next(tx, NORD, 1, by(anna, one, 1))
    await commands.start(tx, one.arrival, by(anna, one, 2))
    await commands.add_reason(tx, one.arrival, "DEP", by(anna, one, 2))
    await commands.end_reason(tx, one.arrival, FOOD, Outcome.INFORMED, by(anna, one, 3))
    attended = await commands.attend(tx, one.id, by(Paula(), one, 20))
    assert attended.state is AppointmentState.ATTENDED
    outcomes = [each.outcome for each in (await arrival(tx, one)).matters]
    assert outcomes == [Outcome.INFORMED, Outcome.ATTENDED]


async def test_no_wait_is_told_to_who_has_an_appointment_nor_do_they_count_before_its_time(
    tx: Tx,
) -> None:
    anna, one = await here(tx, -30)
    told = "SELECT count(*) FROM wait_promise WHERE contact = $1"
    assert await tx.fetchval(told, one.arrival) == 0
    city = await current(tx, one.starts_at)
    for minutes, ahead in ((-20, 0), (1, 1)):
        at = by(anna, one, minutes).at
        line, _ = await store.waits.met(tx, city, NORD, None, at)
        assert line.ahead == ahead


async def test_another_units_code_checks_nobody_in(tx: Tx) -> None:
    slots = await times(tx)
    anna, one = await booked(tx, slots[1])
    token = fresh()
    await store.appointment_links.add_link(tx, one, digest(token), one.booked_at)
    with pytest.raises(NotFound):
        await commands.check_in(tx, SUD, token, by(anna, one, 0))
    arrived = await commands.check_in(tx, NORD, token, by(anna, one, 0))
    assert arrived.state is AppointmentState.ARRIVED


async def test_the_agenda_offers_to_settle_a_call_of_whoever_has_arrived(tx: Tx) -> None:
    slots = await times(tx)
    anna, contact = await served(tx)
    maria = Identity(MARIA.name, MARIA.telephone)
    person = await commands.write_down(tx, contact, maria, NORD, anna.by(3), KEYS.ring())
    one = await commands.book(tx, contact, Booking(NORD, slots[1].id, FOOD), KEYS, anna.by(5))
    berta, lost = await served(tx, number=2)
    await commands.name_person(tx, lost, person.id, berta.by(6))
    await commands.say_ways(tx, lost, WaysSaid(safe_contact=SafeContact.YES), berta.by(6))
    await commands.close(tx, lost, Outcome.CALL_BACK, berta.by(7))
    arrived = await commands.check_in(tx, NORD, one.code, by(anna, one, -5))
    who = by(anna, one, 0).who
    day = await queries.agenda_of_day(tx, NORD, TUESDAY, who, one.starts_at)
    offered = {e.appointment.id: e.to_return for e in day.entries if e.appointment}
    assert [call.id for call in offered.pop(arrived.id)] == [pending_id(lost)]
    assert not offered


async def test_whoever_was_received_is_not_received_again(tx: Tx) -> None:
    _, one = await here(tx, 0)
    await commands.receive(tx, one.id, by(Paula(), one, 1))
    before = await arrival(tx, one)
    with pytest.raises(NotInThisState):
        await commands.receive(tx, one.id, by(Paula(), one, 2))
    assert await arrival(tx, one) == before

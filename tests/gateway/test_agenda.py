"""The agenda: times that professionals open, and appointments as the outcome of a reason."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands, queries
from services.gateway.commands import Booking
from services.gateway.domain import agenda, attendance, slots
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import (
    AppointmentOver,
    AppointmentPast,
    MatterOver,
    NothingToOpen,
    NotTheTime,
    OtherKind,
    SlotBooked,
    SlotsOverlap,
    SlotTaken,
    TooManySlots,
)
from services.gateway.domain.slots import Series, Slot
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    ContactState,
    Door,
    Level,
    Outcome,
)
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.gateway.appointing import FOOD, KEYS, TUESDAY, Paula, booked, served, times
from tests.gateway.returning import lost
from tests.gateway.scene import NINE, Staff, after, at_work, blocked, of, stored, told

MADRID = ZoneInfo("Europe/Madrid")
KINDS = st.sampled_from(AppointmentKind)
LATER = st.integers(0, 600_000).map(after)
TEN = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""Ten in the morning of that Tuesday."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


@st.composite
def series(draw: st.DrawFn) -> Series:
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 1)))
    opens = draw(st.times(time(6), time(20)))
    return Series(
        draw(KINDS),
        draw(st.integers(5, 120)),
        opens,
        draw(st.times(opens, time(23, 59))),
        first,
        first + timedelta(days=draw(st.integers(0, 13))),
        frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
    )


@given(series(), LATER)
def test_a_series_fills_its_hours_on_its_weekdays_without_overlap(
    one: Series, at: datetime
) -> None:
    try:
        starts = one.starts(MADRID, at)
    except (NothingToOpen, TooManySlots):
        return
    step = timedelta(minutes=one.minutes)
    for start in starts:
        local = start.astimezone(MADRID)
        assert start > at
        assert one.first <= local.date() <= one.until
        assert local.weekday() in one.weekdays
        assert one.opens <= local.time()
        assert (start + step).astimezone(MADRID).time() <= one.closes
    assert all(b - a >= step for a, b in pairwise(starts))


@given(st.integers(0, 600), st.integers(5, 60), st.integers(0, 600), st.integers(5, 60))
def test_two_times_overlap_exactly_if_they_share_a_minute(a: int, m: int, b: int, n: int) -> None:
    paula, other = uuid4(), uuid4()

    def slot(start: int, minutes: int, whose: UUID) -> Slot:
        return Slot(uuid4(), NORD, whose, after(start), minutes, AppointmentKind.ORDINARY)

    shared = set(range(a, a + m)) & set(range(b, b + n))
    assert slots.overlap(slot(a, m, paula), slot(b, n, paula)) == bool(shared)
    assert not slots.overlap(slot(a, m, paula), slot(b, n, other))


def an_appointment() -> tuple[Appointment, Slot]:
    slot = Slot(uuid4(), NORD, uuid4(), TEN, 30, AppointmentKind.ORDINARY)
    return (
        Appointment(
            uuid4(), 1, NORD, slot.id, slot.professional, slot.kind, AppointmentState.BOOKED,
            uuid4(), FOOD, "123456", "ca", NINE, NINE, slot.starts_at, slot.minutes,
        ),
        slot,
    )  # fmt: skip


ACTS = {
    "move": lambda one, at: agenda.move(
        one,
        Slot(uuid4(), NORD, uuid4(), at + timedelta(hours=1), 20, AppointmentKind.ORDINARY),
        "654321",
        at=at,
    ),
    "arrive": lambda one, at: attendance.arrive(one, uuid4(), at=at),
    "attend": lambda one, at: attendance.attend(one, at=at),
    "miss": lambda one, at: attendance.miss(one, at=at),
    "cancel": lambda one, at: agenda.cancel(one, at=at),
}
ALLOWED = {
    ("booked", "move"): "booked",
    ("booked", "arrive"): "arrived",
    ("booked", "miss"): "missed",
    ("booked", "cancel"): "cancelled",
    ("arrived", "attend"): "attended",
    ("arrived", "miss"): "missed",
}


TOO_SOON = {"miss": NotTheTime}
TOO_LATE = {"move": AppointmentPast}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=6), st.sampled_from([-1, 0, 24]))
def test_an_appointment_only_moves_as_it_may_and_keeps_when_it_was_first_asked(
    acts: list[str], hours: int
) -> None:
    one, _ = an_appointment()
    at = TEN + timedelta(hours=hours)
    for act in acts:
        to = ALLOWED.get((one.state, act))
        if to is None:
            with pytest.raises(AppointmentOver):
                ACTS[act](one, at)
            continue
        refused = (TOO_SOON if one.starts_at > at else TOO_LATE).get(act)
        if refused:
            with pytest.raises(refused):
                ACTS[act](one, at)
            continue
        before, (one, event) = one, ACTS[act](one, at)
        assert (one.state, one.version) == (to, before.version + 1)
        assert event.requested_at == one.requested_at == NINE
        assert (event.state, event.moves, event.version) == (one.state, one.moves, one.version)


@pytest.mark.parametrize("level", [None, *Level])
def test_the_kind_of_the_level_is_offered_first_and_every_other_too(level: Level | None) -> None:
    kinds = agenda.preferred(level)
    assert kinds[0] == (level or Level.ORDINARY)
    assert set(kinds) == set(AppointmentKind)


async def test_a_professional_opens_times_that_overlap_with_none_of_theirs(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula)
    assert [slot.starts_at for slot in slots] == [TEN + timedelta(minutes=30 * n) for n in range(4)]
    with pytest.raises(SlotsOverlap):
        await times(tx, paula, SUD, minutes=10)
    await times(tx, Paula())
    await commands.close_slot(tx, slots[0].id, paula.at(NINE))
    await times(tx, paula, opens=time(10), closes=time(10, 30))


async def test_only_times_to_come_are_opened_and_only_at_ones_own_units(tx: Tx) -> None:
    with pytest.raises(NothingToOpen):
        await times(tx, first=date(2026, 2, 1), until=date(2026, 3, 1))
    with pytest.raises(NotFound):
        await times(tx, Paula(frozenset({SUD})))


async def test_only_a_free_time_of_ones_own_is_closed(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula)
    await booked(tx, slots[0])
    with pytest.raises(SlotBooked):
        await commands.close_slot(tx, slots[0].id, paula.at(NINE))
    with pytest.raises(NotFound):
        await commands.close_slot(tx, slots[1].id, Paula().at(NINE))
    await commands.close_slot(tx, slots[1].id, paula.at(NINE))
    free = await queries.free_slots(tx, NORD, [AppointmentKind.ORDINARY], after(10))
    assert [slot.id for slot in free] == [slot.id for slot in slots[2:]]


async def test_booking_ends_the_reason_and_tells_both(tx: Tx) -> None:
    slots = await times(tx)
    _, appointment = await booked(tx, slots[1])
    assert appointment.contact
    contact = await stored(tx, appointment.contact)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.APPOINTMENT)
    assert contact.matters[0].outcome is Outcome.APPOINTMENT
    [event] = await told(tx, appointment.id)
    assert isinstance(event, AppointmentChanged)
    assert (event.state, event.contact_id) == (AppointmentState.BOOKED, contact.id)
    assert (event.requested_at, event.booked_at) == (after(0), after(5))
    assert (event.starts_at, event.minutes, event.moves) == (slots[1].starts_at, 30, 0)
    assert len(appointment.code) == 6
    assert appointment.code not in event.model_dump_json()


async def test_one_of_several_reasons_or_a_contact_without_any_may_end_so(tx: Tx) -> None:
    slots = await times(tx)
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, "DEP", anna.by(3))
    await commands.book(tx, contact, Booking(NORD, slots[0].id, "DEP"), KEYS, anna.by(4))
    assert (await stored(tx, contact)).state is ContactState.SERVING
    with pytest.raises(MatterOver):
        await commands.book(tx, contact, Booking(NORD, slots[1].id, "DEP"), KEYS, anna.by(4))
    berta, nameless = await served(tx, None, 2)
    await commands.book(tx, nameless, Booking(NORD, slots[2].id), KEYS, berta.by(4))
    assert (await stored(tx, nameless)).outcome is Outcome.APPOINTMENT


async def test_a_time_is_given_once_and_never_when_it_is_closed_or_over(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula)
    await booked(tx, slots[0])
    anna, contact = await served(tx, number=2)
    with pytest.raises(SlotTaken):
        await commands.book(tx, contact, Booking(NORD, slots[0].id, FOOD), KEYS, anna.by(6))
    await commands.close_slot(tx, slots[1].id, paula.at(NINE))
    with pytest.raises(SlotTaken):
        await commands.book(tx, contact, Booking(NORD, slots[1].id, FOOD), KEYS, anna.by(6))
    late = anna.at(slots[2].starts_at)
    with pytest.raises(SlotTaken):
        await commands.book(tx, contact, Booking(NORD, slots[2].id, FOOD), KEYS, late)
    with pytest.raises(NotFound):
        await commands.book(tx, contact, Booking(SUD, slots[3].id, FOOD), KEYS, anna.by(6))


async def test_two_who_take_one_time_at_once_get_it_once(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        slots = await times(tx)
        people = [await served(tx, number=number) for number in (1, 2)]
    began = asyncio.Event()

    async def take(staff: Staff, contact: UUID, *, first: bool) -> bool:
        try:
            async with transaction(pool, Scope.SYSTEM) as tx:
                said = Booking(NORD, slots[0].id, FOOD)
                if not first:
                    await began.wait()
                await commands.book(tx, contact, said, KEYS, staff.by(5))
                began.set()
                if first:
                    await blocked(pool)
        except SlotTaken:
            return False
        return True

    got = await asyncio.gather(take(*people[0], first=True), take(*people[1], first=False))
    assert got == [True, False]
    async with transaction(pool, Scope.SYSTEM) as tx:
        there = await queries.appointments_of_day(tx, NORD, TUESDAY, NINE)
        assert [each.contact for each in there] == [people[0][1]]
        assert (await stored(tx, people[1][1])).state is ContactState.SERVING


async def test_a_move_keeps_its_kind_and_unit_and_when_they_first_asked(tx: Tx) -> None:
    slots = await times(tx)
    urgent = await times(tx, kind=AppointmentKind.URGENT)
    anna, before = await booked(tx, slots[0])
    moved = await commands.move(tx, before.id, slots[3].id, anna.by(20))
    assert (moved.slot, moved.starts_at, moved.moves) == (slots[3].id, slots[3].starts_at, 1)
    assert (moved.requested_at, moved.code) == (before.requested_at, before.code)
    assert await commands.move(tx, before.id, slots[3].id, anna.by(21)) == moved
    with pytest.raises(OtherKind):
        await commands.move(tx, before.id, urgent[0].id, anna.by(22))
    free = await queries.free_slots(tx, NORD, [AppointmentKind.ORDINARY], after(23))
    assert slots[0].id in {slot.id for slot in free}
    *_, event = await told(tx, before.id)
    assert isinstance(event, AppointmentChanged)
    assert (event.moves, event.requested_at) == (1, before.requested_at)


async def test_check_in_opens_a_contact_that_waits_within_the_citys_window(tx: Tx) -> None:
    slots = await times(tx)
    anna, one = await booked(tx, slots[1])
    for minutes in (-61, 16):
        with pytest.raises(NotTheTime):
            await commands.check_in(
                tx, NORD, one.code, anna.at(one.starts_at + timedelta(minutes=minutes))
            )
    here = anna.at(one.starts_at - timedelta(minutes=60))
    for unit, code in (
        (SUD, one.code),
        (NORD, "000000" if one.code != "000000" else "1"),
        (NORD, ""),
    ):
        with pytest.raises(NotFound):
            await commands.check_in(tx, unit, code, here)
    arrived = await commands.check_in(tx, NORD, one.code, here, door=Door.KIOSK)
    assert arrived.arrival
    contact = await stored(tx, arrived.arrival)
    assert (contact.state, contact.door, contact.unit) == (ContactState.WAITING, Door.KIOSK, NORD)
    assert (arrived.state, arrived.arrived_at) == (AppointmentState.ARRIVED, here.at)
    with pytest.raises(NotFound):
        await commands.check_in(tx, NORD, one.code, here)
    done = await commands.attend(tx, one.id, anna.at(one.starts_at))
    assert (done.state, done.ended_at) == (AppointmentState.ATTENDED, one.starts_at)


async def test_undoing_the_outcome_frees_the_time_and_cancels_the_appointment(tx: Tx) -> None:
    slots = await times(tx)
    anna, one = await booked(tx, slots[0])
    assert one.contact
    await commands.undo(tx, one.contact, anna.by(6))
    assert (
        await queries.appointment(tx, one.id, anna.by().who, anna.by().at)
    ).state is AppointmentState.CANCELLED
    await commands.book(tx, one.contact, Booking(NORD, slots[0].id, FOOD), KEYS, anna.by(7))


async def test_reopening_the_reason_frees_the_time_and_another_act_does_not(tx: Tx) -> None:
    slots = await times(tx)
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, "DEP", anna.by(3))
    one = await commands.book(tx, contact, Booking(NORD, slots[0].id, "DEP"), KEYS, anna.by(4))
    await commands.park(tx, contact, anna.by(5))
    await commands.undo(tx, contact, anna.by(5))
    assert (
        await queries.appointment(tx, one.id, anna.by().who, anna.by().at)
    ).state is AppointmentState.BOOKED
    await commands.reopen_reason(tx, contact, "DEP", anna.by(6))
    assert (
        await queries.appointment(tx, one.id, anna.by().who, anna.by().at)
    ).state is AppointmentState.CANCELLED


async def test_a_day_shows_free_and_taken_times_of_a_unit_in_order(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula)
    await times(tx, unit=SUD)
    anna, one = await booked(tx, slots[2])
    day = await queries.agenda_of_day(tx, NORD, TUESDAY, anna.by().who, NINE)
    assert day.professionals == [paula.id]
    assert [each.appointment and each.appointment.id for each in day.entries] == [
        None,
        None,
        one.id,
        None,
    ]
    assert await queries.appointments_of_day(tx, NORD, TUESDAY, NINE) == [one]
    empty = await queries.agenda_of_day(tx, NORD, date(2026, 3, 4), anna.by().who, NINE)
    assert empty.entries == ()
    with pytest.raises(NotFound):
        await commands.cancel(tx, one.id, of(SUD).by(6))
    with pytest.raises(NotTheTime):
        await commands.miss_appointment(tx, one.id, anna.by(6))
    gone = await commands.cancel(tx, one.id, anna.by(7))
    assert gone.state is AppointmentState.CANCELLED
    assert await queries.appointments_of_day(tx, NORD, TUESDAY, NINE) == []


async def test_who_has_that_code_on_the_new_day_keeps_it_and_the_moved_one_gets_another(
    tx: Tx,
) -> None:
    tuesday = await times(tx)
    wednesday = await times(
        tx, first=TUESDAY + timedelta(days=1), until=TUESDAY + timedelta(days=1)
    )
    anna, moving = await booked(tx, tuesday[0])
    _, other = await booked(tx, wednesday[0], number=2)
    same = "UPDATE appointment SET code = '123456' WHERE id = $1"
    for each in (moving, other):
        await tx.execute(same, each.id)
    moved = await commands.move(tx, moving.id, wednesday[1].id, anna.by(20))
    assert moved.code != "123456"
    arrived = await commands.check_in(tx, NORD, "123456", anna.at(other.starts_at))
    assert arrived.id == other.id


async def test_what_is_given_while_they_are_called_back_keeps_the_clock_of_their_first_call(
    tx: Tx,
) -> None:
    entry, slot = await lost(tx), (await times(tx, unit=NORD))[0]
    anna = await at_work(tx, unit=DATC)
    contact = await commands.reach(tx, entry.id, anna.by(61))
    assert contact.opened_at == after(61)
    made = await commands.book(tx, contact.id, Booking(NORD, slot.id), KEYS, anna.by(62))
    assert (made.requested_at, made.booked_at) == (after(0), after(62))
    *_, event = await told(tx, made.id)
    assert isinstance(event, AppointmentChanged)
    assert event.requested_at == after(0)

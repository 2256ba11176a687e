"""What others hear of the times of an agenda: each change once, in order, and never whose it is."""

from uuid import UUID

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands
from services.gateway.commands import Booking
from services.gateway.domain.slots import Slot, tell
from shared.contracts.gateway import AppointmentKind, SlotChanged
from shared.db import Tx
from tests.fixtures.cities import NORD, PRACTICE, load_city
from tests.gateway.appointing import FOOD, KEYS, Paula, booked, served, times
from tests.gateway.scene import NINE, after, told


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def free(tx: Tx, slot: UUID) -> list[bool]:
    """Whether the time was free, each time that it was told; its versions are 1, 2, 3 …"""
    events = await told(tx, slot)
    assert all(isinstance(event, SlotChanged) for event in events)
    assert [event.version for event in events] == list(range(1, len(events) + 1))
    return [event.free for event in events if isinstance(event, SlotChanged)]


@given(st.booleans(), st.booleans())
def test_a_time_is_free_if_it_is_open_and_nobody_has_it(taken: bool, closed: bool) -> None:
    slot = Slot(
        UUID(int=1), NORD, UUID(int=2), after(60), 30, AppointmentKind.ORDINARY,
        NINE if closed else None,
    )  # fmt: skip
    event = tell(slot, NINE, taken=taken)
    assert event.free == (not taken and not closed)
    assert str(slot.professional) not in event.model_dump_json()


async def test_times_that_are_opened_are_free_and_those_that_are_closed_are_not(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula)
    assert [await free(tx, slot.id) for slot in slots] == [[True]] * 4
    [event] = await told(tx, slots[1].id)
    assert isinstance(event, SlotChanged)
    assert (event.unit, event.kind, event.minutes) == (NORD, AppointmentKind.ORDINARY, 30)
    assert event.starts_at == slots[1].starts_at
    for _ in range(2):  # closing it again tells nothing
        await commands.close_slot(tx, slots[1].id, paula.at(NINE))
    assert await free(tx, slots[1].id) == [True, False]


async def test_booking_moving_and_cancelling_tell_of_both_times(tx: Tx) -> None:
    one, other, *_ = await times(tx)
    anna, appointment = await booked(tx, one)
    assert await free(tx, one.id) == [True, False]
    await commands.move(tx, appointment.id, other.id, anna.by(10))
    assert await free(tx, one.id) == [True, False, True]
    assert await free(tx, other.id) == [True, False]
    await commands.cancel(tx, appointment.id, anna.by(11))
    assert await free(tx, other.id) == [True, False, True]


async def test_what_changes_no_time_tells_of_none(tx: Tx) -> None:
    one, *_ = await times(tx)
    anna, appointment = await booked(tx, one)
    await commands.check_in(tx, NORD, appointment.code, anna.at(one.starts_at))
    await commands.attend(tx, appointment.id, anna.at(one.starts_at))
    assert await free(tx, one.id) == [True, False]


async def test_an_outcome_that_is_undone_sets_its_time_free(tx: Tx) -> None:
    one, *_ = await times(tx)
    anna, contact = await served(tx)
    await commands.book(tx, contact, Booking(NORD, one.id, FOOD), KEYS, anna.by(5))
    await commands.undo(tx, contact, anna.by(6))
    assert await free(tx, one.id) == [True, False, True]


async def test_of_times_that_are_only_practised_nobody_hears(tx: Tx) -> None:
    slots = await times(tx, unit=PRACTICE)
    assert [await told(tx, slot.id) for slot in slots] == [[]] * len(slots)

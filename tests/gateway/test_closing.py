"""Closing time: nobody is left waiting silently, and no desk is left open."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, Told
from services.gateway.commands.closing import THE_CLOCK
from services.gateway.domain import CallEvent, Contact, Known
from services.gateway.domain.refusals import DeskNotOpen
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Outcome, contact_id
from shared.db import Pool, Scope, Tx, transaction
from tests.fixtures.cities import BEGAN, DATC, NORD, SUD, a_city, load_city
from tests.gateway.scene import Staff, arrive, at_work, hear, in_front_of, last_told, stored, told

CLOSES = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
"""Monday, half past one in Madrid."""
GRACE = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
MORNING = 60


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def desks(tx: Tx) -> list[str]:
    return [row["state"] for row in await tx.fetch("SELECT state FROM desk ORDER BY unit, number")]


async def arrive_at(tx: Tx, at: datetime, unit: str = NORD) -> Contact:
    return await commands.open_contact(tx, Arrival(unit), Staff().at(at))


async def test_those_who_still_wait_after_the_grace_are_recorded_as_gone(tx: Tx) -> None:
    contact = await arrive(tx, MORNING)
    await commands.close_day(tx, CLOSES + GRACE - timedelta(seconds=1))
    assert (await stored(tx, contact.id)) == contact
    await commands.close_day(tx, CLOSES + GRACE)
    gone = await stored(tx, contact.id)
    assert (gone.state, gone.left_from) == (ContactState.ABANDONED, ContactState.WAITING)
    assert gone.ended_at == CLOSES + GRACE
    assert await last_told(tx, gone) is gateway.ContactAbandoned
    who = "SELECT staff FROM contact_act WHERE contact = $1 AND version = 2"
    assert await tx.fetchval(who, gone.id) == THE_CLOCK.id


async def test_called_and_parked_contacts_end_and_their_desks_close(tx: Tx) -> None:
    anna, parked, called = await at_work(tx), await arrive(tx, 0), await arrive(tx, 1)
    await commands.call_next(tx, NORD, 1, anna.by(2))
    await commands.start(tx, parked.id, anna.by(3))
    await commands.park(tx, parked.id, anna.by(4))
    await commands.call_next(tx, NORD, 1, anna.by(5))
    await commands.close_day(tx, CLOSES + GRACE)
    ends = [(await stored(tx, each.id)).left_from for each in (parked, called)]
    assert ends == [ContactState.PARKED, ContactState.CALLED]
    assert (await desks(tx), await in_front_of(tx)) == (["closed"], None)


async def test_whoever_is_served_is_served_to_the_end_and_then_the_desk_closes(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, 0)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    await commands.start(tx, contact.id, anna.by(2))
    await commands.close_day(tx, CLOSES + GRACE)
    assert (await stored(tx, contact.id)).state is ContactState.SERVING
    assert (await desks(tx), await in_front_of(tx)) == (["open"], contact.id)
    late = CLOSES + GRACE + 30 * MINUTE
    closed = await commands.close(tx, contact.id, Outcome.RESOLVED, anna.at(late))
    assert closed.state is ContactState.CLOSED
    await commands.close_day(tx, late + MINUTE)
    assert await desks(tx) == ["closed"]


async def test_every_desk_that_is_left_closes_once_and_tells_it(tx: Tx) -> None:
    anna = await at_work(tx, 1)
    await at_work(tx, 2)
    await commands.pause_desk(tx, NORD, 1, anna.by(MORNING))
    for minutes in range(3):
        await commands.close_day(tx, CLOSES + GRACE + minutes * MINUTE)
    assert await desks(tx) == ["closed", "closed"]
    for number, versions in ((1, [1, 2, 3]), (2, [1, 2])):
        events = await told(tx, f"{NORD}/{number}")
        assert [event.version for event in events] == versions
        assert events[-1].state == "closed"
    assert (await commands.open_desk(tx, NORD, 1, Staff().at(CLOSES + timedelta(days=1)))).staff


async def test_during_the_grace_people_are_still_called(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, MORNING)
    await commands.close_day(tx, CLOSES + 10 * MINUTE)
    called = await commands.call_next(tx, NORD, 1, anna.at(CLOSES + 11 * MINUTE))
    assert called.contact.id == contact.id
    await commands.start(tx, contact.id, anna.at(CLOSES + 12 * MINUTE))
    await commands.close_day(tx, CLOSES + GRACE)
    assert (await stored(tx, contact.id)).state is ContactState.SERVING


async def test_whoever_comes_and_whichever_desk_changes_within_the_grace_ends_with_it(
    tx: Tx,
) -> None:
    anna, late = await at_work(tx), await arrive_at(tx, CLOSES + 10 * MINUTE)
    await commands.pause_desk(tx, NORD, 1, anna.at(CLOSES + 5 * MINUTE))
    await commands.close_day(tx, CLOSES + GRACE)
    assert (await stored(tx, late.id)).state is ContactState.ABANDONED
    assert await desks(tx) == ["closed"]


async def test_whoever_works_after_the_grace_is_left_in_peace_until_the_next_closing(
    tx: Tx,
) -> None:
    evening = CLOSES + timedelta(hours=5)
    contact = await arrive_at(tx, evening)
    await commands.open_desk(tx, NORD, 1, Staff().at(evening))
    await commands.close_day(tx, evening + MINUTE)
    assert (await stored(tx, contact.id)).state is ContactState.WAITING
    assert await desks(tx) == ["open"]
    await commands.close_day(tx, CLOSES + timedelta(days=1) + GRACE)
    assert (await stored(tx, contact.id)).state is ContactState.ABANDONED
    assert await desks(tx) == ["closed"]


async def test_a_grace_never_reaches_into_the_next_opening(tx: Tx) -> None:
    city = a_city()
    closing = city.rules.closing.model_copy(update={"grace_minutes": 120})
    rules = city.rules.model_copy(update={"closing": closing})
    await load_city(tx, city.model_copy(update={"rules": rules}), BEGAN + timedelta(days=1))
    thursday = timedelta(days=3)
    before = await arrive_at(tx, CLOSES + thursday + 80 * MINUTE)
    after_opening = await arrive_at(tx, CLOSES + thursday + 91 * MINUTE)
    await commands.close_day(tx, CLOSES + thursday + 120 * MINUTE)
    states = [(await stored(tx, each.id)).state for each in (before, after_opening)]
    assert states == [ContactState.ABANDONED, ContactState.WAITING]


async def test_each_unit_closes_at_its_own_hours(tx: Tx) -> None:
    centre, sud, phone = [await arrive(tx, MORNING, unit) for unit in (NORD, SUD, DATC)]
    await at_work(tx, unit=DATC)
    await commands.close_day(tx, CLOSES + GRACE)
    states = [(await stored(tx, each.id)).state for each in (centre, sud, phone)]
    assert states == [ContactState.ABANDONED, ContactState.ABANDONED, ContactState.WAITING]
    assert await desks(tx) == ["open"]
    await commands.close_day(tx, datetime(2026, 3, 2, 19, 30, tzinfo=UTC))
    assert (await stored(tx, phone.id)).state is ContactState.ABANDONED
    assert await desks(tx) == ["closed"]


@pytest.mark.parametrize("days", [0, 1, 3, 7])
async def test_a_clock_that_stood_still_at_closing_catches_up(tx: Tx, days: int) -> None:
    contact = await arrive(tx, MORNING)
    await at_work(tx)
    before_opening = datetime(2026, 3, 3, 6, tzinfo=UTC) + timedelta(days=days)
    await commands.close_day(tx, before_opening)
    assert (await stored(tx, contact.id)).state is ContactState.ABANDONED
    assert await desks(tx) == ["closed"]


async def test_after_each_of_the_days_hours_those_who_came_before_are_ended(tx: Tx) -> None:
    thursday = timedelta(days=3)
    morning = await arrive_at(tx, CLOSES + thursday - 60 * MINUTE)
    afternoon = await arrive_at(tx, CLOSES + thursday + 100 * MINUTE)
    await commands.close_day(tx, CLOSES + thursday + 120 * MINUTE)
    assert (await stored(tx, morning.id)).state is ContactState.ABANDONED
    assert (await stored(tx, afternoon.id)).state is ContactState.WAITING
    await commands.close_day(tx, datetime(2026, 3, 5, 19, tzinfo=UTC))
    assert (await stored(tx, afternoon.id)).state is ContactState.ABANDONED


async def test_closing_follows_the_clocks_of_summer(tx: Tx) -> None:
    july = datetime(2026, 7, 1, 9, tzinfo=UTC)
    contact = await arrive_at(tx, july)
    closes = july.replace(hour=11, minute=30)  # half past one in Madrid, in summer
    await commands.close_day(tx, closes + GRACE - MINUTE)
    assert (await stored(tx, contact.id)).state is ContactState.WAITING
    await commands.close_day(tx, closes + GRACE)
    assert (await stored(tx, contact.id)).state is ContactState.ABANDONED


async def test_calls_of_an_exchange_end_when_the_exchange_says_so(tx: Tx) -> None:
    at = datetime(2026, 3, 2, 18, tzinfo=UTC)
    events = (CallEvent.RANG, CallEvent.QUEUED)
    await hear(tx, [Told("c-1", event, Known(at, DATC)) for event in events])
    await commands.close_day(tx, at + timedelta(hours=5))
    assert (await stored(tx, contact_id("c-1"))).state is ContactState.WAITING


async def test_somebody_recorded_as_gone_too_early_can_be_brought_back(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx, MORNING)
    await commands.close_day(tx, CLOSES + GRACE)
    restored = await commands.undo(tx, contact.id, anna.at(CLOSES + GRACE + MINUTE))
    assert restored.state is ContactState.WAITING
    with pytest.raises(DeskNotOpen):
        await commands.call_next(tx, NORD, 1, anna.at(CLOSES + GRACE + MINUTE))


async def test_without_a_city_there_is_nothing_to_close(pool: Pool) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.close_day(tx, CLOSES + GRACE)
        assert await tx.fetchval("SELECT count(*) FROM outbox_pending") == 0

"""The agenda offers *Undo* exactly where the command accepts it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Booking
from services.gateway.commands.moving import Destination
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import DeskBusy, DeskNotOpen, NothingToUndo
from shared.contracts.gateway import Outcome
from shared.db import Tx
from shared.errors import NotFound, Refused
from tests.fixtures.cities import NORD, SUD, load_city
from tests.gateway.appointing import FOOD, KEYS, TUESDAY, Paula, served, times
from tests.gateway.scene import VIOLENCE, Staff, at_work, of

NORTH = frozenset({NORD})
Situation = Callable[["Coming"], Awaitable[None]]


class Coming:
    """Somebody who comes to an appointment, and what is done then, in minutes after its time."""

    def __init__(self, tx: Tx, anna: Staff, one: Appointment) -> None:
        self.tx, self.anna, self.one, self.paula = tx, anna, one, Paula(NORTH)

    def by(self, minutes: float, who: Staff | Paula | None = None) -> commands.By:
        return (who or self.anna).at(self.one.starts_at + timedelta(minutes=minutes))

    async def arrives(self, minutes: float = 0) -> None:
        self.one = await commands.check_in(self.tx, NORD, self.one.code, self.by(minutes))

    async def called(self, minutes: float = 1) -> None:
        await commands.call_next(self.tx, NORD, 1, self.by(minutes))

    async def served(self) -> None:
        await self.arrives()
        await self.called()
        assert self.one.arrival
        await commands.start(self.tx, self.one.arrival, self.by(2))

    async def received(self, minutes: float = 5) -> None:
        await commands.receive(self.tx, self.one.id, self.by(minutes, self.paula))

    async def attended(self, minutes: float = 6) -> None:
        await commands.attend(self.tx, self.one.id, self.by(minutes, self.paula))

    async def missed(self, minutes: float = 7) -> None:
        await commands.miss_appointment(self.tx, self.one.id, self.by(minutes, self.paula))

    async def offered(self, who: commands.By) -> bool:
        day = await queries.agenda_of_day(self.tx, NORD, TUESDAY, who.who, who.at)
        [entry] = [e for e in day.entries if e.appointment and e.appointment.id == self.one.id]
        return entry.may_undo


@pytest_asyncio.fixture
async def coming(tx: Tx) -> Coming:
    await load_city(tx)
    return await to_come(tx)


async def to_come(tx: Tx, reason: str = FOOD) -> Coming:
    [_, slot, *_] = await times(tx)
    anna, contact = await served(tx, reason)
    said = Booking(NORD, slot.id, reason)
    return Coming(tx, anna, await commands.book(tx, contact, said, KEYS, anna.by(5)))


async def nothing(_: Coming) -> None:
    """It is booked, no more."""


async def reception_called(c: Coming) -> None:
    await c.arrives()
    await c.called()


async def reception_serves(c: Coming) -> None:
    await c.served()


async def reception_ended_it(c: Coming) -> None:
    await c.served()
    assert c.one.arrival
    await commands.close(c.tx, c.one.arrival, Outcome.INFORMED, c.by(4))


async def another_act_followed(c: Coming) -> None:
    await c.arrives()
    assert c.one.arrival
    await commands.add_reason(c.tx, c.one.arrival, "DEP", c.by(1))


async def received_from_a_desk(c: Coming) -> None:
    await c.served()
    await c.received()


async def desk_went_on(c: Coming) -> None:
    await received_from_a_desk(c)
    await commands.open_contact(c.tx, commands.Arrival(NORD), c.by(5))
    await c.called(6)


async def desk_closed(c: Coming) -> None:
    await received_from_a_desk(c)
    await commands.close_desk(c.tx, NORD, 1, c.by(6))


async def passed_elsewhere(c: Coming) -> None:
    await c.arrives()
    assert c.one.arrival
    await commands.pass_on(c.tx, c.one.arrival, Destination(SUD), c.by(1))


async def attended_elsewhere(c: Coming) -> None:
    await passed_elsewhere(c)
    await c.attended()


async def attended(c: Coming) -> None:
    await c.arrives()
    await c.attended()


async def attended_and_received(c: Coming) -> None:
    await c.arrives()
    await c.received()
    await c.attended()


async def missed_before(c: Coming) -> None:
    await c.missed()


async def went_away(c: Coming) -> None:
    await c.arrives()
    await c.missed()


async def ended_otherwise_and_seen(c: Coming) -> None:
    await reception_ended_it(c)
    await c.attended()


SITUATIONS: dict[Situation, type[Refused] | None] = {
    nothing: NothingToUndo,
    Coming.arrives: None,
    reception_called: NothingToUndo,
    reception_serves: NothingToUndo,
    reception_ended_it: NothingToUndo,
    another_act_followed: NothingToUndo,
    received_from_a_desk: None,
    desk_went_on: DeskBusy,
    desk_closed: DeskNotOpen,
    passed_elsewhere: NothingToUndo,
    attended_elsewhere: NotFound,
    attended: None,
    attended_and_received: None,
    missed_before: None,
    went_away: None,
    ended_otherwise_and_seen: None,
}
"""What was done, and why the agenda of the unit's own professional does not undo it."""


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.__name__)
async def test_undo_is_offered_exactly_where_it_is_accepted(
    coming: Coming, situation: Situation
) -> None:
    refused = SITUATIONS[situation]
    await situation(coming)
    who = coming.by(8, coming.paula)
    assert await coming.offered(who) is (refused is None)
    if refused is None:
        await commands.undo_of_appointment(coming.tx, coming.one.id, who)
    else:
        with pytest.raises(refused):
            await commands.undo_of_appointment(coming.tx, coming.one.id, who)


@pytest.mark.parametrize("situation", [Coming.arrives, attended_and_received, missed_before])
async def test_undo_is_offered_for_ten_minutes_after_the_act_was_said(
    coming: Coming, situation: Situation
) -> None:
    await situation(coming)
    said = {"arrives": 0, "attended_and_received": 6, "missed_before": 7}[situation.__name__]
    assert await coming.offered(coming.by(said + 10))
    late = coming.by(said + 10.1)
    assert not await coming.offered(late)
    with pytest.raises(NothingToUndo):
        await commands.undo_of_appointment(coming.tx, coming.one.id, late)


async def test_whoever_sees_where_they_were_passed_is_offered_to_undo_what_was_done_there(
    coming: Coming,
) -> None:
    await attended_elsewhere(coming)
    for who, sees in ((of(NORD), False), (of(NORD, SUD), True)):
        assert await coming.offered(coming.by(8, who)) is sees


async def test_after_one_undo_the_act_before_it_is_the_next_to_be_offered(coming: Coming) -> None:
    await at_work(coming.tx, 2)
    await attended_and_received(coming)
    offered = []
    for _ in range(3):
        who = coming.by(8, coming.paula)
        offered.append(await coming.offered(who))
        await commands.undo_of_appointment(coming.tx, coming.one.id, who)
    assert offered == [True, True, True]
    assert not await coming.offered(coming.by(8, coming.paula))


async def test_a_restricted_reason_is_undone_from_the_agenda_like_any_other(tx: Tx) -> None:
    await load_city(tx)
    coming = await to_come(tx, VIOLENCE)
    await attended(coming)
    for who in (coming.by(8, coming.paula), coming.by(8)):
        assert await coming.offered(who)

"""What the desk, the wall and other readers get to see."""

from dataclasses import fields

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival, Destination, Told
from services.gateway.domain import CallEvent, Known, Why
from services.gateway.queries import Call, Wall
from shared.contracts.gateway import ContactState, Door, Level
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from tests.fixtures.cities import DATC, NORD, PRACTICE, SUD, load_city
from tests.gateway.scene import NINE, Staff, after, arrive, at_work, hear, of, stored

ANNA = Staff().by().who


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def wall(tx: Tx, minutes: float, unit: str = NORD) -> Wall:
    return (await queries.walls(tx, [unit], after(minutes)))[unit]


async def test_the_reception_shows_who_waits_next_first_who_is_parked_and_the_desks(
    tx: Tx,
) -> None:
    anna = await at_work(tx)
    await at_work(tx, 2)
    served, plain = await arrive(tx, 0), await arrive(tx, 1)
    urgent = await arrive(tx, 2, level=Level.URGENT)
    await arrive(tx, 2, SUD)
    gone = await arrive(tx, 2)
    await commands.abandon(tx, gone.id, anna.by(3))
    await commands.pass_on(tx, served.id, Destination(NORD, 1), anna.by(3))
    await commands.call_next(tx, NORD, 1, anna.by(3))
    await commands.start(tx, served.id, anna.by(3))
    here = await queries.reception(tx, NORD, ANNA, after(4.5))
    assert [contact.id for contact in here.waiting] == [urgent.id, plain.id]
    assert {contact.id for contact in here.present} == {served.id, plain.id, urgent.id}
    assert [(desk.number, desk.contact) for desk in here.desks.all] == [(1, served.id), (2, None)]
    assert here.desks.of(anna.id) == here.desks.all[0]
    assert (here.desks.of(Staff().id), here.desks.open) == (None, 2)
    assert here.find(served.id) == await stored(tx, served.id)
    assert (here.minute, here.unit) == (after(4), NORD)
    await commands.park(tx, served.id, anna.by(5))
    assert [c.id for c in (await queries.reception(tx, NORD, ANNA, after(6))).parked] == [served.id]


async def test_the_reception_says_how_long_somebody_waits_and_why_they_are_next(tx: Tx) -> None:
    plain, urgent = await arrive(tx, 0), await arrive(tx, 10, level=Level.URGENT)
    here = await queries.reception(tx, NORD, ANNA, after(12))
    assert here.why(urgent, here.waiting) is Why.LEVEL
    assert (here.waited(plain), here.share_of_bound(plain)) == (720, 0.4)
    later = await queries.reception(tx, NORD, ANNA, after(60))
    assert later.waiting[0].id == plain.id
    assert later.why(plain, later.waiting) is Why.RAISED
    assert later.share_of_bound(plain) == 1


async def test_a_desk_sees_the_queue_that_it_calls_from(tx: Tx) -> None:
    anna, plain, passed = await at_work(tx), await arrive(tx, 0), await arrive(tx, 1)
    await commands.pass_on(tx, passed.id, Destination(NORD, 1), anna.by(2))
    here = await queries.reception(tx, NORD, ANNA, after(3))
    assert [c.id for c in here.for_desk(1)] == [passed.id, plain.id]
    assert [c.id for c in here.for_desk(2)] == [plain.id]
    called = await commands.call_next(tx, NORD, 1, anna.by(3))
    assert (called.contact.id, called.why) == (passed.id, Why.PASSED)


async def test_calls_of_an_exchange_are_counted_at_the_reception_and_not_called(tx: Tx) -> None:
    for call, events in (("a", ["rang"]), ("b", ["rang", "queued"]), ("c", ["rang", "answered"])):
        known = [Told(call, CallEvent(event), Known(after(0), DATC)) for event in events]
        await hear(tx, known)
    here = await queries.reception(tx, DATC, ANNA, after(1))
    assert here.waiting == []
    assert here.on_the_line(ContactState.WAITING, ContactState.RINGING) == 2
    assert here.on_the_line(ContactState.SERVING) == 1


async def test_receptions_of_several_units_differ_only_when_their_screens_do(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await arrive(tx, 0)
        await arrive(tx, 0, SUD)
    first = await queries.receptions(pool, [NORD, SUD, DATC], after(1))
    same_minute = await queries.receptions(pool, [NORD, SUD, DATC], after(1.9))
    next_minute = await queries.receptions(pool, [NORD], after(2))
    assert (first == same_minute, first[NORD] == next_minute[NORD]) == (True, False)
    assert [len(here.present) for here in first.values()] == [1, 1, 0]
    async with transaction(pool, Scope.SYSTEM) as tx:
        await arrive(tx, 1)
    changed = await queries.receptions(pool, [NORD, SUD], after(1.9))
    assert (changed[NORD] == first[NORD], changed[SUD] == first[SUD]) == (False, True)


async def test_the_wall_shows_codes_and_desks_and_nothing_of_anybody(tx: Tx) -> None:
    assert [field.name for field in fields(Call)] == ["code", "desk", "calls", "now"]
    assert [field.name for field in fields(Wall)] == [
        "unit",
        "minute",
        "calls",
        "expected",
        "on_paper",
    ]
    anna, berta = await at_work(tx, 1), await at_work(tx, 2)
    first, second = await arrive(tx, 0, level=Level.URGENT), await arrive(tx, 1)
    assert (await wall(tx, 1)).calls == ()
    await commands.call_next(tx, NORD, 1, anna.by(2))
    await commands.call_next(tx, NORD, 2, berta.by(3))
    await commands.recall(tx, second.id, berta.by(4))
    await commands.start(tx, first.id, anna.by(4))
    shown = await wall(tx, 5.5)
    assert shown == Wall(
        NORD, after(5), (Call("N 002", 2, 2, now=True), Call("N 001", 1, 1, now=False))
    )
    assert ([call.code for call in shown.now], [call.code for call in shown.past]) == (
        ["N 002"],
        ["N 001"],
    )


async def test_the_wall_forgets_after_half_an_hour_and_what_was_undone_at_once(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    assert len((await wall(tx, 30.9)).calls) == 1
    assert (await wall(tx, 31)).calls == ()
    await commands.undo(tx, contact.id, anna.by(2))
    assert (await wall(tx, 3)).calls == ()


async def test_the_wall_shows_a_contact_once_where_it_was_called_last(tx: Tx) -> None:
    anna, berta, contact = await at_work(tx, 1), await at_work(tx, 2), await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    await commands.pass_on(tx, contact.id, Destination(NORD, 2), anna.by(1))
    assert (await wall(tx, 2)).calls == (Call("N 001", 1, 0, now=False),)
    await commands.call_next(tx, NORD, 2, berta.at(after(1).replace(microsecond=500)))
    assert (await wall(tx, 2)).calls == (Call("N 001", 2, 1, now=True),)


async def test_the_wall_of_a_unit_never_shows_a_desk_of_another(tx: Tx) -> None:
    anna, contact = await at_work(tx, 2), await arrive(tx)
    await commands.call_next(tx, NORD, 2, anna.by(1))
    await commands.pass_on(tx, contact.id, Destination(SUD), anna.by(2))
    assert (await wall(tx, 3, SUD)).calls == ()
    clara = await at_work(tx, 1, SUD)
    await commands.call_next(tx, SUD, 1, clara.by(4))
    assert (await wall(tx, 5, SUD)).calls == (Call("N 001", 1, 1, now=True),)
    assert (await wall(tx, 5, NORD)).now == []


async def test_the_tally_of_a_door_is_its_contacts_and_the_sum_of_their_versions(tx: Tx) -> None:
    async def tally(door: Door, *times: float | None) -> tuple[int, int]:
        since, until = [None if each is None else after(each) for each in times or (None, None)]
        found = await queries.tally(tx, door, since, until, NINE)
        return found.contacts, found.versions

    assert await tally(Door.PHONE) == (0, 0)
    practised = await arrive(tx)
    await tx.execute("UPDATE contact SET invented = 'bread' WHERE id = $1", practised.id)
    await commands.open_contact(tx, Arrival(PRACTICE, Door.DESK), Staff().by())
    anna, contact = Staff(), await arrive(tx)
    await commands.abandon(tx, contact.id, anna.by(1))
    await commands.open_contact(tx, Arrival(DATC, Door.PHONE), anna.by(1))
    news = [Told("c", CallEvent(event), Known(after(0), DATC)) for event in ("rang", "queued")]
    await hear(tx, news)
    assert (await tally(Door.DESK), await tally(Door.PHONE)) == ((1, 2), (2, 3))
    assert (await tally(Door.PHONE, 0, 1), await tally(Door.PHONE, 1, None)) == ((1, 2), (1, 1))
    assert (await tally(Door.PHONE, None, 0), await tally(Door.PHONE, 0, 2)) == ((0, 0), (2, 3))


async def test_ones_last_act_is_offered_until_somebody_acts_upon_it(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)

    async def offered(minutes: float, staff: Staff = anna, unit: str = NORD) -> object:
        last = await queries.last_act(tx, unit, staff.by().who, after(minutes))
        return last and (last.contact, last.code, last.act, last.version)

    assert await offered(0) is None
    await commands.call_next(tx, NORD, 1, anna.by(1))
    assert await offered(2) == (contact.id, "N 001", "called", 2)
    assert (await offered(12), await offered(2, unit=SUD), await offered(2, Staff())) == (None,) * 3
    await commands.start(tx, contact.id, anna.by(2))
    assert await offered(3) == (contact.id, "N 001", "started", 3)
    await commands.undo(tx, contact.id, anna.by(3))
    assert await offered(4) == (contact.id, "N 001", "called", 4)
    await commands.recall(tx, contact.id, Staff().by(4))
    assert await offered(5) is None


async def test_a_contact_is_shown_within_the_scope_only(tx: Tx) -> None:
    contact = await arrive(tx)
    assert await queries.contact(tx, contact.id, of(NORD).by().who, after(0)) == contact
    with pytest.raises(NotFound):
        await queries.contact(tx, contact.id, of(SUD).by().who, after(0))


async def test_one_reception_for_all_who_watch_is_to_each_what_they_may_know(pool: Pool) -> None:
    await load_city(pool)
    berta = Staff()
    async with transaction(pool, Scope.SYSTEM) as tx:
        anna = await at_work(tx)
        await commands.open_desk(tx, NORD, 2, berta.by())
        theirs, other = await arrive(tx, 0), await arrive(tx, 1)
        called = await commands.call_next(tx, NORD, 1, anna.by(1))
        await tx.execute(
            "INSERT INTO person (id, version, name, created_at) VALUES ($1, 1, '\\x01', now())",
            berta.id,
        )
        await tx.execute("UPDATE contact SET person = $1 WHERE id = $2", berta.id, theirs.id)
    assert called.contact.id == theirs.id
    free = (await queries.receptions(pool, [NORD], after(2)))[NORD]
    assert free.for_reader(berta.by().who).present == free.present
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute(
            "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at) "
            "VALUES ($1, $1, $1, 'by_person', $2, now())",
            berta.id,
            anna.id,
        )
    kept = (await queries.receptions(pool, [NORD], after(2)))[NORD]
    assert kept != free
    assert kept.for_reader(anna.by().who) == free.for_reader(anna.by().who)
    hers = kept.for_reader(berta.by().who)
    assert [contact.id for contact in hers.present] == [other.id]
    assert [desk.contact for desk in hers.desks.all] == [None, None]
    assert hers.for_reader(berta.by().who) == hers

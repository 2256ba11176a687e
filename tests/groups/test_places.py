"""From publishing to a place: full, waiting, offered, accepted, and what is told of it."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from services.groups import commands
from services.groups.commands import Asked, Coming
from services.groups.domain.refusals import (
    NoPlaceLeft,
    OfferOver,
    PlacesTaken,
    SessionOver,
    TooManyTogether,
)
from shared.contracts.groups import Attendance, PlaceAnswer, PlaceState, SessionState
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from tests.fixtures.cities import NORD, SUD, load_city
from tests.groups.scene import (
    STARTS,
    Facilitator,
    after,
    ask,
    asking,
    last_of,
    last_of_place,
    once,
    published,
    stands,
    states,
    told,
)

ACCEPTED, DECLINED = PlaceAnswer.ACCEPTED, PlaceAnswer.DECLINED
WITHDRAWN = PlaceAnswer.WITHDRAWN
WAITING, OFFERED, ENROLLED = PlaceState.WAITING, PlaceState.OFFERED, PlaceState.ENROLLED


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def test_a_published_session_is_told_with_its_places(tx: Tx) -> None:
    session = await published(tx, capacity=5)
    event = await last_of(tx, session)
    assert (event.capacity, event.taken, event.offered, event.waiting) == (5, 0, 0, 0)
    assert (event.state, event.open, event.public) == (SessionState.PUBLISHED, True, True)
    assert event.starts_at == STARTS
    assert event.attended is None


async def test_a_draft_is_nobody_elses_affair(tx: Tx) -> None:
    [draft], _ = await commands.open_series(tx, NORD, once(), Facilitator().by())
    assert await told(tx, draft.id) == []


async def test_whoever_asks_has_a_place_while_there_is_room_and_waits_then(tx: Tx) -> None:
    session = await published(tx, capacity=2)
    asked = [await ask(tx, session, minutes=n) for n in range(3)]
    assert await states(tx, asked) == [ENROLLED, ENROLLED, WAITING]
    event = await last_of(tx, session)
    assert (event.taken, event.offered, event.waiting) == (2, 0, 1)
    place = await last_of_place(tx, asked[0])
    assert place.state is ENROLLED
    assert place.enrolled_at == after(0)
    assert place.contact_id is not None
    assert place.person_id is not None


async def test_a_place_that_is_given_back_is_offered_and_accepted(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second, third = [await ask(tx, session, minutes=n) for n in range(3)]
    await commands.answer_by_event(tx, first, WITHDRAWN, after(10))
    assert await states(tx, [first, second, third]) == [PlaceState.WITHDRAWN, OFFERED, WAITING]
    offer = await last_of_place(tx, second)
    assert offer.offered_at == after(10)
    assert offer.offered_until is not None
    assert offer.offered_until > after(10)
    event = await last_of(tx, session)
    assert (event.taken, event.offered, event.waiting) == (0, 1, 1)
    await commands.answer_by_event(tx, second, ACCEPTED, after(20))
    assert await states(tx, [second, third]) == [ENROLLED, WAITING]
    assert (await last_of(tx, session)).taken == 1
    await commands.answer_by_event(tx, third, WITHDRAWN, after(30))
    assert (await last_of(tx, session)).waiting == 0


async def test_a_declined_offer_goes_to_the_next(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second, third = [await ask(tx, session, minutes=n) for n in range(3)]
    await commands.answer_by_event(tx, first, WITHDRAWN, after(10))
    await commands.answer_by_event(tx, second, DECLINED, after(20))
    assert await states(tx, [second, third]) == [PlaceState.DECLINED, OFFERED]


async def test_an_offer_holds_for_opening_hours_and_then_passes_on(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second, third = [await ask(tx, session, minutes=n) for n in range(3)]
    await commands.answer_by_event(tx, first, WITHDRAWN, after(60))
    until = (await stands(tx, second)).offered_until
    assert until is not None
    # 480 minutes of mornings of four and a half hours: 210 left that day, 270 on the next
    assert until == after(24 * 60) + timedelta(hours=4, minutes=30)
    await commands.pass_all_on(tx, until - timedelta(seconds=1), until - timedelta(seconds=1))
    assert await states(tx, [second, third]) == [OFFERED, WAITING]
    await commands.pass_all_on(tx, until, until)
    assert await states(tx, [second, third]) == [PlaceState.EXPIRED, OFFERED]
    with pytest.raises(OfferOver):
        await commands.answer(tx, second, ACCEPTED, Facilitator().at(until))
    again = await commands.wait_again(tx, second, Facilitator().at(until))
    assert again.state is WAITING
    told_again = await last_of_place(tx, second)
    assert (told_again.ended_at, told_again.offered_at) == (None, None)


async def test_once_it_began_nobody_waits_again(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second = [await ask(tx, session, minutes=n) for n in range(2)]
    await commands.answer_by_event(tx, first, WITHDRAWN, after(60))
    until = (await stands(tx, second)).offered_until
    assert until is not None
    await commands.pass_all_on(tx, until, until)
    before = await stands(tx, second)
    assert before.state is PlaceState.EXPIRED
    for begun in (STARTS, STARTS + timedelta(hours=3)):
        with pytest.raises(SessionOver):
            await commands.wait_again(tx, second, Facilitator().at(begun))
    assert await stands(tx, second) == before


async def test_shortly_before_the_session_all_who_wait_are_asked_and_the_first_has_it(
    tx: Tx,
) -> None:
    session = await published(tx, capacity=1)
    first, *rest = [await ask(tx, session, minutes=n) for n in range(3)]
    late = STARTS - timedelta(hours=5)
    await commands.answer_by_event(tx, first, WITHDRAWN, late)
    assert await states(tx, rest) == [OFFERED, OFFERED]
    assert (await last_of(tx, session)).offered == 0
    await commands.answer(tx, rest[1], ACCEPTED, Facilitator().at(late))
    with pytest.raises(NoPlaceLeft):
        await commands.answer(tx, rest[0], ACCEPTED, Facilitator().at(late))


async def test_who_was_slower_by_event_is_told_again_how_the_place_stands(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, faster, slower = [await ask(tx, session, minutes=n) for n in range(3)]
    late = STARTS - timedelta(hours=5)
    await commands.answer_by_event(tx, first, WITHDRAWN, late)
    before = await last_of_place(tx, slower)
    for place in (faster, slower):
        await commands.answer_by_event(tx, place, ACCEPTED, late + timedelta(minutes=1))
    assert await states(tx, [faster, slower]) == [ENROLLED, OFFERED]
    again = await last_of_place(tx, slower)
    assert (again.state, again.offered_until) == (OFFERED, before.offered_until)
    assert again.version == before.version + 1 == (await stands(tx, slower)).version


async def test_a_place_given_up_too_late_is_told_again_and_what_is_over_is_not(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second = [await ask(tx, session, minutes=n) for n in range(2)]
    await commands.pass_all_on(tx, STARTS, STARTS)
    for place, said in ((first, WITHDRAWN), (second, ACCEPTED)):
        await commands.answer_by_event(tx, place, said, STARTS)
    assert [getattr(each, "state", None) for each in await told(tx, first)] == [ENROLLED] * 2
    assert (await last_of_place(tx, second)).state is PlaceState.EXPIRED
    assert len(await told(tx, second)) == 2


async def test_once_it_begins_nobody_waits_any_more(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second = [await ask(tx, session, minutes=n) for n in range(2)]
    await commands.pass_all_on(tx, STARTS, STARTS)
    assert await states(tx, [first, second]) == [ENROLLED, PlaceState.EXPIRED]


async def test_nobody_waits_for_a_session_that_was_closed_before_it_began(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    here, waiting = [await ask(tx, session, minutes=n) for n in range(2)]
    by = Facilitator().at(STARTS - timedelta(minutes=10))
    await commands.mark_all(tx, session.id, by)
    await commands.close_sheet(tx, session.id, by)
    assert await states(tx, [here, waiting]) == [ENROLLED, PlaceState.EXPIRED]
    assert (await last_of_place(tx, waiting)).state is PlaceState.EXPIRED
    event = await last_of(tx, session)
    assert (event.state, event.waiting, event.attended) == (SessionState.HELD, 0, 1)


async def test_who_was_excused_was_not_absent(tx: Tx) -> None:
    session = await published(tx, capacity=4)
    excused, absent = [await ask(tx, session, places=2) for _ in range(2)]
    by = Facilitator().at(STARTS)
    await commands.mark(tx, excused, Coming(Attendance.EXCUSED), by)
    await commands.mark(tx, absent, Coming(Attendance.ABSENT), by)
    await commands.close_sheet(tx, session.id, by)
    event = await last_of(tx, session)
    assert (event.state, event.attended, event.absent) == (SessionState.HELD, 0, 2)


async def test_a_household_has_all_its_places_or_none_and_blocks_nobody_for_long(tx: Tx) -> None:
    session = await published(tx, capacity=4)
    held = await ask(tx, session, 2)
    family = await ask(tx, session, 3, minutes=1)
    single = await ask(tx, session, 1, minutes=2)
    assert await states(tx, [family, single]) == [WAITING, ENROLLED]
    await commands.answer_by_event(tx, held, WITHDRAWN, after(10))
    assert (await stands(tx, family)).state is OFFERED
    with pytest.raises(TooManyTogether):
        await commands.ask(tx, asking(session, 5), Facilitator().by(11))


async def test_what_cannot_be_had_is_told_as_refused_and_only_once(tx: Tx) -> None:
    session = await published(tx, capacity=2)
    await commands.cancel(tx, session.id, Facilitator().by(5))
    off = asking(session)
    nowhere = commands.Asked(uuid4(), uuid4(), off.door, SUD, contact=uuid4())
    too_many = asking(await published(tx, capacity=2), 3)
    for asked in (off, nowhere, too_many):
        for _ in range(2):
            await commands.ask_by_event(tx, asked, after(6))
        [event] = await told(tx, asked.place_id)
        assert event == await last_of_place(tx, asked.place_id)
        assert (await last_of_place(tx, asked.place_id)).state is PlaceState.REFUSED
    assert (await last_of_place(tx, nowhere.place_id)).unit == SUD


async def test_asking_and_answering_again_changes_nothing(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    asked = asking(session)
    for _ in range(3):
        await commands.ask_by_event(tx, asked, after(1))
        await commands.answer_by_event(tx, asked.place_id, ACCEPTED, after(2))
        await commands.answer_by_event(tx, uuid4(), ACCEPTED, after(2))
    assert len(await told(tx, asked.place_id)) == 1
    assert (await last_of(tx, session)).taken == 1


async def test_a_cancelled_session_takes_back_every_place_and_tells(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    asked = [await ask(tx, session, minutes=n) for n in range(2)]
    for _ in range(2):
        await commands.cancel(tx, session.id, Facilitator().by(30))
    assert await states(tx, asked) == [PlaceState.REVOKED] * 2
    assert [len(await told(tx, each)) for each in asked] == [2, 2]
    event = await last_of(tx, session)
    assert (event.state, event.open, event.taken) == (SessionState.CANCELLED, False, 0)


async def test_a_larger_session_offers_and_a_smaller_takes_back_the_newest_offer(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    asked = [await ask(tx, session, minutes=n) for n in range(4)]
    await commands.change_capacity(tx, session.id, 3, Facilitator().by(10))
    assert await states(tx, asked) == [ENROLLED, OFFERED, OFFERED, WAITING]
    await commands.change_capacity(tx, session.id, 2, Facilitator().by(11))
    assert await states(tx, asked) == [ENROLLED, OFFERED, PlaceState.REVOKED, WAITING]
    await commands.answer_by_event(tx, asked[1], ACCEPTED, after(12))
    with pytest.raises(PlacesTaken):
        await commands.change_capacity(tx, session.id, 1, Facilitator().by(13))


async def test_another_units_session_is_absent(tx: Tx) -> None:
    session = await published(tx)
    stranger = Facilitator(frozenset({SUD}))
    with pytest.raises(NotFound):
        await commands.cancel(tx, session.id, stranger.by())


async def test_postgresql_itself_lets_nobody_in_beyond_the_capacity(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        session = await published(tx, capacity=1)
        place = await ask(tx, session)
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute("UPDATE place SET places = 2 WHERE id = $1", place)
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute("UPDATE group_session SET taken = taken + 1")


async def look(pool: Pool, over: asyncio.Event) -> list[int]:
    """How many places are taken or kept, again and again, as others see it."""
    counted = (
        "SELECT coalesce(sum(places) FILTER (WHERE state = 'enrolled' "
        "OR (state = 'offered' AND reserved)), 0) FROM place"
    )
    seen = []
    while not over.is_set():
        async with transaction(pool, Scope.SYSTEM) as tx:
            seen.append(await tx.fetchval(counted))
        await asyncio.sleep(0)
    return seen


async def come(pool: Pool, asked: Asked, number: int) -> None:
    """Somebody asks, and says something to whatever came of it."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.ask_by_event(tx, asked, after(number))
    said = (ACCEPTED, WITHDRAWN, DECLINED)[number % 3]
    async with transaction(pool, Scope.SYSTEM) as tx:
        await commands.answer_by_event(tx, asked.place_id, said, after(100 + number))


async def test_many_at_once_never_have_more_than_there_is(pool: Pool) -> None:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        session = await published(tx, capacity=5)
    asked = [asking(session, 1 + n % 3) for n in range(30)]
    over = asyncio.Event()
    watching = asyncio.create_task(look(pool, over))
    for start in range(0, 30, 4):
        await asyncio.gather(*(come(pool, asked[n], n) for n in range(start, min(start + 4, 30))))
    over.set()
    assert max(await watching) == 5
    async with transaction(pool, Scope.SYSTEM) as tx:
        row = await tx.fetchrow("SELECT taken, kept, capacity FROM group_session")
        places = [await stands(tx, each.place_id) for each in asked]
    assert row is not None
    assert row["taken"] == sum(each.places for each in places if each.state is ENROLLED)
    assert row["kept"] == sum(each.places for each in places if each.state is OFFERED)
    assert row["taken"] + row["kept"] <= row["capacity"]

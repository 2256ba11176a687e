"""What the gateway and the referrals tell is done in its order, once, however often it is told."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.groups import commands, store
from services.groups.reactions import follow, reactions
from services.groups.timers.now import Now
from shared import erased
from shared.consumer import Told
from shared.contracts import Event
from shared.contracts.gateway import PersonErased, PlaceAnswered, PlaceAsked
from shared.contracts.groups import PlaceAnswer, PlaceDoor, PlaceState
from shared.contracts.referrals import ReferredPlaceAnswered, ReferredPlaceAsked
from shared.db import Pool, Scope, Tx, connect, transaction
from shared.settings import Settings
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.databases import Database
from tests.groups.scene import STARTS, after, last_of_place, published, stands, states, told

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def now() -> datetime:
    """The worker's time."""
    return NOW


def heard(*events: Event) -> list[Told[Event]]:
    """The events as a consumer hands them on."""
    return [
        Told(uuid4(), event, "gateway", "e", NOW, 0, number) for number, event in enumerate(events)
    ]


def asked(session: UUID, minutes: float) -> PlaceAsked:
    return PlaceAsked(
        at=after(minutes),
        version=1,
        place_id=uuid4(),
        session_id=session,
        contact_id=uuid4(),
        unit=SUD,
        places=1,
        restricted=False,
        person_id=uuid4(),
    )


def asked_by_referral(session: UUID, minutes: float) -> ReferredPlaceAsked:
    return ReferredPlaceAsked(
        at=after(minutes),
        version=1,
        place_id=uuid4(),
        referral_id=uuid4(),
        session_id=session,
        unit=SUD,
        places=1,
        restricted=False,
        person_id=uuid4(),
    )


async def test_a_batch_is_followed_in_its_order_and_again_changes_nothing(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second = asked(session.id, 1), asked(session.id, 2)
    referred = ReferredPlaceAsked(
        at=after(3),
        version=1,
        place_id=uuid4(),
        referral_id=uuid4(),
        session_id=session.id,
        unit=NORD,
        places=1,
        restricted=False,
    )
    gone = PlaceAnswered(
        at=after(4), version=2, place_id=first.place_id, answer=PlaceAnswer.WITHDRAWN
    )
    taken = PlaceAnswered(
        at=after(5), version=2, place_id=second.place_id, answer=PlaceAnswer.ACCEPTED
    )
    no = ReferredPlaceAnswered(
        at=after(6), version=2, place_id=referred.place_id, answer=PlaceAnswer.WITHDRAWN
    )
    batch = heard(first, second, referred, gone, taken, no)
    for _ in range(2):
        await follow(tx, batch, after(6))
    assert (await stands(tx, first.place_id)).state is PlaceState.WITHDRAWN
    offered = await told(tx, second.place_id)
    assert [getattr(each, "state", None) for each in offered] == [
        PlaceState.WAITING,
        PlaceState.OFFERED,
        PlaceState.ENROLLED,
    ]
    event = await last_of_place(tx, second.place_id)
    assert (event.door, event.contact_id) == (PlaceDoor.GATEWAY, second.contact_id)
    assert (event.person_id, event.unit) == (second.person_id, NORD)
    event = await last_of_place(tx, referred.place_id)
    assert (event.door, event.referral_id) == (PlaceDoor.REFERRAL, referred.referral_id)
    assert event.state is PlaceState.WITHDRAWN


async def test_what_is_heard_days_later_is_offered_from_then_on(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second, late = asked(session.id, 1), asked(session.id, 2), asked(session.id, 4)
    await follow(tx, heard(first, second), after(2))
    gone = PlaceAnswered(
        at=after(3), version=2, place_id=first.place_id, answer=PlaceAnswer.WITHDRAWN
    )
    days = 2 * 24 * 60
    await reactions(lambda: then(days))[PlaceAnswered](tx, heard(gone, late))
    offer = await last_of_place(tx, second.place_id)
    assert (offer.state, offer.offered_at) == (PlaceState.OFFERED, after(days))
    assert offer.offered_until is not None
    assert offer.offered_until > after(days)
    assert (await last_of_place(tx, first.place_id)).ended_at == after(3)
    assert (await stands(tx, late.place_id)).since == after(4)
    yes = PlaceAnswered(
        at=after(days + 1), version=2, place_id=second.place_id, answer=PlaceAnswer.ACCEPTED
    )
    await follow(tx, heard(yes), offer.offered_until + timedelta(days=1))
    assert (await stands(tx, second.place_id)).enrolled_at == after(days + 1)


async def offered_until_noon_tomorrow(tx: Tx) -> tuple[UUID, UUID, datetime]:
    """Two who wait for the one place of a session, which the first is offered; until when."""
    session = await published(tx, capacity=1)
    first, second, third = (asked(session.id, n) for n in range(3))
    gone = PlaceAnswered(
        at=after(3), version=2, place_id=first.place_id, answer=PlaceAnswer.WITHDRAWN
    )
    await follow(tx, heard(first, second, third, gone), after(3))
    until = (await stands(tx, second.place_id)).offered_until
    assert until is not None
    return second.place_id, third.place_id, until


async def test_a_yes_in_time_counts_though_the_offer_ended_before_it_is_heard(tx: Tx) -> None:
    mine, next_one, until = await offered_until_noon_tomorrow(tx)
    said, now = until - timedelta(minutes=10), until + timedelta(hours=3)
    for heard_to in (None, said):
        await commands.pass_all_on(tx, now, heard_to)
    session = (await stands(tx, mine)).session
    by_telephone = asked(session, 5).model_copy(update={"at": said})
    await follow(tx, heard(by_telephone), now)
    places = (mine, next_one, by_telephone.place_id)
    assert await states(tx, places) == [PlaceState.OFFERED, PlaceState.WAITING, PlaceState.WAITING]
    yes = PlaceAnswered(at=said, version=2, place_id=mine, answer=PlaceAnswer.ACCEPTED)
    await follow(tx, heard(yes), now)
    assert (await stands(tx, mine)).enrolled_at == said


async def test_an_offer_passes_on_once_all_that_was_told_before_its_end_is_heard(tx: Tx) -> None:
    mine, next_one, until = await offered_until_noon_tomorrow(tx)
    await commands.pass_all_on(tx, until - timedelta(seconds=1), until)
    assert (await stands(tx, mine)).state is PlaceState.OFFERED
    now = until + timedelta(seconds=9)
    await commands.pass_all_on(tx, now, until)
    assert await states(tx, (mine, next_one)) == [PlaceState.EXPIRED, PlaceState.OFFERED]
    assert (await stands(tx, next_one)).offered_at == now


async def test_a_yes_said_before_the_session_counts_though_it_is_heard_after(tx: Tx) -> None:
    session = await published(tx, capacity=1)
    first, second, third = (asked(session.id, n) for n in range(3))
    said = STARTS - timedelta(hours=2)
    gone = PlaceAnswered(at=said, version=2, place_id=first.place_id, answer=PlaceAnswer.WITHDRAWN)
    await follow(tx, heard(first, second, third, gone), said)
    await commands.pass_all_on(tx, STARTS, said)
    both = (second.place_id, third.place_id)
    assert await states(tx, both) == [PlaceState.OFFERED, PlaceState.OFFERED]
    yes = PlaceAnswered(
        at=STARTS - timedelta(hours=1),
        version=2,
        place_id=third.place_id,
        answer=PlaceAnswer.ACCEPTED,
    )
    await follow(tx, heard(yes), STARTS)
    await commands.pass_all_on(tx, STARTS, STARTS)
    assert await states(tx, both) == [PlaceState.EXPIRED, PlaceState.ENROLLED]


async def test_what_is_asked_and_heard_once_the_session_began_is_refused(tx: Tx) -> None:
    session = await published(tx)
    one = asked(session.id, 1)
    await follow(tx, heard(one), STARTS)
    refused = await last_of_place(tx, one.place_id)
    assert (refused.state, refused.asked_at) == (PlaceState.REFUSED, after(1))


async def then(minutes: float) -> datetime:
    """The worker's time so many minutes after nine."""
    return after(minutes)


async def test_the_workers_time_is_that_of_the_business(pool: Pool, database: Database) -> None:
    identity = await connect(await database("identity"), size=1)
    await identity.execute(
        "INSERT INTO business_clock (anchor_real, anchor_played, speed) "
        "VALUES (clock_timestamp(), $1, 1)",
        NOW,
    )
    now = Now()
    with pytest.raises(RuntimeError):
        await now()
    await now.start(Settings.model_construct(), pool, identity)
    assert NOW <= await now() < NOW + timedelta(minutes=1)
    await identity.close()


async def test_of_a_restricted_session_nobody_hears_who_came(tx: Tx) -> None:
    session = await published(tx, programme="carers")
    one = asked(session.id, 1)
    await follow(tx, heard(one), after(1))
    event = await last_of_place(tx, one.place_id)
    assert (event.restricted, event.state) == (True, PlaceState.ENROLLED)
    assert (event.attendance, event.present, event.minutes) == (None, None, None)


def test_all_that_others_ask_of_the_groups_is_heard() -> None:
    asked_of_us = {PlaceAsked, PlaceAnswered, ReferredPlaceAsked, ReferredPlaceAnswered}
    assert set(reactions(now)) == asked_of_us | {PersonErased}


@pytest.mark.parametrize("late", [asked, asked_by_referral])
async def test_what_is_told_late_of_somebody_who_was_erased_names_nobody(
    tx: Tx, late: Callable[..., PlaceAsked | ReferredPlaceAsked]
) -> None:
    session = await published(tx)
    hers, his = late(session.id, 1), late(session.id, 2)
    gone = PersonErased(at=after(3), version=1, person_id=hers.person_id or uuid4())
    await reactions(now)[PersonErased](tx, heard(gone, gone))
    await follow(tx, heard(hers, his), after(4))
    assert (await stands(tx, hers.place_id)).person is None
    assert (await stands(tx, his.place_id)).person == his.person_id


async def test_whoever_had_read_a_place_before_does_not_write_again_whose_it_was(tx: Tx) -> None:
    hers = asked((await published(tx)).id, 1)
    await follow(tx, heard(hers), after(2))
    before = await stands(tx, hers.place_id)
    gone = PersonErased(at=after(3), version=1, person_id=hers.person_id or uuid4())
    await reactions(now)[PersonErased](tx, heard(gone))
    await store.places.keep(tx, [replace(before, version=9)])
    kept = await stands(tx, hers.place_id)
    assert (kept.version, kept.person) == (9, None)


async def test_nobody_is_erased_while_it_is_asked_whether_they_were(pool: Pool) -> None:
    one = uuid4()

    async def erase() -> None:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await erased.note(tx, [one])

    async with transaction(pool, Scope.SYSTEM) as tx:
        assert await erased.among(tx, [one]) == frozenset()
        erasing = asyncio.create_task(erase())
        await asyncio.wait([erasing], timeout=0.3)
        assert not erasing.done()
    await erasing
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert await erased.among(tx, [one]) == {one}


@pytest.mark.parametrize("ask", [asked, asked_by_referral])
async def test_whose_a_place_is_stands_as_it_was_told_last(
    tx: Tx, ask: Callable[..., PlaceAsked | ReferredPlaceAsked]
) -> None:
    first = ask((await published(tx)).id, 1)
    right = first.model_copy(update={"version": 3, "person_id": uuid4(), "at": after(2)})
    wrong = first.model_copy(update={"version": 2, "person_id": uuid4()})
    for told_so in ((first, right), (first, wrong), (right,)):
        await follow(tx, heard(*told_so), after(3))
    kept = await stands(tx, first.place_id)
    assert (kept.person, kept.places, kept.state) == (right.person_id, 1, PlaceState.ENROLLED)
    assert len(await told(tx, first.place_id)) == 1
    gone = PersonErased(at=after(4), version=1, person_id=right.person_id or uuid4())
    await reactions(now)[PersonErased](tx, heard(gone))
    await follow(tx, heard(right.model_copy(update={"version": 4})), after(5))
    assert (await stands(tx, first.place_id)).person is None


async def test_of_somebody_who_was_erased_no_place_says_whose_it_was(tx: Tx) -> None:
    session = await published(tx)
    hers, his = asked(session.id, 1), asked(session.id, 2)
    await follow(tx, heard(hers, his), after(2))
    erased = PersonErased(at=after(3), version=1, person_id=hers.person_id or uuid4())
    await reactions(now)[PersonErased](tx, heard(erased))
    assert (await stands(tx, hers.place_id)).person is None
    assert (await stands(tx, his.place_id)).person == his.person_id

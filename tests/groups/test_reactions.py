"""What the gateway and the referrals tell is done in its order, once, however often it is told."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest_asyncio

from services.groups.reactions import REACTIONS, follow
from shared.consumer import Told
from shared.contracts import Event
from shared.contracts.gateway import PersonErased, PlaceAnswered, PlaceAsked
from shared.contracts.groups import PlaceAnswer, PlaceDoor, PlaceState
from shared.contracts.referrals import ReferredPlaceAnswered, ReferredPlaceAsked
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD, load_city
from tests.groups.scene import after, last_of_place, published, stands, told

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


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
        await follow(tx, batch)
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


async def test_of_a_restricted_session_nobody_hears_who_came(tx: Tx) -> None:
    session = await published(tx, programme="carers")
    one = asked(session.id, 1)
    await follow(tx, heard(one))
    event = await last_of_place(tx, one.place_id)
    assert (event.restricted, event.state) == (True, PlaceState.ENROLLED)
    assert (event.attendance, event.present, event.minutes) == (None, None, None)


def test_all_that_others_ask_of_the_groups_is_heard() -> None:
    asked_of_us = {PlaceAsked, PlaceAnswered, ReferredPlaceAsked, ReferredPlaceAnswered}
    assert set(REACTIONS) == asked_of_us | {PersonErased}


async def test_of_somebody_who_was_erased_no_place_says_whose_it_was(tx: Tx) -> None:
    session = await published(tx)
    hers, his = asked(session.id, 1), asked(session.id, 2)
    await follow(tx, heard(hers, his))
    erased = PersonErased(at=after(3), version=1, person_id=hers.person_id or uuid4())
    await REACTIONS[PersonErased](tx, heard(erased))
    assert (await stands(tx, hers.place_id)).person is None
    assert (await stands(tx, his.place_id)).person == his.person_id

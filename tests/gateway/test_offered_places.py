"""A place that is offered to somebody: they are called, answer, or the offer is over."""

from itertools import permutations
from uuid import uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.domain import Identity
from services.gateway.domain.pending import PendingCall, due, offer_id
from services.gateway.domain.pending_refusals import NotOfThisKind, PendingOver
from services.gateway.domain.places import Place
from services.gateway.domain.refusals import PlaceOver
from shared.contracts.gateway import (
    AttemptResult,
    PendingCallChanged,
    PendingOrigin,
    PendingState,
    PlaceAnswered,
    Settled,
)
from shared.contracts.groups import PlaceAnswer, PlaceChanged, PlaceDoor
from shared.db import Tx
from shared.encryption.keys import parsed
from shared.errors import NotFound
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import KEYS
from tests.gateway.handing import a_session, asked, becomes, city, frozen, hear
from tests.gateway.scene import Staff, after, of, told

TOMORROW = after(24 * 60)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx, city())
    return tx


async def offered(tx: Tx) -> tuple[Staff, Place]:
    """Somebody who waited for a full session, and to whom a place is offered until tomorrow."""
    session = a_session(taken=10)
    await hear(tx, session)
    anna, place = await asked(tx, session)
    await hear(tx, becomes(place, "waiting", 1, at=after(6)))
    await hear(tx, becomes(place, "offered", 2, at=after(30), offered_until=TOMORROW))
    return anna, place


async def call_of(tx: Tx, place: Place) -> PendingCall:
    return (await queries.one_call(tx, offer_id(place.id), Staff().by().who, after(40))).entry


async def test_who_is_offered_a_place_is_called_by_the_unit_that_asked_before_it_is_over(
    tx: Tx,
) -> None:
    anna, place = await offered(tx)
    entry = await call_of(tx, place)
    assert (entry.unit, entry.origin, entry.place) == (NORD, PendingOrigin.OFFER, place.id)
    assert (entry.contact, entry.state) == (place.contact, PendingState.OPEN)
    assert entry.first_at == after(30)
    assert entry.due_at == min(TOMORROW, due(city(), NORD, entry.level, after(30)))
    [event] = await told(tx, entry.id)
    assert isinstance(event, PendingCallChanged)
    assert (event.place_id, event.contact_id) == (place.id, place.contact)
    listed = await queries.pending_list(tx, NORD, anna.by().who, after(40))
    assert [each.entry.id for each in listed.all] == [entry.id]


async def test_told_twice_and_out_of_order_it_is_called_once(tx: Tx) -> None:
    session = a_session(taken=10)
    await hear(tx, session)
    _, place = await asked(tx, session)
    steps = [
        becomes(place, "waiting", 1),
        becomes(place, "offered", 2, at=after(30), offered_until=TOMORROW),
    ]
    for order in permutations(steps):
        await hear(tx, *order)
        for event in (*order, *order):
            await hear(tx, event)
    assert len(await told(tx, offer_id(place.id))) == 1


@pytest.mark.parametrize("door", [PlaceDoor.PROFESSIONAL, PlaceDoor.PARTNER])
async def test_whoever_asked_by_another_door_is_told_there_and_not_called_from_here(
    tx: Tx, door: PlaceDoor
) -> None:
    by = Staff().by()
    person = await commands.new_person(tx, Identity(MARIA.name), NORD, by, parsed(KEYS))
    whom = {"contact_id": None, "person_id": person.id}
    theirs = frozen(
        PlaceChanged, place_id=uuid4(), unit=NORD, state="offered", offered_until=TOMORROW,
        door=door, **whom,
    )  # fmt: skip
    await hear(tx, theirs)
    assert await tx.fetchval("SELECT state FROM group_place WHERE id = $1", theirs.place_id)
    assert await told(tx, offer_id(theirs.place_id)) == []
    assert await tx.fetchval("SELECT count(*) FROM pending_call") == 0


@pytest.mark.parametrize("said", [PlaceAnswer.ACCEPTED, PlaceAnswer.DECLINED])
async def test_what_they_answer_is_told_and_settles_the_call(tx: Tx, said: PlaceAnswer) -> None:
    anna, place = await offered(tx)
    entry = await call_of(tx, place)
    await commands.note_attempt(tx, entry.id, AttemptResult.NO_ANSWER, anna.by(41))
    done = await commands.answer_offer(tx, entry.id, said, anna.by(50))
    assert (done.state, done.settled) == (PendingState.SETTLED, Settled.REACHED)
    *_, event = await told(tx, place.id)
    assert isinstance(event, PlaceAnswered)
    assert (event.answer, event.at) == (said, after(50))
    with pytest.raises(PlaceOver):
        await commands.answer_offer(tx, entry.id, said, anna.by(51))
    became = "enrolled" if said is PlaceAnswer.ACCEPTED else "declined"
    await hear(tx, becomes(place, became, 3, at=after(51)))
    assert (await call_of(tx, place)).version == done.version


async def test_answering_at_the_place_settles_the_call_too(tx: Tx) -> None:
    anna, place = await offered(tx)
    await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(50))
    assert (await call_of(tx, place)).settled is Settled.REACHED


@pytest.mark.parametrize("state", ["expired", "revoked", "withdrawn", "enrolled"])
async def test_an_offer_that_is_over_settles_its_call_and_says_why(tx: Tx, state: str) -> None:
    anna, place = await offered(tx)
    await hear(tx, becomes(place, state, 3, at=after(60), ended_at=after(60)))
    entry = await call_of(tx, place)
    assert (entry.state, entry.settled, entry.ended_at) == (
        PendingState.SETTLED,
        Settled.OVER,
        after(60),
    )
    shown = await queries.place_of_call(tx, entry)
    assert shown is not None
    assert shown.state == state
    with pytest.raises((PlaceOver, PendingOver)):
        await commands.answer_offer(tx, entry.id, PlaceAnswer.ACCEPTED, anna.by(61))


@pytest.mark.parametrize("steps", [("expired", "waiting", "offered"), ("offered",)])
async def test_whose_yes_came_too_late_is_offered_the_place_again_and_called_again(
    tx: Tx, steps: tuple[str, ...]
) -> None:
    anna, place = await offered(tx)
    await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(50))
    assert not (await call_of(tx, place)).is_open
    for version, state in enumerate(steps, 3):
        until = TOMORROW if state == "offered" else None
        await hear(tx, becomes(place, state, version, at=after(60), offered_until=until))
    again = (await queries.placed(tx, place.id, anna.by().who, after(61))).place
    assert (again.is_offered, again.answer) == (True, None)
    assert (await call_of(tx, place)).state is PendingState.OPEN
    await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(70))
    *_, event = await told(tx, place.id)
    assert (event.version, isinstance(event, PlaceAnswered)) == (3, True)


async def test_whose_yes_found_no_place_left_is_to_be_told(tx: Tx) -> None:
    anna, place = await offered(tx)
    await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(50))
    await hear(tx, becomes(place, "revoked", 3, at=after(60), ended_at=after(60)))
    assert (await queries.placed(tx, place.id, anna.by().who, after(61))).place.to_tell


async def test_who_wants_the_place_no_more_is_offered_it_no_more(tx: Tx) -> None:
    anna, place = await offered(tx)
    await commands.answer_place(tx, place.id, PlaceAnswer.WITHDRAWN, anna.by(50))
    await hear(tx, becomes(place, "offered", 3, at=after(60), offered_until=TOMORROW))
    again = (await queries.placed(tx, place.id, anna.by().who, after(61))).place
    assert (again.is_offered, again.is_over) == (False, True)
    assert not (await call_of(tx, place)).is_open


async def test_an_offer_ends_by_an_answer_alone_and_is_no_other_call(tx: Tx) -> None:
    anna, place = await offered(tx)
    entry = await call_of(tx, place)
    for how in (Settled.ARRIVED, Settled.WITHDRAWN, Settled.MISTAKE):
        with pytest.raises(NotOfThisKind):
            await commands.settle(tx, entry.id, how, anna.by(45))
    with pytest.raises(NotOfThisKind):
        await commands.reach(tx, entry.id, anna.by(45))
    with pytest.raises(NotFound):
        await commands.answer_offer(tx, entry.id, PlaceAnswer.ACCEPTED, of(SUD).by(45))


async def test_undoing_the_outcome_ends_the_call_with_the_place(tx: Tx) -> None:
    session = a_session(taken=10)
    await hear(tx, session)
    anna, place = await asked(tx, session)
    await hear(tx, becomes(place, "offered", 1, at=after(6), offered_until=TOMORROW))
    assert place.contact is not None
    await commands.undo(tx, place.contact, anna.by(8))
    assert (await call_of(tx, place)).settled is Settled.WITHDRAWN

"""Places in sessions of the groups: offered as they are known, asked for, followed, taken back."""

from dataclasses import fields
from itertools import permutations
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands, queries, store
from services.gateway.commands import Wanted
from services.gateway.domain import Identity, places, timeline
from services.gateway.domain.places import Place
from services.gateway.domain.refusals import (
    NothingToUndo,
    OnlyPractice,
    OutcomeIncomplete,
    PlaceOver,
    SessionShut,
    UnknownSession,
)
from services.gateway.domain.sessions import Session
from services.gateway.pages.timeline import said as in_words
from services.gateway.queries import Coming, Happened
from services.gateway.queries.places import TOLD_LATELY, places_of_person, told_lately
from shared.contracts.gateway import ContactState, Outcome, PlaceAnswered, PlaceAsked
from shared.contracts.groups import PlaceAnswer, PlaceChanged, PlaceDoor, PlaceState, SessionChanged
from shared.db import Tx
from shared.encryption.keys import parsed
from shared.errors import NotFound
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, PRACTICE, SUD, load_city
from tests.fixtures.web import KEYS
from tests.gateway.appointing import FOOD, Paula, served
from tests.gateway.handing import THURSDAY, a_session, alive, asked, becomes, city, frozen, hear
from tests.gateway.scene import Staff, after, of, stored, told


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx, city())
    return tx


async def coming(tx: Tx, reason: str | None = FOOD) -> Coming:
    return await queries.coming_sessions(tx, NORD, reason, after(10), (0, 50))


async def test_sessions_for_the_reason_come_first_then_ones_own_then_the_soonest(tx: Tx) -> None:
    sew = a_session("sew", starts_at=THURSDAY.replace(day=3))
    far = a_session("cook", unit=SUD)
    later = a_session("cook", starts_at=THURSDAY.replace(day=6))
    soon = a_session("cook")
    await hear(tx, sew, far, later, soon)
    found = await coming(tx)
    order = [each.session_id for each in (soon, later, far, sew)]
    assert [each.session_id for each in found.sessions] == order
    assert found.answering == {"cook"}
    assert (await coming(tx, None)).answering == frozenset()


async def test_only_what_is_published_open_and_to_come_is_offered(tx: Tx) -> None:
    await hear(
        tx,
        a_session(open=False),
        a_session(state="cancelled"),
        a_session(state="held"),
        a_session(starts_at=after(9)),
    )
    assert (await coming(tx)).sessions == []


async def test_whatever_order_and_how_often_it_is_told_the_newest_stays(tx: Tx) -> None:
    one = a_session()
    versions = [one.model_copy(update={"version": n, "taken": n}) for n in (1, 2, 3)]
    for order in permutations(versions):
        for event in (*order, *order):
            await hear(tx, event)
        [known] = (await coming(tx)).sessions
        assert (known.version, known.taken, known.left) == (3, 3, 7)
    await hear(tx, *versions, versions[0])
    [known] = (await coming(tx)).sessions
    assert known.taken == 3


async def test_the_frozen_example_of_a_session_is_understood(tx: Tx) -> None:
    await hear(tx, frozen(SessionChanged))
    [known] = (await coming(tx)).sessions
    assert (known.left, known.waiting, known.fits(1)) == (0, 3, False)


async def test_without_a_sign_of_life_of_the_groups_nothing_counts_as_known(tx: Tx) -> None:
    await hear(tx, a_session())
    found = await coming(tx)
    assert (found.heard.known, found.heard.as_of, len(found.sessions)) == (False, None, 1)
    await alive(tx, seconds_ago=60)
    assert not (await coming(tx)).heard.known
    await alive(tx)
    assert (await coming(tx)).heard.known
    await alive(tx, seconds_ago=60)  # an old one that comes late
    assert (await coming(tx)).heard.known


async def test_asking_ends_the_reason_and_tells_the_groups(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    _, place = await asked(tx, session, places=3)
    assert place.contact is not None
    contact = await stored(tx, place.contact)
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.GROUP_PLACE)
    [event] = await told(tx, place.id)
    assert isinstance(event, PlaceAsked)
    assert (event.session_id, event.contact_id, event.places) == (
        session.session_id,
        contact.id,
        3,
    )
    assert (event.unit, event.restricted, event.person_id, event.version) == (NORD, False, None, 1)
    assert place.state is None


async def test_a_full_session_can_be_asked_for_too_and_one_that_is_shut_cannot(tx: Tx) -> None:
    full, shut = a_session(taken=10), a_session(open=False)
    await hear(tx, full, shut)
    anna, contact = await served(tx)
    for session, refused in ((shut.session_id, SessionShut), (uuid4(), UnknownSession)):
        with pytest.raises(refused):
            await commands.ask_place(tx, contact, FOOD, Wanted(session), anna.by(4))
    wanted, late = Wanted(full.session_id), anna.at(THURSDAY)
    with pytest.raises(SessionShut):
        await commands.ask_place(tx, contact, FOOD, wanted, late)
    assert (await stored(tx, contact)).state is ContactState.SERVING
    await commands.ask_place(tx, contact, FOOD, wanted, anna.by(5))


async def test_the_outcome_is_given_by_its_own_act_only_and_never_when_practising(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, contact = await served(tx)
    with pytest.raises(OutcomeIncomplete):
        await commands.end_reason(tx, contact, FOOD, Outcome.GROUP_PLACE, anna.by(3))
    with pytest.raises(OutcomeIncomplete):
        await commands.close(tx, contact, Outcome.GROUP_PLACE, anna.by(3))
    berta, invented = await served(tx, unit=PRACTICE, number=1)
    wanted = Wanted(session.session_id)
    with pytest.raises(OnlyPractice):
        await commands.ask_place(tx, invented, FOOD, wanted, berta.by(5))


async def test_what_becomes_of_it_is_known_by_version_in_any_order(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    steps = [
        becomes(place, "waiting", 1),
        becomes(place, "offered", 2, offered_until=after(600)),
        becomes(place, "enrolled", 3),
    ]
    for order in permutations(steps):
        for event in (*order, order[0]):
            await hear(tx, event)
    now = (await queries.placed(tx, place.id, anna.by().who, after(20))).place
    assert (now.version, now.state, now.offered_until) == (3, PlaceState.ENROLLED, None)
    assert (now.unit, now.reason, now.asked_at) == (NORD, FOOD, place.asked_at)


@pytest.mark.parametrize(
    ("attendance", "words"),
    [(None, "Has a place"), ("attended", "Came"), ("absent", "Did not come to the session")],
)
async def test_in_the_timeline_a_place_says_whether_they_came(
    tx: Tx, attendance: str | None, words: str
) -> None:
    session = a_session()
    await hear(tx, session)
    _, place = await asked(tx, session)
    await hear(tx, becomes(place, "enrolled", 3, attendance=attendance))
    kept = await store.places.take_place(tx, place.id)
    line = timeline.of_place(kept) if kept else None
    assert line
    told = in_words(Happened(line, None))
    assert (told.state, told.over) == (words, attendance is not None)


async def test_of_places_that_others_asked_for_only_those_of_somebody_known_are_kept(
    tx: Tx,
) -> None:
    await hear(
        tx,
        frozen(PlaceChanged, place_id=uuid4(), door=PlaceDoor.PUBLIC, contact_id=None),
        frozen(PlaceChanged, place_id=uuid4(), door=PlaceDoor.REFERRAL, contact_id=None),
    )
    assert await tx.fetchval("SELECT count(*) FROM group_place") == 0
    known = await commands.new_person(tx, Identity(MARIA.name), NORD, Staff().by(), parsed(KEYS))
    for whose in (uuid4(), known.id):
        of = {"door": PlaceDoor.PROFESSIONAL, "contact_id": None, "person_id": whose}
        await hear(tx, frozen(PlaceChanged, place_id=uuid4(), **of))
    assert [row["person"] for row in await tx.fetch("SELECT person FROM group_place")] == [known.id]


async def maria(tx: Tx, unit: str = NORD) -> UUID:
    """Maria, as this centre knows her."""
    made = await commands.new_person(tx, Identity(MARIA.name), unit, of(unit).by(), parsed(KEYS))
    return made.id


async def hers(tx: Tx, person: UUID) -> Place:
    """A place that was asked for at the desk for her."""
    session = a_session()
    await hear(tx, session)
    anna, contact = await served(tx)
    await commands.name_person(tx, contact, person, anna.by(4))
    return await commands.ask_place(tx, contact, FOOD, Wanted(session.session_id), anna.by(5))


async def test_whom_the_person_excluded_sees_no_place_of_hers(tx: Tx) -> None:
    person, berta, clara = await maria(tx), of(NORD), of(NORD)
    place = await hers(tx, person)
    await commands.exclude(tx, person, berta.id, Staff().by(7))
    seen = {
        who: [
            each.place.id
            for each in (
                await queries.places_of_unit(tx, NORD, who.by().who, after(8), (0, 5))
            ).places
        ]
        for who in (berta, clara)
    }
    assert seen == {berta: [], clara: [place.id]}


async def test_a_place_in_a_restricted_group_is_its_own_units_affair(tx: Tx) -> None:
    person = await maria(tx)
    place = await hers(tx, person)
    await hear(tx, becomes(place, "enrolled", 1, restricted=True))
    await tx.execute("UPDATE contact SET unit = $2 WHERE id = $1", place.contact, SUD)
    found = {
        unit: len(
            await places_of_person(tx, person, Paula(frozenset({unit})).at(after(9)).who, after(9))
        )
        for unit in (NORD, SUD)
    }
    assert found[SUD] == 0
    await tx.execute("UPDATE group_place SET restricted = false")
    assert (
        len(await places_of_person(tx, person, Paula(frozenset({SUD})).at(after(9)).who, after(9)))
        == 1
    )


async def test_who_may_not_see_somebody_answers_for_no_place_of_theirs(tx: Tx) -> None:
    person, place = await maria(tx, SUD), uuid4()
    whose = {"door": PlaceDoor.PROFESSIONAL, "contact_id": None, "person_id": person}
    until = {"offered_at": after(5), "offered_until": after(600)}
    told_of = frozen(PlaceChanged, place_id=place, unit=NORD, state="offered", **whose, **until)
    await hear(tx, told_of)
    with pytest.raises(NotFound):
        await commands.answer_place(tx, place, PlaceAnswer.ACCEPTED, of(NORD).by(9))


async def test_undoing_the_outcome_or_reopening_the_reason_withdraws_the_place(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    assert place.contact is not None
    await commands.undo(tx, place.contact, anna.by(6))
    *_, event = await told(tx, place.id)
    assert isinstance(event, PlaceAnswered)
    assert (event.answer, event.version) == (PlaceAnswer.WITHDRAWN, 2)
    wanted = Wanted(session.session_id)
    await commands.add_reason(tx, place.contact, "DEP", anna.by(7))
    other = await commands.ask_place(tx, place.contact, FOOD, wanted, anna.by(8))
    await hear(tx, becomes(other, "waiting"))
    await commands.reopen_reason(tx, place.contact, FOOD, anna.by(9))
    assert [event.type for event in await told(tx, other.id)] == [PlaceAsked.type, event.type]
    assert len(await told(tx, place.id)) == 2


async def test_only_an_offer_that_holds_is_accepted_or_declined_and_once(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    for said in (PlaceAnswer.ACCEPTED, PlaceAnswer.DECLINED):
        with pytest.raises(PlaceOver):
            await commands.answer_place(tx, place.id, said, anna.by(6))
    await hear(tx, becomes(place, "offered", 1, offered_until=after(60)))
    with pytest.raises(PlaceOver):
        await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(61))
    await commands.answer_place(tx, place.id, PlaceAnswer.ACCEPTED, anna.by(30))
    with pytest.raises(PlaceOver):
        await commands.answer_place(tx, place.id, PlaceAnswer.DECLINED, anna.by(31))
    *_, event = await told(tx, place.id)
    assert isinstance(event, PlaceAnswered)
    assert event.answer is PlaceAnswer.ACCEPTED
    with pytest.raises(NotFound):
        await commands.answer_place(tx, place.id, PlaceAnswer.WITHDRAWN, of(SUD).by(32))


async def test_who_counts_on_a_place_and_has_none_is_told_and_that_is_noted(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    who = anna.by().who
    with pytest.raises(PlaceOver):
        await commands.deal_with_place(tx, place.id, anna.by(6))
    assert await queries.to_be_told(tx, NORD, who, after(7)) == 0
    await hear(tx, becomes(place, "refused", ended_at=after(7)))
    assert await queries.to_be_told(tx, NORD, who, after(8)) == 1
    await commands.deal_with_place(tx, place.id, anna.by(9))
    assert await queries.to_be_told(tx, NORD, who, after(10)) == 0
    found = await queries.places_of_unit(tx, NORD, who, after(10), (0, 50))
    assert found.places == []


async def test_that_they_were_told_is_taken_back_for_ten_minutes(tx: Tx) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    who = anna.by().who
    await hear(tx, becomes(place, "refused", ended_at=after(7)))
    with pytest.raises(NothingToUndo):
        await commands.undo_told(tx, place.id, anna.by(8))
    await commands.deal_with_place(tx, place.id, anna.by(9))
    [lately] = await told_lately(tx, NORD, who, after(10))
    assert lately.place.id == place.id
    await commands.undo_told(tx, place.id, anna.by(19))
    assert await queries.to_be_told(tx, NORD, who, after(20)) == 1
    assert await told_lately(tx, NORD, who, after(20)) == []
    await commands.deal_with_place(tx, place.id, anna.by(21))
    assert await told_lately(tx, NORD, who, after(32)) == []
    with pytest.raises(NothingToUndo):
        await commands.undo_told(tx, place.id, anna.by(32))
    assert await queries.to_be_told(tx, NORD, who, after(33)) == 0


async def test_only_who_may_know_of_a_place_learns_that_they_were_told(tx: Tx) -> None:
    session = a_session(restricted=True)
    await hear(tx, session)
    anna, place = await asked(tx, session)
    await hear(tx, becomes(place, "refused", ended_at=after(7)))
    await commands.deal_with_place(tx, place.id, anna.by(8))
    cares = Paula(frozenset({NORD})).at(after(9)).who
    for who, seen in ((anna.by().who, []), (cares, [place.id])):
        found = await told_lately(tx, NORD, who, after(9))
        assert [each.place.id for each in found] == seen
    with pytest.raises(NotFound):
        await commands.undo_told(tx, place.id, of(SUD).by(9))


async def test_years_of_places_cost_nothing_where_it_is_asked_who_was_told_lately(tx: Tx) -> None:
    await tx.execute(MANY, NORD, THURSDAY)
    rows = await tx.fetch(f"EXPLAIN {TOLD_LATELY}", NORD, THURSDAY, True)
    plan = "\n".join(row[0] for row in rows)
    assert "group_place_told" in plan, plan
    assert "Seq Scan on group_place" not in plan, plan


MANY = """
INSERT INTO group_place (id, version, told, unit, session, programme, held_at, starts_at, places,
  restricted, asked_at, state)
SELECT gen_random_uuid(), 1, 1, $1, gen_random_uuid(), 'cook', $1, $2, 1, false, $2, 'withdrawn'
FROM generate_series(1, 20000)
"""


async def test_who_was_told_and_loses_a_later_place_of_the_same_asking_is_told_again(
    tx: Tx,
) -> None:
    session = a_session()
    await hear(tx, session)
    anna, place = await asked(tx, session)
    who = anna.by().who
    await hear(tx, becomes(place, "expired", 1, ended_at=after(7)))
    await commands.deal_with_place(tx, place.id, anna.by(8))
    await hear(tx, becomes(place, "expired", 2, ended_at=after(7)))  # nothing new of it
    assert await queries.to_be_told(tx, NORD, who, after(9)) == 0
    await hear(tx, becomes(place, "waiting", 3))
    await hear(tx, becomes(place, "enrolled", 4))
    await hear(tx, becomes(place, "revoked", 5, ended_at=after(20)))
    now = (await queries.placed(tx, place.id, who, after(21))).place
    assert (now.to_tell, now.dealt_with_at) == (True, None)
    assert await queries.to_be_told(tx, NORD, who, after(21)) == 1


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 5), st.integers(1, 20))
def test_a_household_fits_only_where_nobody_waits_and_so_many_places_are_left(
    taken: int, offered: int, waiting: int, wanted: int
) -> None:
    event = a_session(capacity=20, taken=taken, offered=offered, waiting=waiting)
    session = Session(**{each.name: getattr(event, each.name) for each in fields(Session)})
    assert session.left == (0 if waiting else max(0, 20 - taken - offered))
    assert session.fits(wanted) == (taken + offered + wanted <= 20 and waiting == 0)


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(PlaceState)), max_size=8))
def test_the_greatest_version_wins_whatever_comes_when(steps: list[tuple[int, PlaceState]]) -> None:
    example = frozen(PlaceChanged)
    events = [example.model_copy(update={"version": v, "state": s}) for v, s in dict(steps).items()]
    place = None
    for event in (*events, *events):
        place = places.heard(place, event)
    newest = max(events, key=lambda each: each.version, default=None)
    assert (place and (place.version, place.state)) == (newest and (newest.version, newest.state))

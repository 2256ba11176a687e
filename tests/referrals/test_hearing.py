"""What others tell: times, visits, sessions, places and whom the gateway hands on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.referrals import commands, queries, store
from services.referrals.commands import Act, Choice, Said
from services.referrals.domain import Party, Referral, State
from services.referrals.domain.refusals import AlreadyAsked, MovedOn, NothingOffered, TimeGone
from services.referrals.domain.why import Cancellation, Failure
from services.referrals.queries import Box, Stretch
from services.referrals.reactions import REACTIONS
from shared.consumer import Told
from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    FirstVisitRefused,
    Level,
    PersonErased,
    ReferralAsked,
)
from shared.contracts.groups import PlaceAnswer, PlaceChanged, PlaceDoor, PlaceState
from shared.contracts.heartbeat import GatewayHeartbeat, GroupsHeartbeat
from shared.contracts.referrals import (
    FirstVisitAsked,
    ReferralChanged,
    ReferredPlaceAnswered,
    ReferredPlaceAsked,
)
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD, load_city
from tests.referrals.scene import (
    FOOD,
    NINE,
    RING,
    a_session,
    a_time,
    after,
    centre,
    free_time,
    partner,
    sent,
    told,
    written,
)

CANCELS = Said(cancellation=Cancellation.CHANGED)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def hear(tx: Tx, *events: Event) -> None:
    """Hear these in one batch, twice, as after a crash."""
    batch = [Told(uuid4(), event, "test", "e", NINE, 0, 0) for event in events]
    for _ in range(2):
        await REACTIONS[type(events[0])](tx, batch)


async def accepted(tx: Tx, choice: Choice | None = None) -> Referral:
    one = await sent(tx)
    return await commands.do(tx, one.id, Act.ACCEPT, Said(choice=choice), centre(5))


def visit(one: Referral, state: AppointmentState, version: int = 1) -> AppointmentChanged:
    return AppointmentChanged(
        at=NINE,
        version=version,
        appointment_id=UUID(int=one.version + 7),
        unit=NORD,
        kind=AppointmentKind.FIRST_VISIT,
        state=state,
        contact_id=None,
        requested_at=NINE,
        booked_at=after(6),
        starts_at=after(2 * 24 * 60),
        minutes=30,
        referral_id=one.id,
    )


async def visit_of(tx: Tx, one: Referral) -> store.visits.Visit:
    found = (await queries.shown(tx, one.id, partner().who)).visit
    assert found
    return found


async def test_accepting_with_a_time_asks_the_gateway_for_it_in_the_same_act(tx: Tx) -> None:
    slot = await free_time(tx)
    one = await accepted(tx, Choice(slot=slot))
    *_, event = await told(tx, one.id)
    assert isinstance(event, FirstVisitAsked)
    assert (event.slot_id, event.version, event.requested_at) == (slot, 1, one.sent_at)
    assert (await visit_of(tx, one)).state == "asked"


async def test_of_what_was_returned_the_clock_goes_on_from_when_it_was_first_sent(tx: Tx) -> None:
    instead = await sent(tx)
    began = instead.sent_at
    for minute in (10, 20):
        await commands.do(tx, instead.id, Act.GIVE_BACK, Said(missing=("date",)), centre(minute))
        again = replace(written(), replaces=instead.id)
        draft = await commands.write(tx, again, RING, partner(minute + 1))
        [instead] = await commands.send(tx, draft.id, (), RING, partner(minute + 2))
    slot = await free_time(tx)
    await commands.do(tx, instead.id, Act.ACCEPT, Said(choice=Choice(slot=slot)), centre(30))
    *_, event = await told(tx, instead.id)
    assert isinstance(event, FirstVisitAsked)
    assert event.requested_at == began


async def test_a_time_that_is_not_free_refuses_the_whole_act(tx: Tx) -> None:
    slot = await free_time(tx)
    await hear(tx, a_time(2, slot=slot, free=False))
    for choice in (Choice(slot=slot), Choice(slot=uuid4()), Choice(session=uuid4())):
        one = await sent(tx)
        with pytest.raises(TimeGone):
            await commands.do(tx, one.id, Act.ACCEPT, Said(choice=choice), centre(5))


async def test_a_refused_first_visit_asks_for_another_time(tx: Tx) -> None:
    slot = await free_time(tx)
    one = await accepted(tx, Choice(slot=slot))
    await hear(
        tx, FirstVisitRefused(at=NINE, version=1, referral_id=one.id, unit=NORD, slot_id=slot)
    )
    assert (await visit_of(tx, one)).needs_another
    another = await free_time(tx)
    await commands.choose_for(tx, one.id, Choice(slot=another), centre(9))
    *_, event = await told(tx, one.id)
    assert isinstance(event, FirstVisitAsked)
    assert (event.slot_id, event.version) == (another, 2)
    with pytest.raises(TimeGone):
        await commands.choose_for(tx, one.id, Choice(slot=await free_time(tx)), centre(9))


@pytest.mark.parametrize("state", [AppointmentState.MISSED, AppointmentState.CANCELLED])
async def test_once_a_first_visit_is_missed_or_cancelled_another_time_may_be_chosen(
    tx: Tx, state: AppointmentState
) -> None:
    one = await accepted(tx, Choice(slot=await free_time(tx)))
    await hear(tx, visit(one, AppointmentState.BOOKED))
    another = await free_time(tx)
    with pytest.raises(TimeGone):
        await commands.choose_for(tx, one.id, Choice(slot=another), centre(9))
    await hear(tx, visit(one, state, 2))
    assert (await visit_of(tx, one)).needs_another
    [line] = (
        await queries.received(tx, NORD, Box.OPEN, centre().who, after(9), Stretch(50, 0))
    ).lines
    assert line.needs_time
    await commands.choose_for(tx, one.id, Choice(slot=another), centre(9))
    *_, event = await told(tx, one.id)
    assert isinstance(event, FirstVisitAsked)
    assert (event.slot_id, event.version) == (another, 2)
    assert (await visit_of(tx, one)).state == "asked"


async def test_the_first_visit_stands_as_the_gateway_tells_it_last(tx: Tx) -> None:
    one = await accepted(tx, Choice(slot=await free_time(tx)))
    await hear(tx, visit(one, AppointmentState.ATTENDED, 3), visit(one, AppointmentState.BOOKED))
    await hear(tx, visit(one, AppointmentState.ARRIVED, 2))
    assert (await visit_of(tx, one)).state == "attended"


async def test_visits_of_nobodys_referral_are_nobodys(tx: Tx) -> None:
    one = await accepted(tx)
    unknown = visit(one, AppointmentState.BOOKED).model_copy(update={"referral_id": uuid4()})
    own = visit(one, AppointmentState.BOOKED).model_copy(update={"referral_id": None})
    await hear(tx, unknown, own)
    assert await tx.fetchval("SELECT count(*) FROM first_visit") == 0


def place(event: ReferredPlaceAsked, state: PlaceState, version: int = 1) -> PlaceChanged:
    return PlaceChanged(
        at=NINE,
        version=version,
        place_id=event.place_id,
        session_id=event.session_id,
        programme="aid",
        unit=NORD,
        starts_at=after(2 * 24 * 60),
        door=PlaceDoor.REFERRAL,
        places=event.places,
        state=state,
        asked_at=NINE,
        restricted=False,
        referral_id=event.referral_id,
        offered_until=after(600) if state is PlaceState.OFFERED else None,
    )


async def asked_place(tx: Tx) -> tuple[Referral, ReferredPlaceAsked]:
    session = a_session()
    await hear(tx, session)
    one = await accepted(tx, Choice(session=session.session_id, places=2))
    [known] = (await queries.shown(tx, one.id, partner().who)).places
    [event] = await told(tx, known.id)
    assert isinstance(event, ReferredPlaceAsked)
    return one, event


async def test_accepting_with_a_session_asks_for_its_places(tx: Tx) -> None:
    one, event = await asked_place(tx)
    assert (event.referral_id, event.places, event.version) == (one.id, 2, 1)


@pytest.mark.parametrize("side", Party, ids=str)
async def test_an_offer_is_answered_by_either_side_once(tx: Tx, side: Party) -> None:
    one, event = await asked_place(tx)
    by = partner(20) if side is Party.SENDER else centre(20)
    with pytest.raises(NothingOffered):
        await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, by)
    await hear(tx, place(event, PlaceState.OFFERED))
    await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, by)
    *_, answer = await told(tx, event.place_id)
    assert isinstance(answer, ReferredPlaceAnswered)
    assert (answer.answer, answer.version) == (PlaceAnswer.ACCEPTED, 2)
    with pytest.raises(NothingOffered):
        await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.DECLINED, by)


async def test_an_offer_that_is_over_is_not_answered(tx: Tx) -> None:
    one, event = await asked_place(tx)
    await hear(tx, place(event, PlaceState.OFFERED))
    with pytest.raises(NothingOffered):
        await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, partner(601))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Act.TAKE_BACK, CANCELS),
        (Act.CALL_ERROR, Said()),
        (Act.FAIL, Said(failure=Failure.NOT_FOUND)),
    ],
    ids=["take_back", "call_error", "fail"],
)
async def test_taking_it_back_a_mistake_and_a_failure_give_its_places_back(
    tx: Tx, act: Act, said: Said
) -> None:
    one, event = await asked_place(tx)
    await hear(tx, place(event, PlaceState.ENROLLED))
    by = centre(30) if act is Act.FAIL else partner(30)
    await commands.do(tx, one.id, act, said, by)
    *_, answer = await told(tx, event.place_id)
    assert isinstance(answer, ReferredPlaceAnswered)
    assert answer.answer is PlaceAnswer.WITHDRAWN


async def test_a_place_whose_session_began_is_not_given_back(tx: Tx) -> None:
    one, event = await asked_place(tx)
    came = place(event, PlaceState.ENROLLED)
    await hear(tx, came)
    assert came.starts_at
    by = replace(centre(), at=came.starts_at)
    with pytest.raises(NothingOffered):
        await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.WITHDRAWN, by)
    await commands.do(tx, one.id, Act.FAIL, Said(failure=Failure.NOT_FOUND), by)
    assert await told(tx, event.place_id) == [event]
    [stands] = (await queries.shown(tx, one.id, partner().who)).places
    assert (stands.state, stands.answer) == (PlaceState.ENROLLED, None)


@pytest.mark.parametrize("enrolled", [True, False], ids=["enrolled", "not heard of yet"])
async def test_taking_it_back_gives_a_place_back_that_was_accepted(tx: Tx, enrolled: bool) -> None:
    one, event = await asked_place(tx)
    await hear(tx, place(event, PlaceState.OFFERED))
    await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, partner(20))
    if enrolled:
        await hear(tx, place(event, PlaceState.ENROLLED, 2))
    await commands.do(tx, one.id, Act.TAKE_BACK, CANCELS, partner(30))
    *_, answer = await told(tx, event.place_id)
    assert isinstance(answer, ReferredPlaceAnswered)
    assert (answer.answer, answer.version) == (PlaceAnswer.WITHDRAWN, 3)


@pytest.mark.parametrize("enrolled", [True, False], ids=["enrolled", "not heard of yet"])
async def test_who_accepted_a_place_may_still_withdraw_once(tx: Tx, enrolled: bool) -> None:
    one, event = await asked_place(tx)
    await hear(tx, place(event, PlaceState.OFFERED))
    await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, partner(20))
    if enrolled:
        await hear(tx, place(event, PlaceState.ENROLLED, 2))
    said = (tx, one.id, event.place_id, PlaceAnswer.WITHDRAWN, centre(30))
    await commands.answer_place(*said)
    *_, answer = await told(tx, event.place_id)
    assert isinstance(answer, ReferredPlaceAnswered)
    assert answer.answer is PlaceAnswer.WITHDRAWN
    with pytest.raises(NothingOffered):
        await commands.answer_place(*said)


async def test_a_newer_offer_is_answered_again_but_not_what_they_gave_back(tx: Tx) -> None:
    one, event = await asked_place(tx)
    answers = (PlaceAnswer.ACCEPTED, PlaceAnswer.ACCEPTED, PlaceAnswer.WITHDRAWN)
    for version, said in enumerate(answers, 1):
        await hear(tx, place(event, PlaceState.OFFERED, version))
        await commands.answer_place(tx, one.id, event.place_id, said, partner(20))
    for version, state in ((4, PlaceState.WAITING), (5, PlaceState.OFFERED)):
        await hear(tx, place(event, state, version))
    with pytest.raises(NothingOffered):
        await commands.answer_place(tx, one.id, event.place_id, PlaceAnswer.ACCEPTED, partner(30))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PlaceState.OFFERED, PlaceAnswer.DECLINED),
        (PlaceState.ENROLLED, PlaceAnswer.WITHDRAWN),
        (PlaceState.EXPIRED, None),
    ],
)
async def test_places_that_were_given_back_or_lapsed_are_asked_for_anew(
    tx: Tx, state: PlaceState, said: PlaceAnswer | None
) -> None:
    one, event = await asked_place(tx)
    again = (tx, one.id, Choice(session=event.session_id), centre(30))
    with pytest.raises(AlreadyAsked):
        await commands.choose_for(*again)
    await hear(tx, place(event, state))
    if said:
        await commands.answer_place(tx, one.id, event.place_id, said, centre(20))
    await commands.choose_for(*again)
    assert len((await queries.shown(tx, one.id, partner().who)).places) == 2


async def test_before_it_is_taken_on_nothing_is_chosen_and_never_by_the_sender(tx: Tx) -> None:
    slot = await free_time(tx)
    one = await sent(tx)
    for by in (centre(3), partner(3)):
        with pytest.raises(MovedOn):
            await commands.choose_for(tx, one.id, Choice(slot=slot), by)


def asked_inside(**other: object) -> ReferralAsked:
    told = {
        "at": NINE,
        "referral_id": uuid4(),
        "contact_id": uuid4(),
        "unit": SUD,
        "to_unit": NORD,
        "reason": FOOD,
        "level": Level.URGENT,
        "first_at": NINE - timedelta(hours=1),
        "restricted": False,
        "person_id": uuid4(),
    }
    return ReferralAsked(version=1, **(told | other))


async def test_one_of_our_own_units_referral_comes_in_as_sent_and_once(tx: Tx) -> None:
    asked = asked_inside()
    await hear(tx, asked)
    [event] = await told(tx, asked.referral_id)
    assert isinstance(event, ReferralChanged)
    assert (event.internal, event.organisation, event.unit) == (True, SUD, NORD)
    assert (event.person_id, event.contact_id) == (asked.person_id, asked.contact_id)
    for by, side in ((centre(1, SUD), Party.SENDER), (centre(1), Party.RECEIVER)):
        assert (await queries.shown(tx, asked.referral_id, by.who)).side is side
    done = await commands.do(tx, asked.referral_id, Act.ACCEPT, Said(), centre(2))
    assert done.state is State.ACCEPTED


async def test_the_first_visit_of_one_of_our_own_counts_from_when_the_person_first_came(
    tx: Tx,
) -> None:
    asked = asked_inside(first_at=NINE - timedelta(days=2))
    await hear(tx, asked)
    choice = Choice(slot=await free_time(tx))
    await commands.do(tx, asked.referral_id, Act.ACCEPT, Said(choice=choice), centre(2))
    *_, event = await told(tx, asked.referral_id)
    assert isinstance(event, FirstVisitAsked)
    assert event.requested_at == asked.first_at


async def test_a_unit_takes_its_own_back_until_somebody_opened_it(tx: Tx) -> None:
    asked = asked_inside()
    await hear(tx, asked)
    mistaken = asked.model_copy(update={"version": 2, "withdrawn": True, "at": after(1)})
    await hear(tx, mistaken)
    [*_, event] = await told(tx, asked.referral_id)
    assert (event.state, event.opened_at) == ("cancelled", None)
    assert len(await told(tx, asked.referral_id)) == 2
    other = asked_inside()
    await hear(tx, other)
    await commands.do(tx, other.referral_id, Act.ACCEPT, Said(), centre(2))
    await hear(tx, other.model_copy(update={"version": 2, "withdrawn": True}))
    assert (await told(tx, other.referral_id))[-1].state == "accepted"


async def test_whom_it_concerns_is_as_the_gateway_told_it_last(tx: Tx) -> None:
    nobody = asked_inside(person_id=None)
    wrong = nobody.model_copy(update={"version": 2, "person_id": uuid4(), "at": after(1)})
    right = nobody.model_copy(update={"version": 3, "person_id": uuid4(), "at": after(2)})
    for told_so in ((nobody,), (wrong, right), (nobody, wrong), (wrong,)):
        await hear(tx, *told_so)
    kept = await store.referrals.one(tx, nobody.referral_id)
    assert kept
    assert (kept.person, kept.state) == (right.person_id, State.REQUESTED)
    session = a_session()
    await hear(tx, session)
    choice = Choice(slot=await free_time(tx), session=session.session_id)
    await commands.do(tx, kept.id, Act.ACCEPT, Said(choice=choice), centre(3))
    *_, asked = await told(tx, kept.id)
    assert isinstance(asked, FirstVisitAsked)
    assert asked.person_id == right.person_id
    other = right.model_copy(update={"version": 4, "person_id": uuid4(), "at": after(4)})
    await hear(tx, other)
    [place] = (await queries.shown(tx, kept.id, centre().who)).places
    whose = [
        (each.version, each.person_id)
        for each in await told(tx, place.id)
        if isinstance(each, ReferredPlaceAsked)
    ]
    assert whose == [(1, right.person_id), (2, other.person_id)]
    gone = PersonErased(at=after(4), version=1, person_id=other.person_id or uuid4())
    await hear(tx, gone)
    await hear(tx, other.model_copy(update={"version": 5}))
    forgot = await store.referrals.one(tx, kept.id)
    assert forgot
    assert forgot.person is None


async def test_of_somebody_who_was_erased_no_referral_says_whom_it_concerned(tx: Tx) -> None:
    hers, his = asked_inside(), asked_inside()
    await hear(tx, hers, his)
    await hear(tx, PersonErased(at=after(1), version=1, person_id=hers.person_id or uuid4()))
    kept = [await store.referrals.one(tx, each.referral_id) for each in (hers, his)]
    assert [each and each.person for each in kept] == [None, his.person_id]


async def test_what_is_told_late_of_somebody_who_was_erased_concerns_nobody(tx: Tx) -> None:
    hers, his = asked_inside(), asked_inside()
    gone = PersonErased(at=after(1), version=1, person_id=hers.person_id or uuid4())
    await hear(tx, gone, gone)
    await hear(tx, hers, his)
    kept = [await store.referrals.one(tx, each.referral_id) for each in (hers, his)]
    assert [each and each.person for each in kept] == [None, his.person_id]
    assert (await told(tx, hers.referral_id))[-1].person_id is None


async def test_older_news_of_a_session_change_nothing(tx: Tx) -> None:
    new = a_session(2, taken=9)
    await hear(tx, new)
    await hear(tx, a_session(1, session_id=new.session_id, taken=1))
    found = await store.sessions.find(tx, new.session_id, NINE)
    assert found
    assert found.taken == 9


async def test_a_service_is_heard_for_twelve_seconds_after_its_newest_sign_of_life(tx: Tx) -> None:
    assert await store.feeds.heard(tx) == frozenset()
    now = datetime.now(UTC)
    for ago, beat in ((1, GatewayHeartbeat), (13, GatewayHeartbeat), (13, GroupsHeartbeat)):
        time = now - timedelta(seconds=ago)
        told = [Told(uuid4(), beat(at=NINE, version=1), "test", "e", time, 0, 0)]
        await REACTIONS[beat](tx, told)
    assert await store.feeds.heard(tx) == {"gateway"}

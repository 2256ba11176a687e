"""Internal referrals: asked for, followed, taken back; and first visits of accepted referrals."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.domain import Identity, handed_on
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import (
    AnotherFirstVisit,
    OutcomeIncomplete,
    ReferralOpened,
    UnknownPlace,
)
from services.gateway.domain.slots import Slot
from services.gateway.queries.handed_on import referrals_of_person
from services.gateway.store.retention import Beyond, take_forgotten
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentState,
    ContactState,
    FirstVisitRefused,
    Outcome,
    ReferralAsked,
    SlotChanged,
)
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged, ReferralState
from shared.db import Tx
from shared.encryption.keys import parsed
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, PRACTICE, SUD, load_city
from tests.fixtures.web import KEYS
from tests.gateway.appointing import FOOD, TUESDAY, Paula, served, times
from tests.gateway.handing import city, frozen, hear
from tests.gateway.scene import VIOLENCE, Staff, after, stored, told

R = "R-7F3K"


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx, city())
    return tx


async def referred(tx: Tx, reason: str = FOOD) -> tuple[Staff, UUID, ReferralAsked]:
    """Somebody at the centre whose only reason has just been handed on to the other centre."""
    anna, contact = await served(tx, reason)
    await commands.refer(tx, contact, reason, SUD, anna.by(5))
    referral = await tx.fetchval("SELECT id FROM handed_on WHERE contact = $1", contact)
    [event] = await told(tx, referral)
    assert isinstance(event, ReferralAsked)
    return anna, contact, event


def becomes(asked: ReferralAsked, state: str, version: int = 1, **differs: Any) -> ReferralChanged:
    of = {
        "referral_id": asked.referral_id,
        "code": R,
        "organisation": asked.unit,
        "internal": True,
        "unit": asked.to_unit,
        "contact_id": asked.contact_id,
        "restricted": asked.restricted,
        "opened_at": None,
        "answered_at": None,
        "ended_at": None,
        "sent_at": asked.at,
    }
    return frozen(ReferralChanged, **of | {"state": state, "version": version} | differs)


async def test_referring_ends_the_reason_and_asks_the_other_unit(tx: Tx) -> None:
    _, contact, asked = await referred(tx)
    ended = await stored(tx, contact)
    assert (ended.state, ended.outcome) == (ContactState.CLOSED, Outcome.REFERRED)
    assert (asked.unit, asked.to_unit, asked.reason) == (NORD, SUD, FOOD)
    assert (asked.first_at, asked.contact_id) == (ended.opened_at, contact)
    assert (asked.restricted, asked.person_id, asked.withdrawn) == (False, None, False)


async def test_a_restricted_reason_is_not_named_to_others(tx: Tx) -> None:
    _, _, asked = await referred(tx, VIOLENCE)
    assert (asked.restricted, asked.reason) == (True, "restricted")


@pytest.mark.parametrize("unit", [NORD, DATC, "nowhere", PRACTICE])
async def test_only_another_centre_of_the_city_is_referred_to(tx: Tx, unit: str) -> None:
    anna, contact = await served(tx)
    with pytest.raises(UnknownPlace):
        await commands.refer(tx, contact, FOOD, unit, anna.by(5))
    with pytest.raises(OutcomeIncomplete):
        await commands.end_reason(tx, contact, FOOD, Outcome.REFERRED, anna.by(5))
    assert (await stored(tx, contact)).state is ContactState.SERVING


async def test_where_one_practises_nobody_hears_of_a_referral(tx: Tx) -> None:
    anna, contact = await served(tx, unit=PRACTICE)
    await commands.refer(tx, contact, FOOD, SUD, anna.by(5))
    assert (await stored(tx, contact)).outcome is Outcome.REFERRED
    assert await tx.fetchval("SELECT count(*) FROM handed_on") == 0


async def test_undone_before_anybody_opened_it_it_is_taken_back_and_afterwards_not(tx: Tx) -> None:
    anna, contact, asked = await referred(tx)
    await commands.undo(tx, contact, anna.by(6))
    *_, event = await told(tx, asked.referral_id)
    assert isinstance(event, ReferralAsked)
    assert (event.withdrawn, event.version) == (True, 2)
    await commands.refer(tx, contact, FOOD, SUD, anna.by(7))
    again = await tx.fetchval(
        "SELECT id FROM handed_on WHERE contact = $1 AND withdrawn_at IS NULL", contact
    )
    [second] = await told(tx, again)
    assert isinstance(second, ReferralAsked)
    await hear(tx, becomes(second, "requested", opened_at=after(8)))
    with pytest.raises(ReferralOpened):
        await commands.undo(tx, contact, anna.by(9))


async def test_a_withdrawal_that_crosses_the_opening_leaves_the_referral_to_be_seen(tx: Tx) -> None:
    anna, contact, asked = await referred(tx)
    by = anna.by(5)
    person = await commands.new_person(tx, Identity(MARIA.name), NORD, by, parsed(KEYS))
    await commands.undo(tx, contact, anna.by(6))
    await commands.name_person(tx, contact, person.id, anna.by(6))
    who = anna.by().who
    assert await referrals_of_person(tx, person.id, who, after(7)) == []
    opened = {"opened_at": after(5), "answered_at": after(8)}
    await hear(tx, becomes(asked, "accepted", 2, **opened))
    [found] = await referrals_of_person(tx, person.id, who, after(9))
    assert (found.goes_on, found.withdrawn_at) == (True, None)
    await commands.refer(tx, contact, FOOD, SUD, anna.by(10))
    await commands.undo(tx, contact, anna.by(11))  # of the later one alone
    await tx.execute("UPDATE contact SET state = 'closed', ended_at = opened_at")
    forgotten = Beyond(after(10**7))
    assert await take_forgotten(tx, forgotten, 10) == []
    await hear(tx, becomes(asked, "completed", 3, ended_at=after(60), **opened))
    assert await take_forgotten(tx, forgotten, 10) == [person.id]


async def test_restricted_ones_of_a_person_are_known_to_professionals_of_the_two_units_alone(
    tx: Tx,
) -> None:
    anna, contact = await served(tx, VIOLENCE)
    person = await commands.new_person(tx, Identity(MARIA.name), NORD, anna.by(3), parsed(KEYS))
    await commands.name_person(tx, contact, person.id, anna.by(4))
    await commands.refer(tx, contact, VIOLENCE, SUD, anna.by(5))
    referral = await tx.fetchval("SELECT id FROM handed_on WHERE contact = $1", contact)
    [asked] = await told(tx, referral)
    assert isinstance(asked, ReferralAsked)
    await hear(tx, becomes(asked, "accepted", answered_at=after(8)))
    by_partner = frozen(
        ReferralChanged, referral_id=uuid4(), unit=SUD, state="accepted", restricted=True,
        internal=False, contact_id=None, person_id=person.id, ended_at=None,
    )  # fmt: skip
    await hear(tx, by_partner)
    readers = {
        "professional there": Paula(frozenset({SUD})).at(after(9)),
        "professional here": Paula(frozenset({NORD})).at(after(9)),
        "professional elsewhere": Paula(frozenset({DATC})).at(after(9)),
        "reception there, a day later": Staff(frozenset({SUD})).by(24 * 60),
    }
    known = {
        who: {each.id for each in await referrals_of_person(tx, person.id, by.who, by.at)}
        for who, by in readers.items()
    }
    assert known == {
        "professional there": {asked.referral_id, by_partner.referral_id},
        "professional here": {asked.referral_id},
        "professional elsewhere": set(),
        "reception there, a day later": set(),
    }


async def test_accepted_ones_stand_at_the_unit_that_accepted_without_a_visit_first(tx: Tx) -> None:
    _, _, asked = await referred(tx)
    bruna, clara = Staff(), Staff(frozenset({SUD}))
    steps = [
        becomes(asked, "requested", 1),
        becomes(asked, "accepted", 2, answered_at=after(30)),
    ]
    for order in permutations(steps):
        for event in (*order, *order):
            await hear(tx, event)
    other = frozen(
        ReferralChanged, referral_id=uuid4(), unit=SUD, state="accepted", code="R-2222",
        internal=False, contact_id=None, person_id=None, level="urgent",
    )  # fmt: skip
    await hear(tx, other)
    who = clara.by().who
    found = await queries.accepted_referrals(tx, SUD, who, after(40), (0, 50))
    assert [each.handed.code for each in found.referrals] == ["R-2222", R]
    assert not found.heard.known
    at_nord = await queries.accepted_referrals(tx, NORD, bruna.by().who, after(40), (0, 50))
    assert at_nord.referrals == []
    await hear(tx, becomes(asked, "completed", 3, ended_at=after(50)))
    found = await queries.accepted_referrals(tx, SUD, who, after(60), (0, 50))
    assert [each.handed.code for each in found.referrals] == ["R-2222"]


async def test_restricted_ones_are_for_professionals_only(tx: Tx) -> None:
    _, _, asked = await referred(tx, VIOLENCE)
    await hear(tx, becomes(asked, "accepted", 1, answered_at=after(30)))
    paula = Paula(frozenset({SUD})).at(after(40)).who
    for who, seen in ((Staff(frozenset({SUD})).by().who, 0), (paula, 1)):
        found = await queries.accepted_referrals(tx, SUD, who, after(40), (0, 50))
        assert len(found.referrals) == seen


def visit(slot: Slot, version: int = 1, **differs: Any) -> FirstVisitAsked:
    of = {"unit": slot.unit, "slot_id": slot.id, "at": after(20), "requested_at": after(-600)}
    return frozen(FirstVisitAsked, **of | {"version": version, "code": R} | differs)


async def made(tx: Tx, referral: UUID) -> UUID | None:
    found: UUID | None = await tx.fetchval(
        "SELECT id FROM appointment WHERE referral = $1 AND state <> 'cancelled'", referral
    )
    return found


async def test_a_time_that_is_chosen_for_a_referral_is_booked_once(tx: Tx) -> None:
    one, *_ = await times(tx, kind=AppointmentKind.FIRST_VISIT)
    asked = visit(one)
    for _ in range(3):
        await hear(tx, asked, asked)
    appointment = await made(tx, asked.referral_id)
    [event] = await told(tx, appointment)
    assert isinstance(event, AppointmentChanged)
    assert (event.referral_id, event.contact_id) == (asked.referral_id, None)
    assert (event.kind, event.state) == (AppointmentKind.FIRST_VISIT, AppointmentState.BOOKED)
    assert (event.requested_at, event.booked_at) == (asked.requested_at, asked.at)
    *_, slot = await told(tx, one.id)
    assert isinstance(slot, SlotChanged)
    assert not slot.free


async def test_a_time_that_is_gone_is_refused_and_another_one_may_be_chosen(tx: Tx) -> None:
    paula = Paula()
    one, other, third, last = await times(tx, paula)
    await commands.close_slot(tx, one.id, paula.at(after(1)))
    gone = visit(one)
    await hear(tx, gone)
    await hear(tx, gone)
    [refused] = await told(tx, gone.referral_id)
    assert isinstance(refused, FirstVisitRefused)
    assert (refused.slot_id, refused.unit, refused.version) == (one.id, NORD, 1)
    assert await made(tx, gone.referral_id) is None
    for slot, differs in (
        (other, {"unit": SUD}),
        (other, {"at": other.starts_at}),
        (replace(third, id=uuid4()), {}),
    ):
        strange = visit(slot, referral_id=uuid4(), **differs)
        await hear(tx, strange)
        assert [type(event) for event in await told(tx, strange.referral_id)] == [FirstVisitRefused]
    await hear(tx, visit(last, 2))
    assert await made(tx, gone.referral_id) is not None
    await hear(tx, gone)  # the first time it was asked for, late
    assert len(await told(tx, gone.referral_id)) == 1


async def test_moving_cancelling_and_keeping_it_tell_the_referral_again(tx: Tx) -> None:
    one, other, *_ = await times(tx)
    asked = visit(one)
    await hear(tx, asked)
    appointment = await made(tx, asked.referral_id)
    assert appointment is not None
    anna = Staff()
    moved = await commands.move(tx, appointment, other.id, anna.by(30))
    day = await queries.agenda_of_day(tx, NORD, TUESDAY, anna.by().who, after(31))
    assert [each.referral for each in day.entries] == [None, R, None, None]
    here = anna.at(moved.starts_at - timedelta(minutes=5))
    arrived = await commands.check_in(tx, NORD, moved.code, here)
    assert arrived.arrival is not None
    await commands.attend(tx, appointment, anna.at(moved.starts_at))
    events = [e for e in await told(tx, appointment) if isinstance(e, AppointmentChanged)]
    assert {event.referral_id for event in events} == {asked.referral_id}
    assert events[-1].state is AppointmentState.ATTENDED
    assert [event.version for event in events] == list(range(1, len(events) + 1))


async def test_whoever_missed_the_first_visit_is_booked_another_that_stands_instead(
    tx: Tx,
) -> None:
    _, _, asked = await referred(tx)
    one, other, third, *_ = await times(tx, unit=SUD)
    referral = asked.referral_id
    await hear(tx, becomes(asked, "accepted", answered_at=after(8)))
    await hear(tx, visit(one, referral_id=referral))
    missed = await made(tx, referral)
    assert missed is not None
    await hear(tx, visit(other, 2, referral_id=referral))
    assert [type(each) for each in await told(tx, referral)][-1] is FirstVisitRefused
    paula = Paula(frozenset({SUD}))
    await commands.miss_appointment(tx, missed, paula.at(one.starts_at + timedelta(minutes=20)))
    again = visit(third, 3, referral_id=referral)
    for _ in range(2):
        await hear(tx, again)
    rows = await tx.fetch("SELECT state FROM appointment WHERE referral = $1", referral)
    assert sorted(row["state"] for row in rows) == ["booked", "missed"]
    who = paula.at(after(9)).who
    found = await queries.accepted_referrals(tx, SUD, who, after(40), (0, 50))
    [shown] = found.referrals
    assert (shown.visit_at, shown.visit_state) == (third.starts_at, "booked")


async def said_missed(tx: Tx, visit: Appointment, by: Staff) -> Callable[[], Awaitable[object]]:
    """The professional says that they did not come; how that is undone."""
    late = by.at(visit.starts_at + timedelta(minutes=2))
    await commands.miss_appointment(tx, visit.id, late)
    soon = by.at(visit.starts_at + timedelta(minutes=6))
    return lambda: commands.undo_of_appointment(tx, visit.id, soon)


async def left_the_queue(tx: Tx, visit: Appointment, by: Staff) -> Callable[[], Awaitable[object]]:
    """They came and left before their turn; how the desk undoes that."""
    came = await commands.check_in(tx, visit.unit, visit.code, by.at(visit.starts_at))
    assert came.arrival is not None
    await commands.abandon(tx, came.arrival, by.at(visit.starts_at + timedelta(minutes=2)))
    soon, arrival = by.at(visit.starts_at + timedelta(minutes=6)), came.arrival
    return lambda: commands.undo(tx, arrival, soon)


@pytest.mark.parametrize("missed", [said_missed, left_the_queue])
async def test_a_missed_first_visit_stands_again_only_where_no_other_was_booked_since(
    tx: Tx, missed: Callable[..., Awaitable[Callable[[], Awaitable[object]]]]
) -> None:
    one, other, *_ = await times(tx)
    referral, anna = uuid4(), Staff()
    await hear(tx, visit(one, referral_id=referral))
    first = await store.agenda.of_referral(tx, referral)
    assert first is not None
    undone = await missed(tx, first, anna)
    await hear(tx, visit(other, 2, referral_id=referral))
    second = await store.agenda.of_referral(tx, referral)
    assert second is not None
    with pytest.raises(AnotherFirstVisit):
        await undone()
    standing = "SELECT count(*) FROM appointment WHERE referral = $1 AND state <> 'missed'"
    assert await tx.fetchval(standing, referral) == 1
    await commands.cancel(tx, second.id, anna.at(one.starts_at))
    await undone()
    again = await store.agenda.of_referral(tx, referral)
    assert again is not None
    assert again.id == first.id


OVER = ("cancelled", "entered_in_error", "failed")


def ended(referral: UUID, state: str) -> ReferralChanged:
    over = {"version": 9, "at": after(40), "ended_at": after(40)}
    return frozen(ReferralChanged, referral_id=referral, unit=NORD, state=state, code=R, **over)


@pytest.mark.parametrize("state", OVER)
async def test_a_referral_that_ends_so_takes_its_first_visit_along_and_the_time_is_free(
    tx: Tx, state: str
) -> None:
    one, *_ = await times(tx)
    asked = visit(one)
    await hear(tx, asked)
    appointment = await made(tx, asked.referral_id)
    for _ in range(2):
        await hear(tx, ended(asked.referral_id, state))
    assert await made(tx, asked.referral_id) is None
    booked, cancelled = await told(tx, appointment)
    assert isinstance(cancelled, AppointmentChanged)
    assert (cancelled.state, cancelled.at) == (AppointmentState.CANCELLED, after(40))
    assert (cancelled.referral_id, cancelled.version) == (asked.referral_id, booked.version + 1)
    *_, slot = await told(tx, one.id)
    assert isinstance(slot, SlotChanged)
    assert slot.free
    await hear(tx, visit(one, 1, referral_id=uuid4()))
    assert not (await told(tx, one.id))[-1].free  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", OVER)
async def test_for_a_referral_that_ended_so_no_time_is_booked_any_more(tx: Tx, state: str) -> None:
    one, *_ = await times(tx)
    asked = visit(one)
    await hear(tx, ended(asked.referral_id, state))
    before = len(await told(tx, one.id))
    for _ in range(2):
        await hear(tx, asked)
    assert await made(tx, asked.referral_id) is None
    [refused] = await told(tx, asked.referral_id)
    assert isinstance(refused, FirstVisitRefused)
    assert (refused.slot_id, refused.version) == (one.id, 1)
    assert len(await told(tx, one.id)) == before


async def test_whoever_has_come_to_the_first_visit_or_was_served_keeps_it(tx: Tx) -> None:
    one, *_ = await times(tx)
    asked, anna = visit(one), Staff()
    await hear(tx, asked)
    appointment = await made(tx, asked.referral_id)
    code = await tx.fetchval("SELECT code FROM appointment WHERE id = $1", appointment)
    await commands.check_in(tx, NORD, code, anna.at(one.starts_at - timedelta(minutes=5)))
    await hear(tx, ended(asked.referral_id, "failed"))
    assert await made(tx, asked.referral_id) == appointment


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_partners_referral_stands_in_the_timeline_of_who_came_to_its_first_visit(
    tx: Tx, restricted: bool
) -> None:
    one, *_ = await times(tx)
    asked, anna = visit(one), Staff()
    of = {"referral_id": asked.referral_id, "unit": NORD, "code": R, "restricted": restricted}
    nobody = {"contact_id": None, "person_id": None}
    await hear(tx, frozen(ReferralChanged, state="accepted", version=3, **of, **nobody), asked)
    appointment = await made(tx, asked.referral_id)
    code = await tx.fetchval("SELECT code FROM appointment WHERE id = $1", appointment)
    told_of = "SELECT told ->> 'state', contact FROM timeline WHERE thing = 'referral'"
    assert await tx.fetch(told_of) == []
    here = anna.at(one.starts_at - timedelta(minutes=5))
    came = (await commands.check_in(tx, NORD, code, here)).arrival
    expected = [] if restricted else [("accepted", came)]
    assert [tuple(row) for row in await tx.fetch(told_of)] == expected
    await hear(tx, frozen(ReferralChanged, state="completed", version=4, **of, **nobody))
    expected = [("completed", came) for _ in expected]
    assert [tuple(row) for row in await tx.fetch(told_of)] == expected


@pytest.mark.parametrize("state", ["completed", "rejected", "on_hold"])
async def test_any_other_state_leaves_the_first_visit(tx: Tx, state: str) -> None:
    one, *_ = await times(tx)
    asked = visit(one)
    await hear(tx, asked)
    await hear(tx, ended(asked.referral_id, state))
    assert await made(tx, asked.referral_id) is not None


async def test_the_frozen_examples_of_the_referrals_are_understood(tx: Tx) -> None:
    await hear(tx, frozen(ReferralChanged))
    assert await tx.fetchval("SELECT count(*) FROM handed_on") == 1
    await hear(tx, frozen(FirstVisitAsked))
    [refused] = await told(tx, frozen(FirstVisitAsked).referral_id)
    assert isinstance(refused, FirstVisitRefused)
    assert frozen(ReferralChanged).state in ReferralState


def test_what_was_told_as_restricted_once_stays_so() -> None:
    told_first = frozen(ReferralChanged, restricted=True, version=1)
    later = told_first.model_copy(update={"restricted": False, "version": 2})
    known = handed_on.heard(handed_on.heard(None, told_first), later)
    assert (known.version, known.restricted) == (2, True)

"""Whom a first visit concerns: whoever is named late, or put right, at the desk that referred."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Wanted
from services.gateway.domain import Identity, Person
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.slots import Slot, Whose
from services.gateway.queries.people import Looking
from services.gateway.queries.protection import rules
from services.gateway.store.erasing import ERASED
from services.gateway.store.handed_on import person_of_visit
from shared.audit import Reader
from shared.contracts.gateway import (
    AppointmentKind,
    FirstVisitRefused,
    Outcome,
    PlaceAsked,
    ReferralAsked,
)
from shared.db import Tx
from shared.encryption.keys import parsed
from shared.errors import NotFound
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import KEYS
from tests.gateway.appointing import FOOD, Paula, served, times
from tests.gateway.handing import a_session, city, hear
from tests.gateway.scene import Staff, after, stored, told
from tests.gateway.test_referring import becomes, made, visit

RING = parsed(KEYS)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx, city())
    return tx


@dataclass
class Desk:
    """Somebody with two reasons, of which the first was handed on while the other is open."""

    tx: Tx
    anna: Staff
    contact: UUID

    async def person(self) -> Person:
        return await commands.new_person(self.tx, Identity(MARIA.name), NORD, self.anna.by(3), RING)

    async def name(self, person: Person | None) -> None:
        named = person.id if person else None
        await commands.name_person(self.tx, self.contact, named, self.anna.by(6))

    async def refer(self) -> ReferralAsked:
        await commands.refer(self.tx, self.contact, FOOD, SUD, self.anna.by(5))
        referral = await self.tx.fetchval(
            "SELECT id FROM handed_on WHERE contact = $1", self.contact
        )
        [asked] = await told(self.tx, referral)
        assert isinstance(asked, ReferralAsked)
        return asked

    async def ask_place(self) -> PlaceAsked:
        session = a_session()
        await hear(self.tx, session)
        wanted = Wanted(session.session_id)
        place = await commands.ask_place(self.tx, self.contact, FOOD, wanted, self.anna.by(5))
        [asked] = await told(self.tx, place.id)
        assert isinstance(asked, PlaceAsked)
        return asked

    async def accepted(self, asked: ReferralAsked, slot: Slot) -> Appointment | None:
        """The other centre accepts with a time, knowing what it was told when it was referred."""
        await hear(self.tx, becomes(asked, "accepted", 2, answered_at=after(30)))
        whom = {"referral_id": asked.referral_id, "person_id": asked.person_id}
        await hear(self.tx, visit(slot, **whom))
        booked = await made(self.tx, asked.referral_id)
        by = Staff(frozenset({SUD})).by()
        return await queries.appointment(self.tx, booked, by.who, by.at) if booked else None


@pytest_asyncio.fixture
async def desk(tx: Tx) -> Desk:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, "DEP", anna.by(3))
    return Desk(tx, anna, contact)


async def first_time(tx: Tx, paula: Paula) -> Slot:
    one, *_ = await times(tx, paula, unit=SUD, kind=AppointmentKind.FIRST_VISIT)
    return one


async def test_whoever_is_named_after_the_referral_gets_no_visit_with_whom_they_are_kept_from(
    tx: Tx, desk: Desk
) -> None:
    asked, maria, paula = await desk.refer(), await desk.person(), Paula(frozenset({SUD}))
    await desk.name(maria)
    await commands.exclude(tx, maria.id, paula.id, desk.anna.by(7))
    assert await desk.accepted(asked, await first_time(tx, paula)) is None
    assert isinstance((await told(tx, asked.referral_id))[-1], FirstVisitRefused)


async def test_whoever_is_named_after_the_booking_is_hidden_from_whom_they_are_kept_from(
    tx: Tx, desk: Desk
) -> None:
    asked, maria, paula = await desk.refer(), await desk.person(), Paula(frozenset({SUD}))
    booked = await desk.accepted(asked, await first_time(tx, paula))
    assert booked
    other = await first_time(tx, Paula(frozenset({SUD})))
    await desk.name(maria)
    rosa = Staff(frozenset({SUD}))
    await commands.exclude(tx, maria.id, rosa.id, desk.anna.by(7))
    with pytest.raises(NotFound):
        await queries.appointment(tx, booked.id, rosa.by().who, rosa.by().at)
    with pytest.raises(NotFound):
        await commands.move(tx, booked.id, other.id, rosa.by(8))


@pytest.mark.parametrize("put_right", [True, False], ids=["another", "nobody known"])
async def test_a_name_put_right_comes_to_the_visit_and_not_the_wrong_one(
    tx: Tx, desk: Desk, put_right: bool
) -> None:
    wrong, right = await desk.person(), await desk.person() if put_right else None
    await desk.name(wrong)
    booked = await desk.accepted(await desk.refer(), await first_time(tx, Paula(frozenset({SUD}))))
    assert booked
    await desk.name(right)
    rosa = Staff(frozenset({SUD})).at(booked.starts_at - timedelta(minutes=5))
    arrived = await commands.check_in(tx, SUD, booked.code, rosa)
    assert (await stored(tx, arrived.arrival)).person == (right.id if right else None)


async def test_whoever_is_erased_leaves_nobody_named_by_mistake_in_their_place(
    tx: Tx, desk: Desk
) -> None:
    wrong, right = await desk.person(), await desk.person()
    await desk.name(wrong)
    asked = await desk.refer()
    assert await desk.accepted(asked, await first_time(tx, Paula(frozenset({SUD}))))
    await desk.name(right)
    for name in [each for each in ERASED if each in ("first_visits", "referrals", "contacts")]:
        await tx.execute(ERASED[name], right.id)
    assert await person_of_visit(tx, asked.referral_id) is None


async def test_no_times_of_whom_they_are_kept_from_are_offered_for_another_visit(
    tx: Tx, desk: Desk
) -> None:
    asked, maria, paula = await desk.refer(), await desk.person(), Paula(frozenset({SUD}))
    hers = await first_time(tx, paula)
    await desk.name(maria)
    asking = (tx, SUD, AppointmentKind.FIRST_VISIT, after(8), Whose(referral=asked.referral_id), 9)
    assert hers in await queries.times_to_choose(*asking)
    await commands.exclude(tx, maria.id, paula.id, desk.anna.by(7))
    assert await queries.times_to_choose(*asking) == []


@pytest.mark.parametrize("named", ["before the rule", "after the rule"])
@pytest.mark.parametrize("free", [True, False], ids=["a colleague is free", "nobody is"])
async def test_a_rule_that_comes_after_the_booking_gives_the_visit_to_a_colleague_or_is_counted(
    tx: Tx, desk: Desk, named: str, free: bool
) -> None:
    maria, paula, other = await desk.person(), Paula(frozenset({SUD})), Paula(frozenset({SUD}))
    booked = await desk.accepted(await desk.refer(), await first_time(tx, paula))
    assert booked
    if free:
        await first_time(tx, other)
    steps = [
        lambda: desk.name(maria),
        lambda: commands.exclude(tx, maria.id, paula.id, desk.anna.by(7)),
    ]
    for step in steps if named == "before the rule" else reversed(steps):
        await step()
    by = Staff(frozenset({SUD})).by()
    stands = await queries.appointment(tx, booked.id, by.who, by.at)
    assert stands.professional == (other.id if free else paula.id)
    assert (stands.starts_at, stands.code) == (booked.starts_at, booked.code)
    officer = Reader(Staff().by().who, "exclusions", None)
    [rule] = await rules(tx, Looking(officer, after(8), RING), 0, 9)
    assert rule.appointments == (0 if free else 1)


@pytest.mark.parametrize("hand_on", [Desk.refer, Desk.ask_place])
async def test_the_other_door_hears_each_time_whom_it_concerns_once(
    tx: Tx, desk: Desk, hand_on: Callable[[Desk], Awaitable[ReferralAsked | PlaceAsked]]
) -> None:
    asked, wrong, right = await hand_on(desk), await desk.person(), await desk.person()
    for person in (wrong, right, right, None):
        await desk.name(person)
    events = await told(tx, UUID(asked.key))
    whom = [(e.version, e.person_id) for e in events if isinstance(e, type(asked))]
    assert whom == [(1, None), (2, wrong.id), (3, right.id), (4, None)]
    same = {"version", "at", "person_id"}
    assert {e.model_dump_json(exclude=same) for e in events} == {
        asked.model_dump_json(exclude=same)
    }


async def test_a_referral_of_somebody_named_late_is_taken_back_once_and_not_when_it_is_over(
    tx: Tx, desk: Desk
) -> None:
    asked, maria = await desk.refer(), await desk.person()
    await desk.name(maria)
    for minutes in (8, 9):
        await commands.reopen_reason(tx, desk.contact, FOOD, desk.anna.by(minutes))
        await commands.end_reason(tx, desk.contact, FOOD, Outcome.RESOLVED, desk.anna.by(minutes))
    told_so = [e for e in await told(tx, asked.referral_id) if isinstance(e, ReferralAsked)]
    assert [(e.version, e.withdrawn) for e in told_so] == [(1, False), (2, False), (3, True)]
    await hear(tx, becomes(asked, "cancelled", 2, ended_at=after(10)))
    await desk.name(None)
    assert len(await told(tx, asked.referral_id)) == 3

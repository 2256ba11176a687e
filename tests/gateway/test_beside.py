"""Beside the person at the desk stands what they have open, as far as the reader may know of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival, Booking, Message
from services.gateway.domain import Contact, Identity
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.both_waits import BothWaits, both_waits
from services.gateway.domain.pending import PendingCall
from services.gateway.queries import Beside, Looking
from shared.audit import Reader
from shared.contracts.gateway import PendingOrigin, Settled
from shared.contracts.referrals import ReferralChanged
from shared.db import Scope, Tx, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.gateway.appointing import FOOD, Paula, served, times
from tests.gateway.handing import frozen, hear
from tests.gateway.keeping import asked_of
from tests.gateway.returning import RING, SOURCE, lost
from tests.gateway.scene import VIOLENCE, after, arrive, at_work, of, stored
from tests.gateway.test_coming_elsewhere import Came, came
from tests.gateway.test_pending import an_entry

__all__ = ["came"]
LATE = timedelta(days=8)
"""After which it is time to ask whether somebody arrived."""


@dataclass
class Person:
    """Somebody at a desk of the north, with much that is open."""

    tx: Tx
    id: UUID
    contact: Contact
    here: Appointment
    restricted: Appointment
    elsewhere: Appointment
    asked: UUID
    message: PendingCall

    def looking(self, *units: str, role: Role = Role.RECEPTION) -> Looking:
        who = Principal(of().id, "A", frozenset({role}), frozenset(units))
        return Looking(Reader(who, "203.0.113.9", "desk_page"), after(8 * 24 * 60), RING)

    async def beside(self, *units: str, role: Role = Role.RECEPTION) -> Beside:
        return await queries.beside(self.tx, self.contact, self.looking(*units, role=role))


async def given(tx: Tx, reason: str, unit: str, who: UUID) -> Appointment:
    """An appointment of theirs in ten days."""
    day = (after(0) + timedelta(days=10)).date()
    [slot, *_] = await times(tx, Paula(), unit, first=day, until=day)
    anna, contact = await served(tx, reason, unit=unit)
    await commands.name_person(tx, contact, who, anna.by(3))
    made = await commands.book(tx, contact, Booking(unit, slot.id, reason), SOURCE, anna.by(5))
    await commands.close_desk(tx, unit, 1, anna.by(5))
    return made


@pytest_asyncio.fixture
async def person(tx: Tx) -> Person:
    await load_city(tx)
    anna, asked = await served(tx, "DEP")
    new = Identity(MARIA.name, MARIA.telephone)
    maria = (await commands.write_down(tx, asked, new, NORD, anna.by(3), RING)).id
    said = Message(NORD, Paula().id, WORDS, asked)
    message = await commands.leave_message(tx, said, anna.by(4), RING)
    await commands.redirect(tx, asked, "DEP", "housing", anna.by(5))
    await commands.close_desk(tx, NORD, 1, anna.by(5))
    of_what = ((FOOD, NORD), (VIOLENCE, NORD), (FOOD, SUD))
    made = [await given(tx, reason, unit, maria) for reason, unit in of_what]
    berta = await at_work(tx)
    now = await commands.open_contact(tx, Arrival(NORD), berta.by(60))
    await commands.call_next(tx, NORD, 1, berta.by(70))
    await commands.start(tx, now.id, berta.by(81))
    await commands.name_person(tx, now.id, maria, berta.by(82))
    return Person(tx, maria, await stored(tx, now.id), *made, asked, message)


def shown(beside: Beside) -> set[UUID]:
    """The ids of all that stands there."""
    parts = (beside.calls, beside.appointments, beside.to_ask, beside.answers, beside.settled)
    return {each.id for part in parts for each in part}


async def test_reception_sees_what_is_open_at_its_centre_and_nothing_restricted(
    person: Person,
) -> None:
    assert shown(await person.beside(NORD)) == {person.here.id, person.asked}


async def test_other_centres_show_theirs_to_whoever_works_there_too(person: Person) -> None:
    both = await person.beside(NORD, SUD)
    assert shown(both) == {person.here.id, person.elsewhere.id, person.asked}


async def test_a_professional_sees_the_restricted_one_of_their_own_centre(person: Person) -> None:
    seen = shown(await person.beside(NORD, role=Role.PROFESSIONAL))
    assert seen == {person.here.id, person.restricted.id, person.asked}


async def test_a_restricted_booking_of_another_centre_is_not_told_where_it_takes_place(
    person: Person,
) -> None:
    await person.tx.execute("UPDATE contact SET unit = $1 WHERE reason = $2", SUD, VIOLENCE)
    seen = shown(await person.beside(NORD, role=Role.PROFESSIONAL))
    assert person.restricted.id not in seen
    assert person.here.id in seen


async def test_a_message_stands_there_once_it_is_answered_and_until_it_is_told(
    person: Person,
) -> None:
    paula = replace(Paula(), id=person.message.owner).at(after(100))
    await commands.answer(person.tx, person.message.id, WORDS, paula, RING)
    [answer] = (await person.beside(NORD)).answers
    assert answer.id == person.message.id
    assert (await person.beside(SUD)).answers == ()
    told = of(NORD).by(110)
    await commands.settle(person.tx, answer.id, Settled.ANSWERED, told)
    assert (await person.beside(NORD)).answers == ()


async def test_what_is_over_or_not_yet_due_does_not_stand_there(person: Person) -> None:
    await person.tx.execute("UPDATE appointment SET state = 'cancelled'")
    await person.tx.execute("UPDATE contact SET follow_up_on = '2026-04-01'")
    assert shown(await person.beside(NORD, SUD)) == set()


async def test_nothing_stands_beside_whom_the_reader_may_not_see(person: Person) -> None:
    for contact in (person.contact, replace(person.contact, person=None)):
        looking = person.looking(NORD, role=Role.MANAGER)
        with pytest.raises(NotFound):
            await queries.beside(person.tx, contact, looking)


async def test_both_waits_are_told_of_the_first_call_that_this_visit_settled(
    person: Person,
) -> None:
    entry = await lost(person.tx, 30)
    await person.tx.execute(
        "UPDATE pending_call SET person = $2, unit = $3 WHERE id = $1", entry.id, person.id, NORD
    )
    who = of(NORD).by(83)
    assert both_waits((await person.beside(NORD)).settled, person.contact) is None
    await commands.settle(person.tx, entry.id, Settled.ARRIVED, who, person.contact.id)
    settled = (await person.beside(NORD)).settled
    assert both_waits(settled, person.contact) == BothWaits(after(30), False, 51 * 60, 21 * 60)


async def test_a_call_that_something_else_settled_tells_of_no_wait(tx: Tx) -> None:
    await load_city(tx)
    waiting = await arrive(tx)
    entry = an_entry(origin=PendingOrigin.ABANDONED)
    assert both_waits([entry], waiting) is None, "who still waits has no wait yet"
    served = replace(waiting, started_at=after(500))
    for origin in PendingOrigin:
        waits = both_waits([replace(entry, origin=origin)], served)
        assert waits
        assert waits.asked is (origin is PendingOrigin.REQUESTED)
    assert both_waits([], replace(waiting, started_at=after(5))) is None


async def test_of_two_calls_that_a_visit_settled_the_first_tells_how_long_they_waited(
    tx: Tx,
) -> None:
    await load_city(tx)
    first = an_entry(first_at=after(30), origin=PendingOrigin.REQUESTED)
    later = an_entry(first_at=after(50), origin=PendingOrigin.MISSED)
    came = replace(await arrive(tx, 60), started_at=after(80))
    for settled in ([first, later], [later, first]):
        assert both_waits(settled, came) == BothWaits(after(30), True, 50 * 60, 20 * 60)


async def test_the_desk_shows_each_with_its_link_and_one_look_is_recorded(came: Came) -> None:
    house = came.house
    entry = await came.called(NORD)
    async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
        anna, booking = await served(tx, FOOD, 2)
        slots = await times(tx, Paula())
        made = await commands.book(
            tx, booking, Booking(NORD, slots[0].id, FOOD), SOURCE, anna.by(5)
        )
        await tx.execute("UPDATE appointment SET starts_at = clock_timestamp() + interval '3 days'")
        await tx.execute("UPDATE contact SET person = $2 WHERE id = $1", booking, UUID(came.person))
    before = len(await house.rows("SELECT FROM look"))
    page = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert f'href="/units/{NORD}/pending/{entry}"' in page
    assert f'href="/units/{NORD}/appointments/{made.id}/move?back=desk"' in page
    assert f'href="/units/{NORD}/agenda?day=' in page
    looks = await house.rows("SELECT act, person FROM look ORDER BY number OFFSET $1", before)
    assert [(row["act"], row["person"]) for row in looks] == [("desk_page", UUID(came.person))]
    assert 'id="both-waits"' not in page
    path = f"/units/{NORD}/pending/{entry}/do/arrived"
    await house.anna.form(path, contact=came.contact, back="desk")
    settled = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert 'id="both-waits"' in settled
    assert f'href="/units/{NORD}/pending/{entry}"' not in settled, "but to undo it"


async def test_the_desk_asks_as_many_statements_whatever_somebody_has_open(came: Came) -> None:
    async def asked() -> list[str]:
        with asked_of(came.house.served.around.pool) as statements:
            page = await came.house.anna.client.get(f"/units/{NORD}/desk")
            assert page.status_code == 200
            return list(statements)

    before = await asked()
    for unit in (NORD, DATC):
        await came.called(unit)
    assert [each for each in before if "to_jsonb(made)" in each] != []
    assert len(await asked()) == len(before)


async def test_a_referral_of_theirs_that_was_accepted_stands_there_and_a_restricted_one_not(
    person: Person,
) -> None:
    of = {"unit": NORD, "internal": False, "contact_id": None, "person_id": person.id}
    for code, restricted in (("D-7001", False), ("D-7002", True)):
        accepted = frozen(
            ReferralChanged, **of, referral_id=uuid4(), state="accepted", code=code,
            restricted=restricted, ended_at=None,
        )  # fmt: skip
        await hear(person.tx, accepted)
    told = await person.beside(NORD)
    assert [(each.code, each.state) for each in told.referrals] == [("D-7001", "accepted")]
    cares = await person.beside(NORD, role=Role.PROFESSIONAL)
    assert {each.code for each in cares.referrals} == {"D-7001", "D-7002"}
    other = told.referrals[0]
    done = frozen(
        ReferralChanged, **of, referral_id=other.id, state="completed", code=other.code,
        restricted=False, version=9, ended_at=after(30),
    )  # fmt: skip
    await hear(person.tx, done)
    assert (await person.beside(NORD)).referrals == ()


async def test_one_that_came_back_stands_there_until_whoever_sent_it_takes_it_up(
    came: Came,
) -> None:
    of = {"referral_id": uuid4(), "code": "D-7001", "unit": SUD, "organisation": NORD,
          "internal": True, "contact_id": None, "person_id": UUID(came.person),
          "restricted": False, "opened_at": after(5)}  # fmt: skip
    back = {"state": "rejected", "no": "returned", "answered_at": after(9), "ended_at": after(9)}
    steps: tuple[tuple[dict[str, Any], tuple[bool, bool]], ...] = (
        ({"state": "requested", "answered_at": None, "ended_at": None}, (True, False)),
        (back, (True, True)),
        (back | {"taken_up_at": after(20)}, (False, False)),
    )
    for version, (step, seen) in enumerate(steps, 1):
        async with transaction(came.house.served.around.pool, Scope.SYSTEM) as tx:
            await hear(tx, frozen(ReferralChanged, **of, **step, version=version))
        page = (await came.house.anna.client.get(f"/units/{NORD}/desk")).text
        assert ("D-7001" in page, "Ha tornat" in page) == seen

"""New receptionists practise with invented callers, and nobody hears of it."""

from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival, Booking, Destination
from services.gateway.domain import Contact, Identity, Triage
from services.gateway.domain.refusals import DeskNotOpen, OnlyPractice, UnknownPlace
from services.gateway.domain.slots import Slot, Whose
from shared.contracts.gateway import AppointmentKind, ContactState, Level, Outcome
from shared.db import Tx
from shared.encryption import KeySource
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD, PRACTICE, SUD, load_city
from tests.fixtures.web import KEYS
from tests.gateway.scene import Staff, after, arrive, at_work, stored


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def practised(tx: Tx, anna: Staff, minutes: float, level: Level, *reasons: str) -> Contact:
    """An invented caller from the ticket to an information outcome."""
    contact = await commands.invent(tx, PRACTICE, anna.by(minutes))
    await commands.call_next(tx, PRACTICE, 1, anna.by(minutes + 0.1))
    await commands.start(tx, contact.id, anna.by(minutes + 0.2))
    for reason in reasons:
        await commands.add_reason(tx, contact.id, reason, anna.by(minutes + 0.3))
    await commands.triage(
        tx,
        contact.id,
        Triage(level, keeps_reason=True, why="worse"),
        anna.by(minutes + 0.4),
    )
    return await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(minutes + 0.5))


async def told_of_all(tx: Tx) -> int:
    found: int = await tx.fetchval("SELECT count(*) FROM outbox_archive")
    return found


async def seen(tx: Tx, anna: Staff) -> queries.Practice:
    here = await queries.reception(tx, PRACTICE, anna.by().who, after(60))
    found = await queries.practice(tx, here, anna.by().who)
    assert found is not None
    return found


async def test_of_ten_invented_contacts_nothing_is_told_to_anybody(tx: Tx) -> None:
    before = await told_of_all(tx)
    anna = await at_work(tx, unit=PRACTICE)
    for turn in range(10):
        await practised(tx, anna, turn, Level.ORDINARY, "ECO-ALIM")
    await commands.close_desk(tx, PRACTICE, 1, anna.by(20))
    assert await told_of_all(tx) == before


async def test_what_is_real_is_told_as_ever(tx: Tx) -> None:
    before = await told_of_all(tx)
    await arrive(tx, unit=NORD)
    assert await told_of_all(tx) == before + 1


async def test_the_caller_whom_one_has_practised_least_comes_next(tx: Tx) -> None:
    anna = await at_work(tx, unit=PRACTICE)
    came = [
        (await practised(tx, anna, turn, Level.ORDINARY, "ECO-ALIM")).invented for turn in range(3)
    ]
    assert came == ["bread", "father", "bread"]


async def test_everybody_begins_with_the_first_and_at_their_own_desk(tx: Tx) -> None:
    anna, joan = await at_work(tx, 1, PRACTICE), await at_work(tx, 2, PRACTICE)
    hers = await commands.invent(tx, PRACTICE, anna.by(1))
    his = await commands.invent(tx, PRACTICE, joan.by(2))
    assert (hers.invented, his.invented) == ("bread", "bread")
    called = await commands.call_next(tx, PRACTICE, 2, joan.by(3))
    assert called.contact.id == his.id


async def test_what_was_made_of_a_caller_stands_beside_what_was_expected(tx: Tx) -> None:
    anna = await at_work(tx, unit=PRACTICE)
    await practised(tx, anna, 1, Level.ORDINARY, "ECO-ALIM")
    await practised(tx, anna, 2, Level.ORDINARY, "DEP")
    second, first = (await seen(tx, anna)).done
    assert (first.is_right, first.missed) == (True, ())
    assert (second.level_is_right, second.outcome_is_right) == (False, True)
    assert second.missed == ("ECO-ALIM",)
    assert (await seen(tx, anna)).right == 1


async def test_nobody_sees_what_others_practised(tx: Tx) -> None:
    anna = await at_work(tx, unit=PRACTICE)
    await practised(tx, anna, 1, Level.ORDINARY, "ECO-ALIM")
    assert (await seen(tx, Staff())).done == ()


async def test_callers_are_invented_only_where_one_practises_and_at_ones_desk(tx: Tx) -> None:
    anna = await at_work(tx, unit=NORD)
    with pytest.raises(UnknownPlace):
        await commands.invent(tx, NORD, anna.by(1))
    with pytest.raises(DeskNotOpen):
        await commands.invent(tx, PRACTICE, anna.by(1))


@pytest.mark.parametrize(("origin", "to"), [(PRACTICE, NORD), (NORD, PRACTICE)])
async def test_nothing_passes_between_practice_and_the_doors(tx: Tx, origin: str, to: str) -> None:
    contact = await arrive(tx, unit=origin)
    with pytest.raises(UnknownPlace):
        await commands.pass_on(tx, contact.id, Destination(to), Staff().by(1))
    assert (await stored(tx, contact.id)).unit == origin


async def test_a_practised_contact_gets_no_real_centre(tx: Tx) -> None:
    contact = await arrive(tx, unit=PRACTICE)
    with pytest.raises(UnknownPlace):
        await commands.triage(tx, contact.id, Triage(Level.URGENT, centre=SUD), Staff().by(1))
    of_telephone = await arrive(tx, unit=DATC)
    said = Triage(Level.URGENT, centre=SUD)
    triaged = await commands.triage(tx, of_telephone.id, said, Staff().by(1))
    assert triaged.centre == SUD


async def test_nobody_real_is_written_down_or_named_while_practising(
    tx: Tx,
) -> None:
    ring = KeySource(KEYS, None).ring()
    contact = await arrive(tx, unit=PRACTICE)
    with pytest.raises(OnlyPractice):
        await commands.new_person(tx, Identity(MARIA.name), PRACTICE, Staff().by(1), ring)
    real = await commands.new_person(tx, Identity(MARIA.name), NORD, Staff().by(1), ring)
    with pytest.raises(OnlyPractice):
        await commands.name_person(tx, contact.id, real.id, Staff().by(2))
    with pytest.raises(OnlyPractice):
        await queries.require_real(tx, PRACTICE, after(1))


async def test_practising_takes_no_real_time_and_writes_to_nobody(tx: Tx) -> None:
    anna = await at_work(tx, unit=PRACTICE)
    contact = await commands.invent(tx, PRACTICE, anna.by(1))
    await commands.call_next(tx, PRACTICE, 1, anna.by(2))
    await commands.start(tx, contact.id, anna.by(3))
    for booking in (Booking(NORD, uuid4()), Booking(PRACTICE, uuid4(), mail="a@mail.example")):
        with pytest.raises(OnlyPractice):
            await commands.book(tx, contact.id, booking, KeySource(KEYS, None), anna.by(4))


async def served(tx: Tx, anna: Staff, minutes: float) -> Contact:
    """An invented caller at her desk."""
    contact = await commands.invent(tx, PRACTICE, anna.by(minutes))
    await commands.call_next(tx, PRACTICE, 1, anna.by(minutes + 0.1))
    return await commands.start(tx, contact.id, anna.by(minutes + 0.2))


async def offered(tx: Tx, kind: AppointmentKind, minutes: float) -> list[Slot]:
    return await queries.times_to_choose(tx, PRACTICE, kind, after(minutes), Whose(), 50)


async def test_an_appointment_is_practised_in_an_invented_time_and_nobody_hears_of_it(
    tx: Tx,
) -> None:
    before = await told_of_all(tx)
    anna = await at_work(tx, unit=PRACTICE)
    contact = await served(tx, anna, 1)
    for kind in AppointmentKind:
        assert len(await offered(tx, kind, 2)) >= 15
    time = (await offered(tx, AppointmentKind.PREFERENTIAL, 2))[0]
    await commands.book(
        tx, contact.id, Booking(PRACTICE, time.id), KeySource(KEYS, None), anna.by(3)
    )
    assert (await stored(tx, contact.id)).outcome is Outcome.APPOINTMENT
    assert time not in await offered(tx, AppointmentKind.PREFERENTIAL, 4)
    assert not await tx.fetchval("SELECT count(*) FROM appointment_letter")
    assert await told_of_all(tx) == before


async def test_each_who_practises_has_invented_times_and_none_of_them_is_opened_twice(
    tx: Tx,
) -> None:
    anna, joan = await at_work(tx, 1, PRACTICE), await at_work(tx, 2, PRACTICE)
    counted = "SELECT count(*) FROM agenda_slot WHERE unit = $1"
    kept = []
    for who, minutes in ((anna, 1), (anna, 2), (joan, 3)):
        await commands.invent(tx, PRACTICE, who.by(minutes))
        kept.append(await tx.fetchval(counted, PRACTICE))
    assert kept == [kept[0], kept[0], 2 * kept[0]]
    await commands.invent(tx, PRACTICE, anna.by(60 * 24 * 7))
    assert await tx.fetchval(counted, PRACTICE) > 2 * kept[0], "the days to come have theirs"


async def test_no_time_is_invented_at_a_door(tx: Tx) -> None:
    await arrive(tx, unit=NORD)
    assert not await tx.fetchval("SELECT count(*) FROM agenda_slot")


async def test_whoever_is_left_at_closing_time_leaves_silently(tx: Tx) -> None:
    contact = await arrive(tx, unit=PRACTICE)
    before = await told_of_all(tx)
    await commands.close_day(tx, after(20 * 60))
    assert (await stored(tx, contact.id)).state is ContactState.ABANDONED
    assert await told_of_all(tx) == before


async def test_a_caller_is_remembered_through_every_act(tx: Tx) -> None:
    anna = await at_work(tx, unit=PRACTICE)
    contact: UUID = (await commands.invent(tx, PRACTICE, anna.by(1))).id
    await commands.call_next(tx, PRACTICE, 1, anna.by(2))
    await commands.undo(tx, contact, anna.by(3))
    assert (await stored(tx, contact)).invented == "bread"


async def test_somebody_may_also_come_to_practise_without_an_invented_caller(tx: Tx) -> None:
    opened = await commands.open_contact(tx, Arrival(PRACTICE), Staff().by())
    assert opened.invented is None

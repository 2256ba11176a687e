"""A place that is lost after it was accepted: somebody of the centre has to choose again."""

from uuid import UUID

import pytest
import pytest_asyncio

from services.referrals import commands, queries
from services.referrals.commands import Act, Choice
from services.referrals.domain import Referral
from services.referrals.queries import Box, Stretch
from services.referrals.queries.lists import Line
from shared.contracts.gateway import AppointmentState
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.contracts.referrals import ReferredPlaceAsked
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, load_city
from tests.referrals.scene import NINE, a_session, after, centre, free_time, partner, sent
from tests.referrals.test_hearing import (
    CANCELS,
    accepted,
    asked_place,
    hear,
    place,
    told,
    visit,
)
from tests.referrals.test_offers import PAGE, Desk, ask, desk
from tests.referrals.test_pages import in_the_bar

__all__ = ["desk"]
API = "/api/referrals"
LOST = [PlaceState.REFUSED, PlaceState.REVOKED, PlaceState.EXPIRED]


@pytest_asyncio.fixture
async def city(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def lines(tx: Tx) -> list[Line]:
    """What Nord is listed as having been sent and not ended."""
    who, page = centre().who, Stretch(50, 0)
    return list((await queries.received(tx, NORD, Box.OPEN, who, after(9), page)).lines)


async def lost(tx: Tx, state: PlaceState = PlaceState.REVOKED) -> tuple[Referral, UUID]:
    """One that was accepted with a place which is lost; the place."""
    one, event = await asked_place(tx)
    await hear(tx, place(event, PlaceState.ENROLLED))
    await hear(tx, place(event, state, 2))
    return one, event.place_id


async def again(tx: Tx, one: Referral) -> ReferredPlaceAsked:
    """Another session is chosen."""
    session = a_session()
    await hear(tx, session)
    await commands.choose_for(tx, one.id, Choice(session=session.session_id), centre(9))
    newest = "SELECT place FROM referred_place WHERE session = $1"
    [event] = await told(tx, await tx.fetchval(newest, session.session_id))
    assert isinstance(event, ReferredPlaceAsked)
    return event


async def counted(tx: Tx) -> int:
    return (await queries.tally(tx, NORD, centre().who, after(9))).again


async def needs(tx: Tx) -> tuple[bool, int]:
    """Whether the only line asks for another session, and for how many something does."""
    [line] = await lines(tx)
    return line.needs_place, await counted(tx)


@pytest.mark.parametrize("state", LOST, ids=str)
async def test_whose_place_was_lost_is_to_be_given_another(city: Tx, state: PlaceState) -> None:
    one, event = await asked_place(city)
    assert await needs(city) == (False, 0)
    await hear(city, place(event, PlaceState.ENROLLED))
    assert await needs(city) == (False, 0)
    await hear(city, place(event, state, 2))
    assert await needs(city) == (True, 1)
    assert (await queries.tally(city, NORD, centre().who, after(9))).to_do == 1
    another = await again(city, one)
    assert await needs(city) == (False, 0)
    await hear(city, place(another, PlaceState.REFUSED))
    assert await needs(city) == (True, 1)


async def test_a_first_visit_that_stands_takes_the_place_of_what_was_lost(city: Tx) -> None:
    one, _ = await lost(city)
    await commands.choose_for(city, one.id, Choice(slot=await free_time(city)), centre(9))
    assert await needs(city) == (False, 0)
    await hear(city, visit(one, AppointmentState.MISSED))
    assert await needs(city) == (True, 1)


async def test_a_session_that_was_chosen_takes_the_place_of_a_missed_visit_until_it_is_lost(
    city: Tx,
) -> None:
    one = await accepted(city)
    await hear(city, visit(one, AppointmentState.MISSED))
    [line] = await lines(city)
    assert (line.needs_time, await counted(city)) == (True, 1)
    instead = await again(city, one)
    [line] = await lines(city)
    assert (line.needs_time, line.needs_place, await counted(city)) == (False, False, 0)
    await hear(city, place(instead, PlaceState.REVOKED))
    assert await needs(city) == (True, 1)


async def test_a_place_that_is_lost_beside_the_visit_of_the_same_act_is_to_be_given_another(
    city: Tx,
) -> None:
    one = await accepted(city, Choice(slot=await free_time(city)))
    event = await again(city, one)
    await city.execute("UPDATE first_visit SET asked_at = $1", after(9))
    await hear(city, place(event, PlaceState.REVOKED))
    assert await needs(city) == (True, 1)
    await again(city, one)
    assert await needs(city) == (False, 0)


async def test_who_wants_no_place_any_more_needs_no_other(city: Tx) -> None:
    one, event = await asked_place(city)
    await hear(city, place(event, PlaceState.OFFERED))
    await commands.answer_place(city, one.id, event.place_id, PlaceAnswer.DECLINED, centre(8))
    await hear(city, place(event, PlaceState.EXPIRED, 2))
    assert await needs(city) == (False, 0)


async def test_who_came_to_an_earlier_session_still_needs_another_in_place_of_the_lost(
    city: Tx,
) -> None:
    one, event = await asked_place(city)
    came = place(event, PlaceState.ENROLLED)
    await hear(city, came.model_copy(update={"starts_at": NINE}))
    await hear(city, place(await again(city, one), PlaceState.REVOKED))
    assert await needs(city) == (True, 1)


async def test_what_was_taken_back_asks_for_nothing(city: Tx) -> None:
    one, _ = await lost(city)
    await commands.do(city, one.id, Act.TAKE_BACK, CANCELS, partner(9))
    assert (await lines(city), await counted(city)) == ([], 0)


async def test_who_needs_another_time_or_session_stands_before_who_has_one(city: Tx) -> None:
    one, _ = await lost(city)
    timed = await accepted(city, Choice(slot=await free_time(city)))
    await hear(city, visit(timed, AppointmentState.CANCELLED))
    newest = await accepted(city)
    later = "UPDATE referral SET sent_at = sent_at + interval '1 minute' WHERE id = $1"
    await city.execute(later, newest.id)
    owed = await sent(city)
    listed = [line.referral.id for line in await lines(city)]
    assert (listed[0], listed[-1]) == (owed.id, newest.id)
    assert set(listed[1:3]) == {one.id, timed.id}
    assert await counted(city) == 2


async def test_the_centre_reads_it_in_its_list_and_in_the_bar(desk: Desk) -> None:
    one, _ = await desk.accepted()
    assert in_the_bar((await desk.reception.get(PAGE)).text) == ""
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE referred_place SET state = 'revoked' WHERE referral = $1", one)
    for path in (PAGE, f"/referral/{one}"):
        page = (await desk.reception.get(path)).text
        assert in_the_bar(page) == "1 per respondre o reprendre"
    page = (await desk.reception.get(PAGE)).text
    assert "Tria una altra sessió" in page
    assert "1 necessita una altra hora o sessió" in page
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE referral SET restricted = true WHERE id = $1", one)
    assert in_the_bar((await desk.reception.get(PAGE)).text) == ""
    professional = await desk.served.signed_in({Role.PROFESSIONAL}, {NORD})
    assert in_the_bar((await professional.get(PAGE)).text) == "1 per respondre o reprendre"


async def stood(desk: Desk, one: UUID, state: PlaceState) -> None:
    """The place of that referral stands like this."""
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE referred_place SET state = $2 WHERE referral = $1", one, state)


def chosen_for(page: str) -> str:
    """What the page of a referral says of its first visit and sessions."""
    return page.partition('id="visits"')[2].partition("</section>")[0]


async def test_its_own_page_says_so_too_on_both_sides_and_the_centre_chooses_there(
    desk: Desk,
) -> None:
    one, _ = await desk.accepted()
    page, another = f"/referral/{one}", "Tria una altra sessió"
    for state, said in ((PlaceState.ENROLLED, False), (PlaceState.REVOKED, True)):
        await stood(desk, one, state)
        for reader in (desk.reception, desk.partner):
            assert (another in chosen_for((await reader.get(page)).text)) is said
    ours, theirs = [chosen_for((await x.get(page)).text) for x in (desk.reception, desk.partner)]
    assert (f'action="{page}/openings"' in ours, "/openings" in theirs) == (True, False)
    await ask(desk.partner, f"/{one}/acts/take_back", {"cancellation": "declined"})
    assert another not in (await desk.reception.get(page)).text


async def test_its_page_asks_for_no_other_time_once_a_session_takes_the_place_of_the_visit(
    desk: Desk,
) -> None:
    one, _ = await desk.accepted()
    await stood(desk, one, PlaceState.WITHDRAWN)
    missed = """
    INSERT INTO first_visit (referral, slot, starts_at, asked_at, state, version, asked)
    VALUES ($1, gen_random_uuid(), $2, $3, 'missed', 1, 1)
    """
    async with transaction(desk.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute(missed, one, NINE, NINE)
    page, another = f"/referral/{one}", "Tria una altra hora"
    assert another in chosen_for((await desk.reception.get(page)).text)
    await stood(desk, one, PlaceState.ENROLLED)
    assert another not in chosen_for((await desk.reception.get(page)).text)


async def test_by_machine_lists_say_for_whom_another_time_or_session_has_to_be_chosen(
    desk: Desk,
) -> None:
    one, _ = await desk.accepted()
    for state, needed in ((PlaceState.ENROLLED, False), (PlaceState.REVOKED, True)):
        await stood(desk, one, state)
        for client, path in ((desk.reception, f"/api/units/{NORD}/referrals"), (desk.partner, API)):
            [listed] = (await client.get(path)).json()["referrals"]
            assert (listed["needs_time"], listed["needs_place"]) == (False, needed)

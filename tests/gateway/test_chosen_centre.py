"""The centre that is chosen at the city's telephone for who calls is proposed wherever they go on.

Also to what was promised to them before anybody chose it.
"""

from uuid import UUID

import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands import Arrival, By
from services.gateway.commands.ways import say_number
from services.gateway.domain import WaysSaid
from services.gateway.domain.pending import PendingCall, pending_id
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import AttemptResult, Outcome, PendingState
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.canaries import somebody
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.returning import RING, entries, kept, maria
from tests.gateway.scene import VIOLENCE, Staff, after, at_work
from tests.gateway.test_passing import NOT_YET, Telephone
from tests.gateway.test_triage import CARE, FOOD

NUMBER = somebody(9).called


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def served(tx: Tx, *reasons: str) -> tuple[Staff, UUID]:
    """Somebody who telephones, of no centre that is known, and who serves them."""
    anna = await at_work(tx, unit=DATC)
    contact = (await commands.open_contact(tx, Arrival(DATC), anna.by())).id
    await commands.call_next(tx, DATC, 1, anna.by(1))
    await commands.start(tx, contact, anna.by(2))
    await commands.say_ways(tx, contact, WaysSaid(safe_contact=SafeContact.YES), anna.by(2))
    for reason in reasons:
        await commands.add_reason(tx, contact, reason, anna.by(3))
    return anna, contact


async def promised(tx: Tx, first: str = FOOD) -> tuple[Staff, UUID]:
    """The same, who is to be called back about one thing, and speaks of another now."""
    anna, contact = await served(tx, first, CARE)
    await commands.end_reason(tx, contact, first, Outcome.CALL_BACK, anna.by(4))
    return anna, contact


async def call_of(tx: Tx, contact: UUID) -> PendingCall:
    return await kept(tx, pending_id(contact))


async def test_what_was_promised_before_gets_the_centre_that_is_chosen_and_is_told_so(
    tx: Tx,
) -> None:
    anna, contact = await promised(tx)
    assert (await call_of(tx, contact)).centre is None
    await commands.choose_centre(tx, contact, NORD, anna.by(5))
    assert (await call_of(tx, contact)).centre == NORD
    await commands.choose_centre(tx, contact, SUD, anna.by(6))
    assert (await call_of(tx, contact)).centre == SUD
    await commands.undo(tx, contact, anna.by(7))
    assert (await call_of(tx, contact)).centre == NORD
    await commands.choose_centre(tx, contact, None, anna.by(8))
    there = await call_of(tx, contact)
    assert (there.centre, there.unit, there.state) == (None, DATC, PendingState.OPEN)


async def test_choosing_it_again_or_saying_something_else_changes_nothing_of_the_call(
    tx: Tx,
) -> None:
    anna, contact = await promised(tx)
    await commands.choose_centre(tx, contact, NORD, anna.by(5))
    before = await call_of(tx, contact)
    await commands.choose_centre(tx, contact, NORD, anna.by(6))
    await commands.no_danger(tx, contact, anna.by(7))
    assert await call_of(tx, contact) == before


async def test_what_became_one_with_an_earlier_call_of_theirs_gives_that_one_the_centre(
    tx: Tx,
) -> None:
    her = await maria(tx)
    anna, first = await served(tx, FOOD)
    await commands.name_person(tx, first, her.id, anna.by(3))
    await commands.end_reason(tx, first, FOOD, Outcome.CALL_BACK, anna.by(4))
    await commands.close_desk(tx, DATC, 1, anna.by(4))
    anna, second = await served(tx, FOOD, CARE)
    await commands.name_person(tx, second, her.id, anna.by(3))
    await commands.end_reason(tx, second, FOOD, Outcome.CALL_BACK, anna.by(5))
    await commands.choose_centre(tx, second, NORD, anna.by(6))
    [on] = [each for each in (await call_of(tx, first), await call_of(tx, second)) if each.is_open]
    assert on.centre == NORD


async def test_of_two_that_become_one_the_centre_of_either_goes_on(tx: Tx) -> None:
    her = await maria(tx)
    anna, first = await served(tx, FOOD)
    await commands.name_person(tx, first, her.id, anna.by(3))
    await commands.end_reason(tx, first, FOOD, Outcome.CALL_BACK, anna.by(4))
    await commands.close_desk(tx, DATC, 1, anna.by(4))
    anna, second = await served(tx, FOOD, CARE)
    await commands.choose_centre(tx, second, NORD, anna.by(5))
    await commands.end_reason(tx, second, FOOD, Outcome.CALL_BACK, anna.by(5))
    await commands.name_person(tx, second, her.id, anna.by(6))
    [on] = [each for each in (await call_of(tx, first), await call_of(tx, second)) if each.is_open]
    assert on.centre == NORD


async def test_a_grave_one_passes_to_the_centre_that_was_chosen_afterwards(tx: Tx) -> None:
    anna, contact = await promised(tx, VIOLENCE)
    await store.pending.keep_number(tx, contact, DATC, NUMBER, RING, after(4))
    await commands.choose_centre(tx, contact, NORD, anna.by(5))
    for minute in (6, 7, 8):
        await commands.note_attempt(
            tx, pending_id(contact), AttemptResult.NO_ANSWER, anna.by(minute)
        )
    [there] = await entries(tx)
    assert (there.unit, there.state) == (NORD, PendingState.PASSED)
    await commands.choose_centre(tx, contact, SUD, anna.by(9))
    assert await entries(tx) == [there], "it is that centre's now"


@pytest_asyncio.fixture
async def telephone(serving: Serving) -> Telephone:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return Telephone(served, await served.signed_in({Role.RECEPTION}, {DATC}))


async def on_the_telephone(telephone: Telephone) -> tuple[UUID, UUID]:
    """Somebody who is to be called back about violence and speaks of care now; and their call."""
    async with transaction(telephone.served.around.pool, Scope.SYSTEM) as tx:
        now = telephone.served.around.clock.now()
        by = By(Staff().by().who, now, keys=telephone.served.around.keys)
        contact = (await commands.open_contact(tx, Arrival(DATC), by)).id
        await say_number(tx, contact, NUMBER, by)
        await commands.open_desk(tx, DATC, 1, by)
        await commands.call_next(tx, DATC, 1, by)
        await commands.start(tx, contact, by)
        await commands.say_ways(tx, contact, WaysSaid(safe_contact=SafeContact.YES), by)
        for reason in (VIOLENCE, CARE):
            await commands.add_reason(tx, contact, reason, by)
        await commands.end_reason(tx, contact, VIOLENCE, Outcome.CALL_BACK, by)
    return contact, pending_id(contact)


async def chosen(telephone: Telephone, contact: UUID, centre: str = NORD) -> None:
    """At the desk, which centre is theirs."""
    at = f"/units/{DATC}/contacts/{contact}/centre"
    done = await telephone.anna.post(at, data={"centre": centre}, headers=command())
    assert done.status_code == 303, done.text


async def test_what_has_passed_and_is_nobodys_yet_is_proposed_that_centre_and_goes_by_a_hand(
    telephone: Telephone,
) -> None:
    contact, entry = await on_the_telephone(telephone)
    await telephone.try_in_vain(entry)
    assert "selected" not in to_centre(await telephone.drawer(entry))
    await chosen(telephone, contact)
    assert NOT_YET in await telephone.list(), "a person hands it over"
    assert f'<option value="{NORD}" selected>' in to_centre(await telephone.drawer(entry))
    there = await telephone.kept(entry)
    assert (there.unit, there.centre, there.state) == (DATC, NORD, PendingState.PASSED)
    assert (await telephone.hand_over(entry, centre=SUD)).status_code == 200
    assert (await telephone.kept(entry)).unit == SUD, "another one may be chosen"


async def test_who_calls_back_is_offered_the_times_of_that_centre(telephone: Telephone) -> None:
    contact, entry = await on_the_telephone(telephone)
    assert 'name="centre" value=' not in await telephone.drawer(entry)
    await chosen(telephone, contact)
    assert f'name="centre" value="{NORD}"' in await telephone.drawer(entry)


def to_centre(drawer: str) -> str:
    """The form that hands it to a centre."""
    return drawer[drawer.index('id="to-centre"') :].partition("</details>")[0]


async def test_a_message_is_for_a_professional_of_that_centre_unless_another_is_asked_for(
    telephone: Telephone,
) -> None:
    contact, _ = await on_the_telephone(telephone)
    await chosen(telephone, contact)
    url = f"/units/{DATC}/pending?contact={contact}"
    form = (await telephone.anna.get(url)).text
    assert f'name="centre" value="{NORD}"' in form
    assert f'<option value="{NORD}" selected>' in form
    assert 'name="words"' in form, "nothing is to be chosen first"
    other = (await telephone.anna.get(f"{url}&centre={SUD}")).text
    assert f'name="centre" value="{SUD}"' in other

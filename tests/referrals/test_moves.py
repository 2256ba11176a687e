"""The whole matrix through the commands, and two who act at once: never both."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import product

import pytest
import pytest_asyncio

from services.referrals import commands, queries, store
from services.referrals.commands import Act, By, Said
from services.referrals.domain import Party, Referral, State, who_may
from services.referrals.domain.refusals import (
    CancelledWithoutReason,
    MovedOn,
    NoOtherDoor,
    ReasonMissing,
)
from services.referrals.domain.why import Cancellation, Failure, Pause, Refusal
from shared.contracts.referrals import ReferralChanged
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound, PreconditionFailed
from tests.fixtures.cities import SUD, load_city
from tests.gateway.scene import blocked
from tests.referrals.scene import RING, centre, in_state, partner, sent, told, written

SAID = Said(
    refusal=Refusal.TERRITORY,
    pause=Pause.WAITS_FOR_SENDER,
    failure=Failure.NOT_FOUND,
    cancellation=Cancellation.CHANGED,
    missing=("date",),
    elsewhere=SUD,
)
TO: dict[State, Act] = {
    State.ACCEPTED: Act.ACCEPT,
    State.REJECTED: Act.REFUSE,
    State.CANCELLED: Act.TAKE_BACK,
    State.IN_PROGRESS: Act.WORK_ON,
    State.ON_HOLD: Act.HOLD,
    State.COMPLETED: Act.COMPLETE,
    State.FAILED: Act.FAIL,
    State.ENTERED_IN_ERROR: Act.CALL_ERROR,
}
"""By which act a referral comes into each state; nothing leads back into a draft."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def moved(tx: Tx, one: Referral, state: State, by: By) -> Referral:
    """What somebody's attempt to bring it into a state made of it."""
    if state is State.REQUESTED:
        [done] = await commands.send(tx, one.id, (), RING, by)
        return done
    return await commands.do(tx, one.id, TO[state], SAID, by)


REACHED = [state for state in State if state is not State.DRAFT]


@pytest.mark.parametrize(("before", "after"), list(product(State, REACHED)), ids=str)
async def test_each_move_is_one_sides_and_to_the_other_refused(
    tx: Tx, before: State, after: State
) -> None:
    may = who_may(before, after)
    for side, by in ((Party.SENDER, partner(5)), (Party.RECEIVER, centre(5))):
        one = await in_state(tx, before)
        if side is may:
            done = await moved(tx, one, after, by)
            assert done.state is after
            assert done == await store.referrals.one(tx, one.id)
            continue
        with pytest.raises((MovedOn, NotFound)):
            await moved(tx, one, after, by)
        assert await store.referrals.one(tx, one.id) == one


@pytest.mark.parametrize("before", State, ids=str)
async def test_nothing_leads_back_into_a_draft(before: State) -> None:
    assert who_may(before, State.DRAFT) is None


async def test_a_strangers_act_finds_nothing(tx: Tx) -> None:
    one = await sent(tx)
    for by in (partner(organisation="other"), centre(0, SUD)):
        with pytest.raises(NotFound):
            await commands.do(tx, one.id, Act.ACCEPT, SAID, by)


async def test_a_no_needs_its_reason_and_keeps_it_in_the_history(tx: Tx) -> None:
    one = await sent(tx)
    for act in (Act.REFUSE, Act.REDIRECT):
        with pytest.raises(ReasonMissing):
            await commands.do(tx, one.id, act, Said(elsewhere=SUD), centre())
    for elsewhere in ("nowhere", "", one.unit):
        with pytest.raises(NoOtherDoor):
            await commands.do(
                tx, one.id, Act.REDIRECT, replace(SAID, elsewhere=elsewhere), centre()
            )
    await commands.do(tx, one.id, Act.REDIRECT, SAID, centre(3))
    last = (await queries.shown(tx, one.id, partner().who)).history[-1]
    assert last.facts == {"no": "redirected", "why": "territory", "elsewhere": SUD}


async def test_what_was_returned_is_sent_again_as_another_that_replaces_it(tx: Tx) -> None:
    one = await sent(tx)
    back = await commands.do(tx, one.id, Act.GIVE_BACK, Said(missing=("date",)), centre(3))
    assert back.responsible is Party.SENDER
    draft = await commands.write(tx, replace(written(), replaces=one.id), RING, partner(4))
    [again] = await commands.send(tx, draft.id, (), RING, partner(5))
    [event] = await told(tx, again.id)
    assert isinstance(event, ReferralChanged)
    assert event.replaces == one.id


async def test_withdrawn_before_anybody_opened_it_it_never_was_there(tx: Tx) -> None:
    one = await sent(tx)
    await commands.do(tx, one.id, Act.TAKE_BACK, SAID, partner(2))
    with pytest.raises(NotFound):
        await queries.shown(tx, one.id, centre().who)
    with pytest.raises(NotFound):
        await commands.open_referral(tx, one.id, centre(3))
    assert (await queries.shown(tx, one.id, partner().who)).referral.state is State.CANCELLED


async def test_what_was_opened_is_cancelled_with_a_reason_that_both_sides_see(tx: Tx) -> None:
    one = await sent(tx)
    await commands.open_referral(tx, one.id, centre(2))
    with pytest.raises(CancelledWithoutReason):
        await commands.do(tx, one.id, Act.TAKE_BACK, Said(), partner(3))
    await commands.do(tx, one.id, Act.TAKE_BACK, SAID, partner(3))
    for side in (partner(), centre()):
        shown = await queries.shown(tx, one.id, side.who)
        assert (shown.referral.state, shown.referral.why) == (State.CANCELLED, "changed")
        assert shown.history[-1].facts == {"why": "changed"}


async def test_what_nobody_opened_is_withdrawn_without_a_reason(tx: Tx) -> None:
    for said in (Said(), SAID):
        one = await sent(tx)
        done = await commands.do(tx, one.id, Act.TAKE_BACK, said, partner(3))
        assert (done.state, done.why) == (State.CANCELLED, None)


async def test_of_an_error_the_envelope_and_who_opened_it_stay_and_the_content_goes(tx: Tx) -> None:
    one = await sent(tx)
    reader = centre(2)
    await commands.open_referral(tx, one.id, reader)
    await commands.do(tx, one.id, Act.CALL_ERROR, SAID, partner(3))
    with pytest.raises(MovedOn):
        await commands.open_referral(tx, one.id, centre(4))
    shown = await queries.shown(tx, one.id, centre().who)
    assert [each.reader for each in shown.readers] == [reader.who.id]
    assert shown.referral.opened_at == reader.at
    found, _ = await queries.mistakes(tx, queries.Stretch(50, 0))
    assert [each.id for each in found] == [one.id]


async def test_an_error_that_nobody_opened_is_no_case_for_the_officer(tx: Tx) -> None:
    one = await sent(tx)
    await commands.do(tx, one.id, Act.CALL_ERROR, SAID, partner(3))
    assert (await queries.mistakes(tx, queries.Stretch(50, 0)))[0] == ()


async def test_opening_is_told_once_and_every_reader_is_kept(tx: Tx) -> None:
    one = await sent(tx)
    for minute in (2, 3):
        await commands.open_referral(tx, one.id, centre(minute))
    await commands.open_referral(tx, one.id, partner(4))
    assert [event.version for event in await told(tx, one.id)] == [2, 3]
    assert len((await queries.shown(tx, one.id, partner().who)).readers) == 2


async def test_who_looked_at_an_older_version_is_told_so(tx: Tx) -> None:
    one = await sent(tx)
    await commands.do(tx, one.id, Act.ACKNOWLEDGE, SAID, centre(2))
    with pytest.raises(PreconditionFailed):
        await commands.do(tx, one.id, Act.TAKE_BACK, SAID, partner(3, seen=one.version))


Try = Callable[[Tx, Referral], Awaitable[object]]


async def revoke(tx: Tx, one: Referral) -> object:
    return await commands.do(tx, one.id, Act.TAKE_BACK, SAID, partner(5))


async def accept(tx: Tx, one: Referral) -> object:
    return await commands.do(tx, one.id, Act.ACCEPT, SAID, centre(5))


async def look(tx: Tx, one: Referral) -> object:
    return await commands.open_referral(tx, one.id, centre(5))


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [(revoke, accept, True), (accept, revoke, False), (revoke, look, True), (look, revoke, False)],
    ids=["revoked, accepted", "accepted, revoked", "revoked, opened", "opened, revoked"],
)
async def test_two_sides_at_once_on_two_connections_take_turns(
    pool: Pool, first: Try, second: Try, refused: bool
) -> None:
    """An acceptance after a revocation finds nothing; a revocation after it ends what was begun."""
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        one = await sent(tx)

    async def later() -> object:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await second(tx, one)

    async with transaction(pool, Scope.SYSTEM) as tx:
        await first(tx, one)
        waiting = asyncio.create_task(later())
        await blocked(pool)
    if refused:
        with pytest.raises(NotFound):
            await waiting
    else:
        await waiting
    async with transaction(pool, Scope.SYSTEM) as tx:
        after = await store.referrals.one(tx, one.id)
        events = await told(tx, one.id)
    assert after
    assert after.state is State.CANCELLED
    assert after.responsible is Party.SENDER
    assert after.known_to_receiver is not refused
    assert [event.version for event in events] == list(range(2, after.version + 1))

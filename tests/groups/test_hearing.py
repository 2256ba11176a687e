"""An offer is kept for a yes that may be on its way: till all is heard, and never for ever."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest_asyncio

from services.groups import commands
from services.groups.timers import TELLERS, Hearing
from services.groups.timers.hearing import PATIENCE
from shared.consumer import Told
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.contracts.heartbeat import GatewayHeartbeat, Heartbeat, ReferralsHeartbeat
from shared.db import Tx
from tests.fixtures.cities import load_city
from tests.groups.scene import after, ask, published, stands

OFFERED, EXPIRED = PlaceState.OFFERED, PlaceState.EXPIRED
A_MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def offered(tx: Tx) -> tuple[UUID, datetime]:
    """Somebody whom the gateway sent, who is offered the place of a session; until when."""
    session = await published(tx, capacity=1)
    first, second = [await ask(tx, session, minutes=n) for n in range(2)]
    await commands.answer_by_event(tx, first, PlaceAnswer.WITHDRAWN, after(60))
    until = (await stands(tx, second)).offered_until
    assert until is not None
    return second, until


async def beat(hearing: Hearing, tx: Tx, at: datetime, *of: type[Heartbeat]) -> None:
    """Signs of life of these services, or of both, are heard."""
    for each in of or TELLERS:
        await hearing.note(tx, [Told(uuid4(), each(at=at, version=1), "s", "e", at, 0, 0)])


async def all_of_it() -> bool:
    """Nothing in Kafka is unheard."""
    return True


async def not_all() -> bool:
    """Something is."""
    return False


async def test_a_worker_that_starts_passes_on_only_once_it_has_caught_up(tx: Tx) -> None:
    place, until = await offered(tx)
    restart, hearing = until + timedelta(hours=9), Hearing()
    for seconds, heard_all in ((0, None), (2, not_all), (4, not_all)):
        if heard_all:
            await beat(hearing, tx, restart)
            await hearing.look(heard_all)
        await hearing.pass_on(tx, restart + timedelta(seconds=seconds))
        assert (await stands(tx, place)).state is OFFERED
    await hearing.look(all_of_it)
    await hearing.pass_on(tx, restart + timedelta(seconds=6))
    assert (await stands(tx, place)).state is EXPIRED


async def test_what_a_service_told_is_heard_up_to_its_own_newest_sign_of_life(tx: Tx) -> None:
    place, until = await offered(tx)
    hearing = Hearing()
    await beat(hearing, tx, until + A_MINUTE, GatewayHeartbeat)
    for referrals, state in ((None, OFFERED), (-A_MINUTE, OFFERED), (A_MINUTE * 0, EXPIRED)):
        if referrals is not None:
            await beat(hearing, tx, until + referrals, ReferralsHeartbeat)
        await hearing.look(all_of_it)
        await hearing.pass_on(tx, until + A_MINUTE)
        assert (await stands(tx, place)).state is state


async def test_a_sign_of_life_that_comes_while_it_is_looked_says_nothing_yet(tx: Tx) -> None:
    place, until = await offered(tx)
    hearing = Hearing()

    async def and_one_more() -> bool:
        await beat(hearing, tx, until + A_MINUTE)
        return True

    await beat(hearing, tx, until - A_MINUTE)
    await hearing.look(and_one_more)
    await hearing.pass_on(tx, until + A_MINUTE)
    assert (await stands(tx, place)).state is OFFERED


async def test_nobody_is_waited_for_longer_than_an_hour_while_the_worker_runs(tx: Tx) -> None:
    place, until = await offered(tx)
    hearing, start = Hearing(), until + A_MINUTE
    for waited, state in ((A_MINUTE * 0, OFFERED), (PATIENCE - A_MINUTE, OFFERED)):
        await hearing.pass_on(tx, start + waited)
        assert (await stands(tx, place)).state is state
    await hearing.pass_on(tx, start + PATIENCE)
    assert (await stands(tx, place)).state is EXPIRED


async def test_who_came_by_a_door_of_ours_answers_here_and_is_not_waited_for(tx: Tx) -> None:
    place, until = await offered(tx)
    await tx.execute("UPDATE place SET door = 'public' WHERE id = $1", place)
    await Hearing().pass_on(tx, until)
    assert (await stands(tx, place)).state is EXPIRED

"""Who called the city's telephone, whom nobody named, and comes to a centre: by their number."""

from uuid import UUID

import pytest_asyncio

from shared.db import Scope, transaction
from shared.encryption import KeySource
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.coming import Came, came_to_annas_desk
from tests.gateway.returning import (
    lost,
)
from tests.gateway.scene import stored


@pytest_asyncio.fixture
async def came(serving: Serving) -> Came:
    """Somebody whom Anna serves."""
    return await came_to_annas_desk(serving)


async def test_who_called_the_citys_telephone_and_hung_up_settles_it_where_they_come(
    came: Came,
) -> None:
    entry = await came.hung_up()
    assert await came.offered(entry)
    assert (await came.settle(entry)).status_code == 200
    ended = await came.entry(entry)
    assert (ended.settled, ended.answered_by) == ("arrived", UUID(came.contact))
    assert (ended.unit, ended.person) == (DATC, UUID(came.person))
    async with transaction(came.house.served.around.pool, Scope.SYSTEM) as tx:
        call = await stored(tx, ended.contact or UUID(int=0))
        visit = await stored(tx, UUID(came.contact))
    assert (call.state, call.wait_seconds) == ("abandoned", 240), "it keeps its own wait"
    assert visit.waiting_from == visit.opened_at, "so does the visit"
    await came.unseen(await came.hung_up(unit=SUD))
    assert not await came.offered(entry)


async def test_what_came_from_another_number_or_from_none_stays_unseen(came: Came) -> None:
    await came.unseen(await came.hung_up(somebody(8).called))
    async with transaction(came.house.served.around.pool, Scope.SYSTEM) as tx:
        await came.unseen((await lost(tx)).id)


async def test_a_number_that_is_their_speakers_is_theirs_to_settle_too(came: Came) -> None:
    await came.house.rows("UPDATE person SET telephone_of = 'relative'")
    entry = await came.hung_up()
    assert await came.offered(entry)
    assert (await came.settle(entry)).status_code == 200


async def test_once_somebody_else_is_named_it_is_theirs_alone(came: Came) -> None:
    entry, other = await came.hung_up(), await came.house.person(MARIA.telephone)
    await came.house.rows("UPDATE pending_call SET person = $1", UUID(other))
    await came.unseen(entry)


async def test_a_sealed_persons_calls_are_for_those_who_may_know_of_them(came: Came) -> None:
    unnamed, named = await came.hung_up(), await came.called()
    await came.seal(SUD)
    for entry in (unnamed, named):
        await came.unseen(entry)
    await came.seal(NORD)
    for entry in (unnamed, named):
        assert await came.offered(entry)
        assert (await came.settle(entry)).status_code == 200


async def test_when_they_are_no_longer_served_it_is_not_offered_nor_taken(came: Came) -> None:
    entry = await came.hung_up()
    path = f"/api/contacts/{came.contact}/close"
    assert (await came.house.anna.post(path, outcome="informed")).status_code == 200
    await came.unseen(entry)


async def test_without_keys_it_is_not_offered_nor_taken(came: Came) -> None:
    entry = await came.hung_up()
    came.house.served.around.keys = KeySource(None, None)
    await came.unseen(entry)

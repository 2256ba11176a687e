"""People who share a telephone: an unnamed call of their number may be theirs, a named one is its
person's alone."""

import pytest_asyncio

from services.gateway import commands
from services.gateway.domain import Identity, Person
from services.gateway.queries import Looking
from services.gateway.queries.to_settle import to_be_settled
from shared.audit import Reader
from shared.db import Tx
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, load_city
from tests.gateway.returning import HUNG_UP, QUEUED, RANG, RING, SOURCE, of_call, said
from tests.gateway.scene import EXCHANGE, Staff, after, arrive

NUMBER = MARIA.telephone


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def lodger(tx: Tx, name: str) -> Person:
    """Somebody with that telephone."""
    return await commands.new_person(tx, Identity(name, NUMBER), DATC, Staff().by(), RING)


async def offered(tx: Tx, person: Person) -> list[object]:
    """What the desk offers to settle while this person is served."""
    looking = Looking(Reader(Staff().by().who, "203.0.113.9", "desk"), after(60), RING)
    here = await arrive(tx, 60, DATC)
    calls = await to_be_settled(tx, here, (person.id, NUMBER), looking)
    return [each.id for each in calls]


async def test_a_call_that_was_named_is_offered_for_its_person_alone(tx: Tx) -> None:
    maria, other = await lodger(tx, MARIA.name), await lodger(tx, somebody(7).name)
    for call, minute in (("c-1", 0), ("c-2", 10)):
        news = said(call, RANG, QUEUED, HUNG_UP, minute=minute, number=NUMBER)
        await commands.hear(tx, news, EXCHANGE, SOURCE)
    named, unnamed = await of_call(tx, "c-1"), await of_call(tx, "c-2")
    both = [named.id, unnamed.id]
    assert (await offered(tx, maria), await offered(tx, other)) == (both, both)
    await commands.name_call(tx, named.id, maria.id, Staff().by(20))
    assert await offered(tx, maria) == both
    assert await offered(tx, other) == [unnamed.id]

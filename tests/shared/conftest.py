"""What the tests of telling and hearing share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.messaging import Messaging
from tests.shared.hearing import TABLES, TOPIC, Hearing
from tests.shared.tried import Tried, trying


@pytest.fixture
async def hearing(messaging: Messaging) -> Hearing:
    """The little service that hears desks, on its fresh tables and its own topic."""
    await messaging.topics(TOPIC)
    await messaging.pool.execute(TABLES)
    return Hearing(messaging)


@pytest_asyncio.fixture(scope="session")
async def tried(request: pytest.FixtureRequest, server: str) -> AsyncIterator[Tried]:
    """The service of the parameter, with the wall or without, and a contact in each centre."""
    async with trying(server, *request.param) as made:
        yield made

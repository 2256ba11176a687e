"""What the tests of telling and hearing share."""

import pytest

from tests.fixtures.messaging import Messaging
from tests.shared.hearing import TABLES, TOPIC, Hearing


@pytest.fixture
async def hearing(messaging: Messaging) -> Hearing:
    """The little service that hears desks, on its fresh tables and its own topic."""
    await messaging.topics(TOPIC)
    await messaging.pool.execute(TABLES)
    return Hearing(messaging)

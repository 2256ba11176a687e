"""What tests of the groups' pages begin with."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.fixtures.cities import load_city
from tests.fixtures.web import Serving
from tests.groups.doors import Doors


@pytest_asyncio.fixture
async def doors(serving: Serving) -> AsyncIterator[Doors]:
    served = await serving.service("groups")
    await load_city(served.around.pool)
    yield Doors(served)

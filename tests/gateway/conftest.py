"""One gateway for all tests of break-glass: each meets people and colleagues of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from shared import db
from tests.fixtures.cities import load_city
from tests.fixtures.databases import as_owner, at, copy_of, seeing_everything
from tests.fixtures.web import Serving
from tests.gateway.glass import Glass


@pytest_asyncio.fixture(scope="session")
async def glass(server: str) -> AsyncIterator[Glass]:
    """The gateway with its city, and its database as the owner sees it."""

    async def database(service: str) -> str:
        return at(server, await copy_of(server, service), service)

    async with AsyncExitStack() as stack:
        # what it is told, it reads when it begins: nothing of it is left to other tests
        with pytest.MonkeyPatch.context() as patched, capture_logs():
            served = await Serving(database, patched, stack).service("gateway")
        await load_city(served.around.pool)
        dsn = as_owner(served.around.settings.database_url)
        owner = await db.connect(seeing_everything(dsn), size=1, application="test")
        stack.push_async_callback(owner.close)
        yield Glass(served, owner)

"""A session that the groups publish is seen in the gateway's triage within two seconds."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from shared.contracts.groups import SessionChanged
from shared.outbox import put
from tests.fixtures.instances import Running, wait_for
from tests.gateway.handing import a_session

WITHIN_SECONDS = 2.0
UNIT = "raval-sud"
pytestmark = pytest.mark.timeout(600)


async def published(running: Running, session: SessionChanged) -> None:
    """Put what the groups tell of a session into their own outbox."""
    server, name = running.environment["DATABASE_URL"], running.environment["PORTES_INSTANCE"]
    connection = await asyncpg.connect(server)
    found = await connection.fetchval(
        "SELECT datname FROM pg_database WHERE datname LIKE $1", f"%{name}%groups%"
    )
    await connection.close()
    connection = await asyncpg.connect(urlsplit(server)._replace(path=f"/{found}").geturl())
    try:
        async with connection.transaction():
            await put(connection, session)
    finally:
        await connection.close()


def places_left(client: httpx2.Client, session: str) -> int | None:
    told = client.get(f"/gateway/api/units/{UNIT}/sessions?reason=utility-cut&limit=200").json()
    found = {each["session"]: each["left"] for each in told["sessions"]}
    return found.get(session)


def test_an_open_session_and_its_places_reach_the_triage_within_two_seconds(
    running: Running,
) -> None:
    starts_at = datetime.now(UTC) + timedelta(days=3)
    one = a_session("energy", session_id=uuid4(), unit=UNIT, starts_at=starts_at)
    with running.signed_in("reception") as client:
        path = f"/gateway/api/units/{UNIT}/sessions"
        wait_for(lambda: client.get(path).json()["known"], seconds=60)
        for version, taken in ((1, 0), (2, 4), (3, 10)):
            event = one.model_copy(update={"version": version, "taken": taken})
            asyncio.run(published(running, event))
            told = time.monotonic()
            wait_for(lambda left=10 - taken: places_left(client, str(one.session_id)) == left)
            assert time.monotonic() - told < WITHIN_SECONDS

"""How long a sign-in lasts, who sees it and ends it, and what then happens to open streams."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from fastapi import Request
from fastapi.responses import StreamingResponse

from shared import db
from shared.db import Pool
from shared.identity import Role
from shared.identity.sessions import Sessions
from shared.rights import may
from shared.web import Shown, create_service, event_stream, stream_router
from shared.web.live import Watcher
from tests.fixtures.databases import Database
from tests.fixtures.live import Stream
from tests.fixtures.web import Served, Serving

ACCOUNT = (
    "INSERT INTO account (id, user_name, roles) VALUES (gen_random_uuid(), $1, $2) RETURNING id"
)
AGO = "UPDATE session SET last_seen = last_seen - $1::interval"
OVER = "UPDATE session SET expires_at = clock_timestamp() - $1::interval"
SOON = timedelta(seconds=1)
streams = stream_router()


@pytest.fixture
async def identity(database: Database) -> AsyncIterator[db.Pool]:
    pool = await db.connect(await database("identity"), size=4, application="test")
    yield pool
    await pool.close()


@pytest.fixture
async def anna(identity: db.Pool) -> UUID:
    found: UUID = await identity.fetchval(ACCOUNT, "anna", ["reception"])
    return found


async def alive(identity: db.Pool, token: str, *, touch: bool = True) -> bool:
    """Whether the session is good, asked without what was known a moment ago."""
    return await Sessions(identity).by_cookie(token, touch=touch) is not None


async def test_a_session_ends_when_nobody_touches_anything_for_long(
    identity: db.Pool, anna: UUID
) -> None:
    token = await Sessions(identity, timedelta(minutes=20)).begin(anna)
    await identity.execute(AGO, timedelta(minutes=19))
    assert await alive(identity, token)
    await identity.execute(AGO, timedelta(minutes=19))
    assert await alive(identity, token, touch=False)
    await identity.execute(AGO, timedelta(minutes=1, seconds=1))
    assert not await alive(identity, token)


async def test_looking_without_anybody_there_is_no_touch_even_right_before_one(
    identity: db.Pool, anna: UUID
) -> None:
    sessions = Sessions(identity)
    token = await sessions.begin(anna)
    await identity.execute(AGO, timedelta(minutes=14))
    assert await sessions.by_cookie(token, touch=False)
    left = await sessions.left(token)
    assert left
    assert left.idle is not None
    assert left.idle < 61
    assert await sessions.by_cookie(token)
    left = await sessions.left(token)
    assert left
    assert left.idle is not None
    assert left.idle > 890


async def test_a_session_ends_in_any_case_after_a_working_day(
    identity: db.Pool, anna: UUID
) -> None:
    token = await Sessions(identity).begin(anna)
    left = await Sessions(identity).left(token)
    assert left
    assert 9.9 * 3600 < left.ends <= 10 * 3600
    await identity.execute(OVER, SOON)
    assert not await alive(identity, token)


async def test_neither_limit_ends_a_session_while_a_contact_is_served(
    identity: db.Pool, anna: UUID
) -> None:
    sessions = Sessions(identity)
    token = await sessions.begin(anna)
    await identity.execute(AGO, timedelta(minutes=14))
    await sessions.serve(token)
    await identity.execute(OVER, SOON)
    assert await alive(identity, token)
    left = await sessions.left(token)
    assert left
    assert left.idle is not None
    assert min(left.idle, left.ends) > 800
    await identity.execute("UPDATE session SET busy_until = clock_timestamp()")
    assert not await alive(identity, token)


async def test_serving_puts_the_end_off_by_two_hours_at_most(identity: db.Pool, anna: UUID) -> None:
    sessions = Sessions(identity)
    token = await sessions.begin(anna)
    await sessions.serve(token)
    await identity.execute(OVER, timedelta(hours=2, seconds=1))
    await sessions.serve(token)
    assert not await alive(identity, token)


async def test_a_session_that_ended_is_woken_by_nothing(identity: db.Pool, anna: UUID) -> None:
    sessions = Sessions(identity)
    token = await sessions.begin(anna)
    await identity.execute(AGO, timedelta(minutes=16))
    await sessions.stay(token)
    await sessions.serve(token)
    assert not await alive(identity, token)


async def test_a_screen_stays_signed_in_though_nobody_touches_it(identity: db.Pool) -> None:
    screen = await identity.fetchval(ACCOUNT, "screen", ["display"])
    token = await Sessions(identity).begin(screen)
    await identity.execute(AGO, timedelta(days=29))
    principal = await Sessions(identity).by_cookie(token)
    assert principal
    assert principal.machine
    left = await Sessions(identity).left(token)
    assert left
    assert left.idle is None


async def test_an_owner_sees_where_they_are_signed_in_and_ends_it(
    identity: db.Pool, anna: UUID
) -> None:
    sessions = Sessions(identity)
    here, there = await sessions.begin(anna, "Firefox, Linux"), await sessions.begin(anna, "Edge")
    seen = {each.browser: each for each in await sessions.of(anna, here)}
    assert seen.keys() == {"Firefox, Linux", "Edge"}
    assert seen["Firefox, Linux"].this_one
    assert not seen["Edge"].this_one
    other = await identity.fetchval(ACCOUNT, "other", ["reception"])
    assert await sessions.revoke(other, seen["Edge"].id) == 0
    assert await sessions.by_cookie(there)
    assert await sessions.revoke(anna, seen["Edge"].id) == 1
    assert await sessions.by_cookie(there) is None
    assert await sessions.by_cookie(here)
    assert await sessions.revoke(anna) == 1
    assert await sessions.by_cookie(here) is None


@streams.get("/quiet")
async def quiet(request: Request) -> StreamingResponse:
    async def load(_pool: Pool, keys: Collection[str]) -> Mapping[str, int]:
        return dict.fromkeys(keys, 1)

    watcher: Watcher[str, int] = Watcher(load, timedelta(milliseconds=50))
    serving = request.query_params.get("serving") == "1"
    return event_stream(
        request, watcher, "here", Shown(lambda _: {"part": "x"}, serving=lambda _: serving)
    )


@pytest.fixture
async def served(serving: Serving) -> Served:
    rules = {"quiet": may("Listen", frozenset(Role))}
    app = create_service("groups", title="Quiet", description="", routers=[streams], policy=rules)
    return await serving.serve(app, "shared")


async def ends_after(served: Served, client: httpx2.AsyncClient, statement: str) -> float:
    """Seconds from the statement until the client's open stream ends."""
    async with Stream(served.app, "/quiet", dict(client.headers), dict(client.cookies)) as stream:
        await stream.heard(b"event: part")
        await served.around.identity.execute(statement)
        began = time.monotonic()
        await asyncio.wait_for(stream.ended, 20)
        return time.monotonic() - began


@pytest.mark.parametrize(
    ("machine", "statement"),
    [
        (False, "UPDATE session SET revoked_at = clock_timestamp()"),
        (False, "UPDATE account SET active = false"),
        (False, "UPDATE account SET roles = '{manager}'"),
        (False, "UPDATE account SET units = '{css-sud}'"),
        (False, "UPDATE session SET last_seen = clock_timestamp() - interval '1 hour'"),
        (True, "UPDATE api_key SET revoked_at = clock_timestamp()"),
    ],
)
async def test_an_open_stream_ends_within_five_seconds_of_the_right_to_it(
    served: Served, machine: bool, statement: str
) -> None:
    make = served.machine if machine else served.signed_in
    client = await make({Role.RECEPTION}, {"css-nord"})
    assert await ends_after(served, client, statement) < 5


async def idle_while_open(served: Served, client: httpx2.AsyncClient, path: str) -> float:
    """Seconds since somebody was seen, a while after a stream was opened."""
    seen = "SELECT extract(epoch FROM clock_timestamp() - last_seen)::float8 FROM session"
    await served.around.identity.execute(
        "UPDATE session SET last_seen = clock_timestamp() - interval '14 minutes'"
    )
    async with Stream(served.app, path, {}, dict(client.cookies)) as stream:
        await stream.heard(b"event: part")
        for _ in range(20):
            await asyncio.sleep(0.1)
            idle: float = await served.around.identity.fetchval(seen)
            if idle < 60:
                break
    return idle


async def test_an_open_stream_is_no_sign_that_somebody_is_there_unless_they_serve(
    served: Served,
) -> None:
    client = await served.signed_in({Role.RECEPTION})
    assert await idle_while_open(served, client, "/quiet?serving=0") >= 840
    assert await idle_while_open(served, client, "/quiet?serving=1") < 60


async def test_a_page_learns_how_long_the_session_lasts_and_says_that_somebody_is_there(
    served: Served,
) -> None:
    client = await served.signed_in({Role.RECEPTION})
    await served.around.identity.execute(AGO, timedelta(minutes=14))
    assert (await client.get("/session")).json()["idle"] < 61
    assert (await client.post("/session")).json()["idle"] > 890
    await served.around.identity.execute("UPDATE session SET revoked_at = clock_timestamp()")
    await asyncio.sleep(3.1)
    assert (await client.get("/session")).status_code == 303

"""A change acts once, however often and however simultaneously it is sent."""

import asyncio
import hashlib
import hmac

import httpx2
import pytest

from shared import migrations
from shared.identity import Role
from tests.fixtures.web import Served, Serving, command
from tests.shared.little_service import TABLE, create_app

THING = {"name": "chair"}


@pytest.fixture
async def served(serving: Serving) -> Served:
    running = await serving.serve(create_app(), "shared")
    await running.around.pool.execute(TABLE)
    return running


@pytest.fixture
async def client(served: Served) -> httpx2.AsyncClient:
    return await served.signed_in({Role.RECEPTION})


async def things(client: httpx2.AsyncClient) -> int:
    found: int = (await client.get("/api/things")).json()["things"]
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "k" * 201},
        {"Idempotency-Key": "clé".encode("latin-1")},
        {"Idempotency-Key": b"a\x07b"},
    ],
)
async def test_a_change_without_a_usable_command_id_is_refused(
    client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/api/things", json=THING, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/idempotency-key-missing"
    assert await things(client) == 0


async def test_a_change_sent_again_gets_the_same_answer_and_acts_once(
    client: httpx2.AsyncClient,
) -> None:
    key = command()
    first, again = [await client.post("/api/things", json=THING, headers=key) for _ in range(2)]
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"] == '"1"'
    assert first.headers["content-type"] == again.headers["content-type"]
    assert await things(client) == 1


async def test_changes_sent_at_once_under_one_id_act_once_and_are_answered_alike(
    client: httpx2.AsyncClient,
) -> None:
    key = command()
    answers = await asyncio.gather(
        *(client.post("/api/things", json=THING, headers=key) for _ in range(6))
    )
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, b'{"id":1}')}
    assert await things(client) == 1


@pytest.mark.parametrize(
    ("path", "body"), [("/api/things", {"name": "table"}), ("/api/refused", THING)]
)
async def test_a_command_id_does_not_stand_for_another_command(
    client: httpx2.AsyncClient, path: str, body: dict[str, str]
) -> None:
    key = command()
    await client.post("/api/things", json=THING, headers=key)
    answer = await client.post(path, json=body, headers=key)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/idempotency-key-reused"
    assert await things(client) == 1


async def test_two_people_may_use_the_same_command_id(
    served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    other = await served.signed_in({Role.RECEPTION})
    answers = [await who.post("/api/things", json=THING, headers=key) for who in (client, other)]
    assert [answer.json()["id"] for answer in answers] == [1, 2]


async def test_a_refused_change_leaves_nothing_behind_and_may_be_sent_again(
    served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    for _ in range(2):
        assert (await client.post("/api/refused", json=THING, headers=key)).status_code == 409
    assert await things(client) == 0
    assert await served.around.pool.fetchval("SELECT count(*) FROM answered_command") == 0
    assert (await client.post("/api/things", json=THING, headers=key)).status_code == 201


async def test_a_failed_change_leaves_nothing_behind(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/failing", json=THING, headers=command())
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/failed"
    assert await things(client) == 0


async def test_a_form_carries_its_command_id_in_a_field(client: httpx2.AsyncClient) -> None:
    form = {"name": "chair", "idempotency_key": command()["Idempotency-Key"]}
    answers = [await client.post("/api/forms", data=form) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"id": 1}, {"id": 1}]
    assert (await client.post("/api/forms", data={"name": "chair"})).status_code == 400


async def test_an_answer_that_says_done_was_committed_before_it_left(
    served: Served, client: httpx2.AsyncClient
) -> None:
    answer = await client.post("/api/things", json=THING, headers=command())
    assert answer.status_code == 201
    assert await served.around.pool.fetchval("SELECT count(*) FROM thing") == 1


async def test_another_process_gives_the_kept_answer(
    serving: Serving, served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    first = await client.post("/api/things", json=THING, headers=key)
    app = create_app()
    await serving.stack.enter_async_context(app.router.lifespan_context(app))
    other = await Served(app, serving.stack).nobody()
    other.cookies.update(client.cookies)
    again = await other.post("/api/things", json=THING, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await things(client) == 1


async def test_what_was_asked_cannot_be_guessed_from_what_is_kept(
    served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    answer = await client.post("/api/things", json=THING, headers=key)
    [kept] = await served.around.pool.fetch("SELECT * FROM answered_command")
    asked = b"/api/things\0" + answer.request.content
    guesses = {hashlib.sha256(asked).digest()}
    for known in (kept["key"].encode(), bytes.fromhex(kept["key"]), kept["principal"].bytes):
        guesses |= {hmac.digest(known, each, "sha256") for each in (asked, *guesses)}
        guesses |= {hashlib.sha256(known + b"\0" + each).digest() for each in (asked, *guesses)}
    assert kept["digest"] not in guesses
    assert key["Idempotency-Key"] not in str(kept)


async def test_what_was_kept_before_only_digests_were_is_found_all_the_same(
    served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    first = await client.post("/api/things", json=THING, headers=key)
    before = hashlib.sha256(b"/api/things\0" + first.request.content).digest()
    await served.around.pool.execute(
        "UPDATE answered_command SET key = $1, digest = $2", key["Idempotency-Key"], before
    )
    migration = (migrations.SHARED / "0008_kept_commands.sql").read_text()
    await served.around.pool.execute(migration[: migration.index("COMMENT")])
    again = await client.post("/api/things", json=THING, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await things(client) == 1


async def told(served: Served, table: str) -> list[int]:
    rows = await served.around.pool.fetch(f"SELECT version FROM {table} ORDER BY id")
    return [row["version"] for row in rows]


async def test_what_a_change_tells_leaves_once_and_in_its_order_however_often_it_is_sent(
    served: Served, client: httpx2.AsyncClient
) -> None:
    key = command()
    answers = await asyncio.gather(
        *(client.post("/api/told", json=THING, headers=key) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await told(served, "outbox_pending") == [1, 2, 3]
    assert await told(served, "outbox_archive") == [1, 2, 3]


async def test_a_refused_change_tells_nothing(served: Served, client: httpx2.AsyncClient) -> None:
    refused = {**THING, "count": 2}
    answer = await client.post("/api/told", json=refused, headers=command())
    assert answer.status_code == 409
    assert await told(served, "outbox_pending") == []
    assert await told(served, "outbox_archive") == []


async def test_events_of_changes_that_wait_for_one_another_stand_in_the_order_of_the_changes(
    served: Served, client: httpx2.AsyncClient
) -> None:
    await served.around.pool.execute("CREATE TABLE last (version int); INSERT INTO last VALUES (0)")
    await asyncio.gather(
        *(client.post("/api/turns", json=THING, headers=command()) for _ in range(12))
    )
    assert await told(served, "outbox_pending") == list(range(1, 13))


async def test_looking_needs_no_command_id(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/things")).status_code == 200

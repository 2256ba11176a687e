"""Machines: keys that follow one another, and OAuth 2 client credentials."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from deploy.cli.instance import SERVICES
from shared import db
from shared.errors import NotFound, Refused
from shared.identity import PEOPLE, Role, keys
from shared.identity.changes import What, changes_of
from shared.identity.keys import PREFIX_LENGTH
from shared.identity.refusals import NameTaken, NoUnit, TwoKeys, WrongOrganisation, WrongRoles
from shared.identity.rights import rights
from shared.identity.sessions import Sessions
from shared.migrations import IDENTITY, grant
from tests.fixtures.databases import Database, as_superuser
from tests.fixtures.web import Served, Serving
from tests.shared.little_service import create_app

EXCHANGE = rights(["telephony", "metrics"], ["DATC"])


@pytest.fixture
async def identity(database: Database) -> AsyncIterator[db.Pool]:
    pool = await db.connect(await database("identity"), size=4, application="test")
    yield pool
    await pool.close()


async def made(identity: db.Pool, name: str = "exchange") -> str:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        return await keys.create(tx, name, EXCHANGE)


async def rotated(identity: db.Pool, name: str = "exchange") -> str:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        return await keys.rotate(tx, name)


async def test_a_key_is_kept_as_a_hash_with_the_prefix_that_is_shown(identity: db.Pool) -> None:
    key = await made(identity)
    [kept] = await keys.listed(identity)
    assert kept.prefix == key[:PREFIX_LENGTH]
    assert len(kept.prefix) == 13
    assert kept.rights == EXCHANGE
    row = await identity.fetchval("SELECT api_key::text FROM api_key")
    assert key[PREFIX_LENGTH:] not in row
    principal = await Sessions(identity).by_key(key)
    assert principal
    assert (principal.name, principal.machine) == ("exchange", True)
    assert (principal.roles, principal.units) == (EXCHANGE.roles, EXCHANGE.units)


async def test_two_keys_live_while_one_follows_the_other_and_never_three(
    identity: db.Pool,
) -> None:
    first = await made(identity)
    with pytest.raises(NameTaken):
        await made(identity)
    second = await rotated(identity)
    with pytest.raises(TwoKeys):
        await rotated(identity)
    found = [await Sessions(identity).by_key(key) for key in (first, second)]
    assert found[0] == found[1] is not None
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        assert await keys.revoke(tx, first) == 1
    fresh = Sessions(identity)
    assert await fresh.by_key(first) is None
    assert await fresh.by_key(second) == found[1]
    await rotated(identity)
    assert found[1]
    said = [each.what for each in await changes_of(identity, found[1].id)]
    assert said == [What.KEY_ROTATED, What.KEY_REVOKED, What.KEY_ROTATED, What.KEY_CREATED]


async def test_four_who_rotate_at_once_make_one_key(identity: db.Pool) -> None:
    await made(identity)
    # A connection each beforehand: opening them would put one after the other.
    await asyncio.gather(*(identity.fetchval("SELECT pg_sleep(0.1)") for _ in range(4)))
    all_four = await asyncio.gather(*(rotated(identity) for _ in range(4)), return_exceptions=True)
    assert sorted(isinstance(each, TwoKeys) for each in all_four) == [False, True, True, True]
    assert len(await keys.listed(identity)) == 2


async def test_there_is_nothing_to_rotate_of_a_machine_without_a_live_key(
    identity: db.Pool,
) -> None:
    with pytest.raises(NotFound):
        await rotated(identity)


async def test_a_key_ends_by_itself(identity: db.Pool) -> None:
    async with db.transaction(identity, db.Scope.SYSTEM) as tx:
        key = await keys.create(tx, "short", EXCHANGE, timedelta(seconds=0))
    assert await Sessions(identity).by_key(key) is None
    assert await keys.listed(identity) == []
    assert [each.live for each in await keys.listed(identity, all_of_them=True)] == [False]


async def test_last_use_is_written_at_most_once_a_minute(identity: db.Pool) -> None:
    key = await made(identity)
    used = "SELECT last_used_at FROM api_key"
    assert await identity.fetchval(used) is None
    await Sessions(identity).by_key(key)
    first = await identity.fetchval(used)
    await Sessions(identity).by_key(key)
    assert await identity.fetchval(used) == first is not None
    await identity.execute("UPDATE api_key SET last_used_at = last_used_at - interval '61 s'")
    await Sessions(identity).by_key(key)
    assert await identity.fetchval(used) > first


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (rights(["reception"]), WrongRoles),
        (rights(["administrator", "telephony"]), WrongRoles),
        (rights(["partner_system"]), WrongOrganisation),
        (rights(["partner_system", "telephony"], None, "one"), WrongRoles),
        (rights(["telephony"], []), NoUnit),
    ],
)
async def test_a_machine_has_no_persons_role(
    identity: db.Pool, given: Any, why: type[Refused]
) -> None:
    with pytest.raises(why):
        async with db.transaction(identity, db.Scope.SYSTEM) as tx:
            await keys.create(tx, "machine", given)


async def test_the_database_refuses_a_persons_role_for_a_machine_too(identity: db.Pool) -> None:
    statement = (
        "INSERT INTO api_key (id, machine, name, prefix, key_hash, roles) "
        "VALUES (gen_random_uuid(), gen_random_uuid(), $1, '', $2, $3)"
    )
    for role in PEOPLE:
        with pytest.raises(asyncpg.CheckViolationError):
            await identity.execute(statement, role, role.encode(), [role])


@pytest.fixture
async def as_service(server: str, database: Database) -> AsyncIterator[Any]:
    """Connect as a service's own user, with the grants that it is given."""
    dsn = as_superuser(server, await database("identity"))
    owner = await asyncpg.connect(dsn)
    roles: list[str] = []

    async def connect(service: str) -> asyncpg.Connection:
        role = f"{(await owner.fetchval('SELECT current_database()'))}_{service}"
        await owner.execute(f'CREATE ROLE "{role}"')
        roles.append(role)
        await grant(dsn, [IDENTITY], role, service)
        connection = await asyncpg.connect(dsn)
        await connection.execute(f'SET SESSION AUTHORIZATION "{role}"')
        opened.append(connection)
        return connection

    opened: list[asyncpg.Connection] = []
    yield connect
    for connection in opened:
        await connection.close()
    for role in roles:
        await owner.execute(f'DROP OWNED BY "{role}"')
        await owner.execute(f'DROP ROLE "{role}"')
    await owner.close()


ADMINISTRATION = [
    "UPDATE account SET roles = '{}'",
    "UPDATE account SET active = false",
    "INSERT INTO account (id, user_name, roles) VALUES (gen_random_uuid(), 'x', '{}')",
    "UPDATE api_key SET revoked_at = now()",
    "INSERT INTO api_key (id, machine, name, prefix, key_hash, roles) "
    "VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '', '', '{telephony}')",
    "SELECT * FROM reset_link",
    "SELECT * FROM account_change",
]
NOBODYS = [
    "UPDATE account SET user_name = 'x'",
    "DELETE FROM account",
    "DELETE FROM session",
    "UPDATE session SET account_id = gen_random_uuid()",
    "UPDATE api_key SET roles = '{administrator}'",
    "INSERT INTO api_key (id, machine, name, prefix, key_hash, roles, installation) "
    "VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '', '', '{reception}', true)",
    "UPDATE account_change SET what = ''",
    "DELETE FROM account_change",
    "UPDATE business_clock SET speed = 2",
]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_may_do_what_it_needs_in_the_identity_database(
    as_service: Any, service: str
) -> None:
    connection = await as_service(service)
    refused = NOBODYS if service == "gateway" else NOBODYS + ADMINISTRATION
    for statement in refused:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    if service == "gateway":
        for statement in ADMINISTRATION:
            await connection.execute(statement)


@pytest.fixture
async def served(serving: Serving) -> Served:
    return await serving.serve(create_app(), "shared")


@pytest.fixture
async def key(served: Served) -> str:
    return await made(served.around.identity)


@pytest.fixture
async def client(served: Served) -> httpx2.AsyncClient:
    return await served.nobody()


def basic(name: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


GRANT = {"grant_type": "client_credentials"}


async def asked(
    client: httpx2.AsyncClient, headers: dict[str, str] | None = None, **form: str
) -> httpx2.Response:
    return await client.post("/oauth/token", data=form, headers=headers or {})


async def test_a_machine_gets_a_token_by_basic_or_by_the_body(
    served: Served, client: httpx2.AsyncClient, key: str
) -> None:
    for answer in (
        await asked(client, basic("exchange", key), **GRANT),
        await asked(client, **GRANT, client_id="exchange", client_secret=key),
    ):
        told = answer.json()
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert (told["token_type"], told["expires_in"]) == ("Bearer", 600)
        assert told["scope"] == "metrics telephony"
        principal = await served.around.sessions.by_key(told["access_token"])
        assert principal
        assert (principal.name, principal.roles) == ("exchange", EXCHANGE.roles)
        kept = str(await served.around.identity.fetch("SELECT * FROM access_token"))
        assert told["access_token"] not in kept


async def test_a_scope_narrows_what_the_token_may(
    served: Served, client: httpx2.AsyncClient, key: str
) -> None:
    answer = await asked(client, basic("exchange", key), **GRANT, scope="metrics")
    assert answer.json()["scope"] == "metrics"
    principal = await served.around.sessions.by_key(answer.json()["access_token"])
    assert principal
    assert principal.roles == {Role.METRICS}


@pytest.mark.parametrize(
    ("headers", "form", "status", "error"),
    [
        ({}, {}, 400, "invalid_request"),
        ({}, GRANT, 401, "invalid_client"),
        (basic("exchange", "portes_wrong"), GRANT, 401, "invalid_client"),
        (basic("other", "KEY"), GRANT, 401, "invalid_client"),
        ({"authorization": "Basic %%"}, GRANT, 401, "invalid_client"),
        (basic("exchange%00", "portes_wrong"), GRANT, 401, "invalid_client"),
        ({"authorization": "Digest x"}, GRANT, 401, "invalid_client"),
        (basic("exchange", "KEY"), {**GRANT, "client_secret": "KEY"}, 400, "invalid_request"),
        (basic("exchange", "KEY"), {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (basic("exchange", "KEY"), {**GRANT, "scope": "administrator"}, 400, "invalid_scope"),
        (basic("exchange", "KEY"), {**GRANT, "scope": "kiosk metrics"}, 400, "invalid_scope"),
    ],
)
async def test_a_refused_token_is_told_as_the_standard_says(
    client: httpx2.AsyncClient,
    key: str,
    headers: dict[str, str],
    form: dict[str, str],
    status: int,
    error: str,
) -> None:
    if headers.get("authorization", "").startswith("Basic ZX") or "b3RoZXI6" in str(headers):
        name, _, secret = base64.b64decode(headers["authorization"][6:]).decode().partition(":")
        headers = basic(name, secret.replace("KEY", key))
    answer = await asked(client, headers, **form)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert answer.headers["cache-control"] == "no-store"


async def test_credentials_in_the_address_count_for_nothing(
    client: httpx2.AsyncClient, key: str
) -> None:
    asked_by_query = f"/oauth/token?client_id=exchange&client_secret={key}"
    answer = await client.post(asked_by_query, data=GRANT)
    assert answer.json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_token SET expires_at = clock_timestamp()",
        "UPDATE api_key SET revoked_at = clock_timestamp()",
        "UPDATE api_key SET expires_at = clock_timestamp()",
    ],
)
async def test_a_token_ends_with_its_time_or_its_key(
    served: Served, client: httpx2.AsyncClient, key: str, statement: str
) -> None:
    token = (await asked(client, basic("exchange", key), **GRANT)).json()["access_token"]
    await served.around.identity.execute(statement)
    assert await Sessions(served.around.identity).by_key(token) is None


async def test_a_key_is_no_cookie_and_a_cookie_no_key(served: Served, key: str) -> None:
    sessions = served.around.sessions
    assert await sessions.by_cookie(key) is None
    person = await served.signed_in({Role.RECEPTION})
    cookie = person.cookies[served.around.settings.cookie]
    assert await sessions.by_key(cookie) is None


async def test_tokens_that_ended_are_not_kept(
    served: Served, client: httpx2.AsyncClient, key: str
) -> None:
    await asked(client, basic("exchange", key), **GRANT)
    await served.around.identity.execute(
        "UPDATE access_token SET expires_at = clock_timestamp() - interval '1 s'"
    )
    await asked(client, basic("exchange", key), **GRANT)
    assert await served.around.identity.fetchval("SELECT count(*) FROM access_token") == 1

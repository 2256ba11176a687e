"""A look is written before the data leaves, only through the chain, and stays."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from shared.audit import Look, Relation, Unrecorded, known, record, verify
from shared.audit.months import open_months
from shared.db import Pool, Scope, Tx, transaction
from shared.identity import Role
from shared.rights import PEOPLE, Policy, may
from shared.web import Reading, create_service, router
from shared.web import Tx as RequestTx
from tests.fixtures.databases import Database, PoolOf
from tests.fixtures.web import Serving
from tests.shared.looking import look, reader

SECRET = "what only a recorded look may show"
PERSON = uuid4()
POLICY: Policy = {"show": may("Show", PEOPLE)}
api = router(POLICY, prefix="/api")


@api.get("/person")
async def show(tx: RequestTx, reading: Reading) -> dict[str, str]:
    await record(tx, reading, [Look(PERSON, Relation.CONTACT)])
    return {"said": SECRET}


def showing() -> FastAPI:
    return create_service("groups", title="Little", description="", routers=[api], policy=POLICY)


async def test_a_look_says_who_whom_when_from_where_by_what_and_why(pool: Pool) -> None:
    somebody = reader(units={"css-nord"}, role=Role.RECEPTION)
    began = datetime.now(UTC)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await record(tx, somebody, [Look(PERSON, Relation.BREAK_GLASS)])
    row = await pool.fetchrow("SELECT * FROM look")
    told = (PERSON, somebody.who.id, "reception", "css-nord", "203.0.113.7", "person_page")
    assert row
    names = ("person", "reader", "roles", "unit", "address", "act", "relation")
    assert tuple(row[name] for name in names) == (*told, "break_glass")
    assert abs(row["at"] - began) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("units", "chosen", "noted"),
    [
        ({"a", "b"}, "b", "b"),
        ({"a", "b"}, None, None),
        ({"a"}, None, "a"),
        ({"a"}, "elsewhere", "a"),
        (None, "a", "a"),
        (None, None, None),
    ],
)
async def test_the_unit_is_the_one_chosen_or_the_only_one(
    tx: Tx, units: set[str] | None, chosen: str | None, noted: str | None
) -> None:
    await record(tx, reader(units=units, unit=chosen), [Look(PERSON, Relation.UNIT)])
    assert await tx.fetchval("SELECT unit FROM look") == noted


async def test_numbers_have_no_gap_though_transactions_roll_back(pool: Pool) -> None:
    async def looks_and_fails() -> None:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await record(tx, reader(), [Look(uuid4(), Relation.UNIT)] * 3)
            raise LookupError

    await look(pool, 2)
    with pytest.raises(LookupError):
        await looks_and_fails()
    await look(pool, 2)
    assert await pool.fetchval("SELECT array_agg(number ORDER BY number) FROM look") == [1, 2, 3, 4]


async def test_many_who_look_at_once_make_one_chain(pool: Pool) -> None:
    await asyncio.gather(*(look(pool, 10) for _ in range(5)))
    numbers = await pool.fetchval("SELECT array_agg(number ORDER BY number) FROM look")
    assert numbers == list(range(1, 51))
    async with transaction(pool, Scope.SYSTEM) as tx:
        assert (await verify(tx)).broken is None


async def test_a_look_that_cannot_be_written_is_refused(pool: Pool, owner_of: PoolOf) -> None:
    owner = await owner_of(pool)
    await owner.execute("ALTER FUNCTION look_append RENAME TO look_append_away")
    with pytest.raises(Unrecorded):
        await look(pool)


async def test_a_look_through_a_connection_that_is_gone_is_refused(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await connection.close()
        with pytest.raises(Unrecorded):
            await record(connection, reader(), [Look(uuid4(), Relation.UNIT)])


async def test_nothing_leaves_when_the_look_cannot_be_written(
    serving: Serving, owner_of: PoolOf
) -> None:
    served = await serving.serve(showing(), "groups")
    client = await served.signed_in({Role.PROFESSIONAL})
    assert (await client.get("/api/person")).json() == {"said": SECRET}
    owner = await owner_of(served.around.pool)
    await owner.execute("ALTER FUNCTION look_append RENAME TO look_append_away")
    answer = await client.get("/api/person")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unrecorded")
    assert SECRET not in answer.text
    assert await served.around.pool.fetchval("SELECT count(*) FROM look") == 1


async def test_nothing_leaves_while_another_look_is_not_committed(serving: Serving) -> None:
    served = await serving.serve(showing(), "groups")
    client = await served.signed_in({Role.PROFESSIONAL})
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await record(tx, reader(), [Look(uuid4(), Relation.UNIT)])
        asked = asyncio.create_task(client.get("/api/person"))
        done, _ = await asyncio.wait({asked}, timeout=0.5)
        assert not done
    assert (await asked).json() == {"said": SECRET}


async def test_the_address_is_the_one_that_the_server_saw(serving: Serving) -> None:
    served = await serving.serve(showing(), "groups")
    client = await served.signed_in({Role.PROFESSIONAL})
    transport = httpx2.ASGITransport(served.app, client=("198.51.100.9", 1))
    headers = {"x-forwarded-for": "203.0.113.99", "forwarded": "for=203.0.113.99"}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://portes.test", cookies=client.cookies
    ) as other:
        answer = await other.get("/api/person", headers=headers)
    assert answer.is_success
    row = await served.around.pool.fetchrow("SELECT address, act FROM look")
    assert row
    assert tuple(row) == ("198.51.100.9", "show")


FORBIDDEN = [
    "INSERT INTO look SELECT * FROM look",
    "UPDATE look SET address = NULL",
    "DELETE FROM look",
    "TRUNCATE look",
    "UPDATE look_rest SET address = NULL",
    "DELETE FROM look_rest",
    "UPDATE look_head SET number = 0",
    "INSERT INTO look_stump (number, hash) VALUES (1, '')",
    "SELECT look_forget('2020-01-01')",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_services_user_can_only_append(pool: Pool, statement: str) -> None:
    await look(pool)
    assert await pool.fetchval("SELECT count(*) FROM look") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await pool.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE look SET address = NULL",
        "DELETE FROM look WHERE number = 1",
        "TRUNCATE look",
        "UPDATE {month} SET address = NULL",
        "DELETE FROM {month}",
        "TRUNCATE {month}",
        "DELETE FROM look_rest",
        "TRUNCATE look_rest",
        "UPDATE look_stump SET number = 7",
        "DELETE FROM look_stump",
        "DELETE FROM look_head",
        "UPDATE look_head SET number = 0",
    ],
)
async def test_not_even_the_owner_changes_a_look_by_mistake(
    pool: Pool, owner_of: PoolOf, statement: str
) -> None:
    owner = await owner_of(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await open_months(tx, datetime.now(UTC))
    await look(pool, 2)
    month = await pool.fetchval("SELECT tableoid::regclass::text FROM look LIMIT 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only grows"):
        await owner.execute(statement.format(month=month))


async def test_months_are_ready_ahead_and_take_up_what_waited(pool: Pool, owner_of: PoolOf) -> None:
    owner = await owner_of(pool)
    await look(pool, 3)
    assert await owner.fetchval("SELECT count(*) FROM look_rest") == 3
    for _ in range(2):
        async with transaction(pool, Scope.SYSTEM) as tx:
            await open_months(tx, datetime.now(UTC))
    assert await owner.fetchval("SELECT count(*) FROM look_rest") == 0
    months = await pool.fetchval(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'look'::regclass"
    )
    assert months == 4
    await look(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        verdict = await verify(tx)
    assert (verdict.number, verdict.broken) == (4, None)
    assert await owner.fetchval("SELECT count(*) FROM look_rest") == 0


async def test_a_clock_that_goes_back_never_puts_a_look_before_another(
    pool: Pool, owner_of: PoolOf
) -> None:
    owner = await owner_of(pool)
    await look(pool)
    ahead = await owner.fetchval(
        "UPDATE look_head SET number = 7, at = at + interval '1 h' RETURNING at"
    )
    await look(pool)
    assert await pool.fetchval("SELECT at FROM look WHERE number = 8") == ahead


async def test_readers_are_known_by_name(database: Database) -> None:
    connection = await asyncpg.create_pool(await database("identity"), min_size=1, max_size=1)
    anna, machine = uuid4(), uuid4()
    await connection.execute(
        "INSERT INTO account (id, user_name, password_hash, roles, display_name) "
        "VALUES ($1, 'agarcia', '', '{reception}', 'Anna Garcia')",
        anna,
    )
    await connection.execute(
        "INSERT INTO api_key (id, machine, name, prefix, key_hash, roles) "
        "SELECT gen_random_uuid(), $1, 'kiosk 1', key, key::bytea, '{kiosk}' "
        "FROM (VALUES ('first'), ('second')) AS follows (key)",
        machine,
    )
    found = await known(connection, [anna, machine, uuid4()])
    assert {each.said for each in found.values()} == {"Anna Garcia", "kiosk 1"}
    assert set(await known(connection)) == {anna, machine}
    await connection.close()

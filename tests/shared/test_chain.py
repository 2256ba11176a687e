"""Whatever somebody with every right does to the trace is found, with its first bad number."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from shared.audit import Break, Checkpoint, Kind, Reason, Relation, verify
from shared.audit import verifying as rules
from shared.audit.chain import hash_after
from shared.audit.seal import Seal
from shared.db import Pool, Scope, Tx, connect, transaction
from tests.fixtures.databases import Database, as_superuser
from tests.shared.looking import checkpoint, look

LOOKS = 9
MOVE_BACK = """
UPDATE look SET at = at - interval '400 days' WHERE number <= $1
"""
COPY = """
INSERT INTO look (number, at, person, reader, roles, unit, address, act, relation, hash)
SELECT number + $2, at, gen_random_uuid(), reader, roles, unit, address, act, relation, hash
FROM look WHERE number = $1
"""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that every chain here spans several."""
    monkeypatch.setattr(rules, "BATCH", 4)


@pytest.fixture
async def pool(database: Database, server: str) -> AsyncIterator[Pool]:
    """The database as a superuser sees it, who could do anything to the trace."""
    opened = await connect(
        as_superuser(server, await database("shared")), size=5, application="test"
    )
    yield opened
    await opened.close()


@pytest.fixture
async def chain(pool: Pool) -> Pool:
    """A chain of nine looks."""
    await look(pool, LOOKS)
    return pool


async def tamper(pool: Pool, *statements: str) -> None:
    """Do what only a superuser can: past every trigger."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await tx.execute(statement)


async def rehash(tx: Tx, first: int = 1) -> None:
    """Recompute the chain from a number on, as whoever knows how it is made can."""
    await tx.execute("SET LOCAL session_replication_role = replica")
    previous = await tx.fetchval("SELECT hash FROM look WHERE number = $1", first - 1)
    previous = previous or await tx.fetchval("SELECT hash FROM look_stump WHERE number = 0")
    number = first - 1
    for row in await tx.fetch("SELECT * FROM look WHERE number >= $1 ORDER BY number", first):
        previous, number = hash_after(previous, row), row["number"]
        await tx.execute("UPDATE look SET hash = $2 WHERE number = $1", number, previous)
    await tx.execute("UPDATE look_head SET number = $1, hash = $2", number, previous)


async def rewrite(pool: Pool, *statements: str, first: int = 1) -> None:
    """Change something and make the chain fit again."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await tx.execute(statement)
        await rehash(tx, first)


async def found(pool: Pool, checkpoints: Sequence[Checkpoint] | None = None) -> Break | None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        return (await verify(tx, checkpoints)).broken


async def test_a_chain_left_alone_is_whole(chain: Pool) -> None:
    marks = [await checkpoint(chain)]
    await look(chain, 3)
    told: list[tuple[int, int]] = []
    async with transaction(chain, Scope.SYSTEM) as tx:
        verdict = await verify(tx, marks, done=lambda *each: told.append(each))
    assert (verdict.since, verdict.number, verdict.broken) == (0, 12, None)
    assert verdict.hash == (await checkpoint(chain)).hash
    assert told == [(4, 12), (8, 12), (12, 12)]


async def test_an_empty_chain_is_whole(pool: Pool) -> None:
    assert await found(pool, [await checkpoint(pool)]) is None


FIELDS = {
    "at": "at + interval '1 microsecond'",
    "person": "gen_random_uuid()",
    "reader": "gen_random_uuid()",
    "roles": "'administrator'",
    "unit": "'css-sud'",
    "address": "NULL",
    "act": "'person_page '",
    "relation": "'contact'",
    "hash": "sha256(hash)",
}


@pytest.mark.parametrize(("field", "value"), FIELDS.items())
async def test_an_edit_of_any_field_is_found(chain: Pool, field: str, value: str) -> None:
    await tamper(chain, f"UPDATE look SET {field} = {value} WHERE number = 6")
    assert await found(chain) == Break(6, Reason.CHANGED)


async def test_words_moved_between_fields_are_found(chain: Pool) -> None:
    await tamper(chain, "UPDATE look SET roles = 'profession', unit = 'alcss' WHERE number = 2")
    assert await found(chain) == Break(2, Reason.CHANGED)


TAMPERED = {
    "an edit that recomputes its own hash": (
        ("UPDATE look SET unit = 'x', hash = sha256(hash) WHERE number = 9",),
        Break(9, Reason.CHANGED),
    ),
    "a deletion": (("DELETE FROM look WHERE number = 5",), Break(5, Reason.MISSING)),
    "the first ones deleted": (("DELETE FROM look WHERE number < 4",), Break(1, Reason.MISSING)),
    "truncation": (("DELETE FROM look WHERE number > 7",), Break(8, Reason.TRUNCATED)),
    "all gone": (("TRUNCATE look",), Break(1, Reason.TRUNCATED)),
    "reordering": (
        (
            "UPDATE look SET number = -1 WHERE number = 3",
            "UPDATE look SET number = 3 WHERE number = 7",
            "UPDATE look SET number = 7 WHERE number = -1",
        ),
        Break(3, Reason.CHANGED),
    ),
    "insertion of a number twice": (
        (COPY.replace("$1", "4").replace("$2, at", "0, at + interval '1 us'"),),
        Break(4, Reason.INSERTED),
    ),
    "insertion at the end": (
        (COPY.replace("$1", "9").replace("$2", "1"),),
        Break(10, Reason.INSERTED),
    ),
    "insertion before the beginning": (
        (COPY.replace("$1", "9").replace("$2", "(-12)"),),
        Break(-3, Reason.INSERTED),
    ),
    "the head moved back": (
        ("UPDATE look_head SET number = 6, hash = (SELECT hash FROM look WHERE number = 6)",),
        Break(7, Reason.INSERTED),
    ),
    "the head gone": (("DELETE FROM look_head",), Break(0, Reason.HEADLESS)),
    "the beginning gone": (("DELETE FROM look_stump",), Break(0, Reason.HEADLESS)),
    "another beginning": (
        ("UPDATE look_stump SET hash = sha256('other')",),
        Break(1, Reason.CHANGED),
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_what_a_superuser_does_is_found_without_any_checkpoint(chain: Pool, how: str) -> None:
    statements, broken = TAMPERED[how]
    await tamper(chain, *statements)
    assert await found(chain) == broken


async def test_a_last_look_rewritten_beside_the_head_is_found(chain: Pool) -> None:
    head = await chain.fetchval("SELECT hash FROM look_head")
    await rewrite(chain, "UPDATE look SET unit = 'x' WHERE number = 9")
    async with transaction(chain, Scope.SYSTEM) as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute("UPDATE look_head SET hash = $1", head)
    assert await found(chain) == Break(9, Reason.CHANGED)


REWRITTEN = {
    "an edit": (("UPDATE look SET unit = 'x' WHERE number = 3",), Break(1, Reason.REWRITTEN)),
    "a later edit": (("UPDATE look SET unit = 'x' WHERE number = 7",), Break(6, Reason.REWRITTEN)),
    "a deletion": (
        (
            "DELETE FROM look WHERE number = 7",
            "UPDATE look SET number = number - 1 WHERE number > 7",
        ),
        Break(6, Reason.REWRITTEN),
    ),
    "an insertion": (
        (
            "UPDATE look SET number = number + 100 WHERE number > 7",
            COPY.replace("$1", "6").replace("$2", "2"),
            "UPDATE look SET number = number - 99 WHERE number > 100",
        ),
        Break(6, Reason.REWRITTEN),
    ),
    "everything": (
        ("UPDATE look SET person = gen_random_uuid()",),
        Break(1, Reason.REWRITTEN),
    ),
    "everything, from another beginning": (
        ("UPDATE look_stump SET hash = sha256('other')",),
        Break(1, Reason.REWRITTEN),
    ),
    "truncation": (("DELETE FROM look WHERE number > 7",), Break(8, Reason.TRUNCATED)),
    "all gone": (("TRUNCATE look",), Break(1, Reason.TRUNCATED)),
}


@pytest.mark.parametrize("how", REWRITTEN)
async def test_a_chain_rewritten_whole_is_found_by_a_checkpoint_alone(pool: Pool, how: str) -> None:
    await look(pool, 5)
    marks = [await checkpoint(pool)]
    await look(pool, 3)
    marks.append(await checkpoint(pool))
    await look(pool)
    statements, broken = REWRITTEN[how]
    await rewrite(pool, *statements)
    assert await found(pool) is None
    assert await found(pool, marks) == broken


async def test_from_a_checkpoint_on_only_what_is_newer_is_recomputed(chain: Pool) -> None:
    mark = await checkpoint(chain)
    await look(chain, 2)
    await tamper(chain, "UPDATE look SET unit = 'x' WHERE number = 3")
    async with transaction(chain, Scope.SYSTEM) as tx:
        verdict = await verify(tx, [mark], since=mark)
    assert (verdict.since, verdict.number, verdict.broken) == (LOOKS, 11, None)
    await tamper(chain, "UPDATE look SET unit = 'x' WHERE number = 10")
    async with transaction(chain, Scope.SYSTEM) as tx:
        assert (await verify(tx, [mark], since=mark)).broken == Break(10, Reason.CHANGED)
    await tamper(chain, "DELETE FROM look WHERE number > 4", "UPDATE look_head SET number = 4")
    async with transaction(chain, Scope.SYSTEM) as tx:
        assert (await verify(tx, [mark], since=mark)).broken == Break(5, Reason.TRUNCATED)


@pytest.fixture
async def two_months(pool: Pool) -> Pool:
    """Five looks of a month long ago, in its partition, and four of now."""
    await look(pool, 5)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute(MOVE_BACK, 5)
        await rehash(tx)
        months = await tx.fetch("SELECT DISTINCT date_trunc('month', at)::date AS m FROM look")
        for row in months:
            await tx.execute("SELECT look_partition($1)", row["m"])
    await look(pool, 4)
    return pool


async def forget(pool: Pool) -> int | None:
    """The retention's act, up to this month."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        gone: int | None = await tx.fetchval("SELECT look_forget($1)", datetime.now(UTC).date())
        return gone


async def test_what_retention_removes_leaves_a_stump_from_which_the_chain_holds(
    two_months: Pool,
) -> None:
    before = [await checkpoint(two_months)]
    assert await forget(two_months) == 5
    assert await two_months.fetchval("SELECT min(number) FROM look") == 6
    assert await found(two_months) is None
    row = await two_months.fetchrow("SELECT number, hash FROM look_stump WHERE number = 5")
    assert row
    stump = Checkpoint("gateway", Kind.STUMP, row["number"], row["hash"], datetime.now(UTC))
    assert await found(two_months, [*before, stump]) is None
    await tamper(two_months, "UPDATE look SET unit = 'x' WHERE number = 6")
    assert await found(two_months, [*before, stump]) == Break(6, Reason.CHANGED)
    assert await forget(two_months) is None


async def test_a_stump_that_no_checkpoint_knows_hides_nothing(two_months: Pool) -> None:
    marks = [await checkpoint(two_months)]
    await tamper(
        two_months,
        "INSERT INTO look_stump (number, hash) SELECT 7, hash FROM look WHERE number = 7",
        "DELETE FROM look WHERE number <= 7",
    )
    assert await found(two_months) is None
    assert await found(two_months, marks) == Break(7, Reason.UNSEALED)


async def test_retention_takes_only_whole_months_that_are_over(two_months: Pool) -> None:
    with pytest.raises(Exception, match="whole months"):
        await two_months.fetchval("SELECT look_forget($1)", date(2200, 1, 1))
    await tamper(two_months, "UPDATE look SET at = at - interval '500 days' WHERE number = 9")
    with pytest.raises(Exception, match="whole months"):
        await forget(two_months)


async def test_the_daily_check_says_when_the_chain_broke(chain: Pool) -> None:
    seal = Seal()
    async with transaction(chain, Scope.SYSTEM) as tx:
        await seal.check(tx, datetime.now(UTC))
    assert seal.broken is None
    await tamper(chain, "DELETE FROM look WHERE number = 5")
    async with transaction(chain, Scope.SYSTEM) as tx:
        await seal.check(tx, datetime.now(UTC))
    assert seal.broken == Break(5, Reason.MISSING)


def test_the_same_bytes_are_hashed_as_the_docs_say() -> None:
    person, reader = uuid4(), uuid4()
    row = {
        "number": 1,
        "at": datetime(2026, 3, 2, 8, 0, 0, 5, tzinfo=UTC),
        "person": person,
        "reader": reader,
        "roles": "manager",
        "unit": None,
        "address": "::1",
        "act": "à",
        "relation": Relation.UNIT,
    }
    told = f"1:116:177243840000000536:{person}36:{reader}7:manager-3:::12:à4:unit"
    assert hash_after(b"before", row) == hashlib.sha256(b"before" + told.encode()).digest()

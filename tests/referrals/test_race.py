"""Two processes on one database: a referral is taken back and accepted at the same instant."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from services.referrals.domain import State
from shared import db
from shared.db import Pool, Scope, transaction
from tests.fixtures.cities import load_city
from tests.fixtures.databases import Database, seeing_everything
from tests.referrals.racing import DONE
from tests.referrals.scene import sent

TRIES = 150
PACE = 0.012
"""Seconds from one try to the next."""
WARM_UP = 5.0
"""Seconds until both processes have begun."""
STALE = {"PreconditionFailed", "NotFound", "MovedOn"}
"""What comes second is told; of what left unseen there never was one."""


async def both(dsn: str, ids: list[str]) -> list[tuple[str, str]]:
    """What became of each try: of taking it back, of accepting it."""
    start = str(time.time() + WARM_UP)
    racing = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.referrals.racing", dsn, act, side, start, str(PACE)),
            *ids,
            stdout=asyncio.subprocess.PIPE,
        )
        for act, side in (("take_back", "sender"), ("accept", "receiver"))
    ]
    told = [(await each.communicate())[0].decode().split() for each in racing]
    assert [each.returncode for each in racing] == [0, 0]
    return list(zip(*told, strict=True))


@pytest_asyncio.fixture
async def dsn(database: Database) -> str:
    """The database as both processes connect to it."""
    return await database("referrals")


@pytest_asyncio.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """The same database for the test."""
    opened = await db.connect(seeing_everything(dsn), size=1, application="test")
    yield opened
    await opened.close()


async def written(pool: Pool) -> list[tuple[UUID, int]]:
    """Referrals that were just sent, with their versions."""
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        made = [await sent(tx) for _ in range(TRIES)]
    return [(each.id, each.version) for each in made]


async def acts_of(pool: Pool, one: UUID) -> tuple[str, list[str]]:
    """How it stands, and what both sides did, in order."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        state = await tx.fetchval("SELECT state FROM referral WHERE id = $1", one)
        rows = await tx.fetch(
            "SELECT act, version FROM referral_act WHERE referral = $1 ORDER BY version", one
        )
    versions = [row["version"] for row in rows]
    assert versions == sorted(set(versions)), "no version is anybody's twice"
    return state, [row["act"] for row in rows]


async def test_of_two_who_saw_the_same_version_one_wins(pool: Pool, dsn: str) -> None:
    made = await written(pool)
    ended = await both(dsn, [f"{one}:{version}" for one, version in made])
    assert len(ended) == TRIES
    for (one, _), (taken_back, accepted) in zip(made, ended, strict=True):
        assert (taken_back == DONE) is not (accepted == DONE)
        assert {taken_back, accepted} - {DONE} <= STALE
        state, acts = await acts_of(pool, one)
        winner = "take_back" if taken_back == DONE else "accept"
        assert state == (State.CANCELLED if taken_back == DONE else State.ACCEPTED)
        assert acts[-1] == winner
        assert len({"take_back", "accept"} & set(acts)) == 1
    assert len(set(ended)) > 1, "each wins sometimes, else nothing was raced"


async def test_what_was_taken_back_is_never_accepted_whoever_saw_what(pool: Pool, dsn: str) -> None:
    made = await written(pool)
    ended = await both(dsn, [str(one) for one, _ in made])
    for (one, _), (taken_back, accepted) in zip(made, ended, strict=True):
        state, acts = await acts_of(pool, one)
        assert taken_back == DONE, "an accepted one may be taken back too"
        assert state == State.CANCELLED
        assert acts[-1] == "take_back"
        assert (accepted == DONE) is ("accept" in acts)

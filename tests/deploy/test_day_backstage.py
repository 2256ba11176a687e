"""What the operator does for a play: accounts and keys of those who are played, and the clock."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.cli.backstage.accounts import FILE, secrets_of
from deploy.cli.backstage.clock import BEGUN, NOTICED, clock_of
from deploy.cli.backstage.played import Played
from deploy.cli.cities import business_now
from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.demonstration import begin_before, morning_after, play, until_begun
from deploy.cli.instance import Instance, Record
from shared import db
from shared.identity import Role
from shared.identity.accounts import verify
from shared.identity.keys import listed
from tests.fixtures.databases import Database

HERE = checked(BARCELONA)
EIGHT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DESK = Played("played-desk", frozenset({Role.RECEPTION}), frozenset({"casc-antic"}))
DOOR = Played("played-door", frozenset({Role.RECEPTION}), frozenset({"casc-antic"}))
EXCHANGE = Played("played-exchange", frozenset({Role.TELEPHONY}))


@dataclass(slots=True)
class Kept(Instance):
    """An instance with an identity database alone."""

    database: str = ""

    def dsn(self, database: str, role: str) -> str:
        return self.database


@pytest.fixture
async def instance(database: Database, tmp_path: Path) -> Kept:
    return Kept(tmp_path, Record("", 0), await database("identity"))


async def test_whoever_is_lacking_is_made_once_and_comes_in_with_what_is_kept(
    instance: Kept,
) -> None:
    first = await secrets_of(instance, [DESK, EXCHANGE])
    again = await secrets_of(instance, [DESK, EXCHANGE, DOOR])
    assert {name: again[name] for name in first} == first
    pool = await db.connect(instance.database, size=1, application="test")
    for who in (DESK, DOOR):
        assert await verify(pool, who.name, again[who.name])
    assert [each.name for each in await listed(pool)] == [EXCHANGE.name]
    called = await pool.fetch("SELECT display_name FROM account ORDER BY user_name")
    assert [row["display_name"] for row in called] == [DESK.called, DOOR.called]
    assert all(name and "played" not in name for name in (DESK.called, DOOR.called))
    await pool.close()
    assert (instance.home / FILE).stat().st_mode & 0o077 == 0


async def test_a_time_that_was_not_played_before_is_noticed_later_by_everybody(
    instance: Kept,
) -> None:
    async with clock_of(instance) as clock:
        assert clock.noticed == BEGUN
        await clock.set(EIGHT, 60)
        assert clock.noticed == NOTICED
        assert EIGHT <= clock.now() < EIGHT + timedelta(minutes=5)
    async with clock_of(instance) as other:
        assert other.now() >= EIGHT
        assert other.speed == 60


async def test_a_new_demonstration_waits_in_the_days_before_until_its_morning_begins(
    instance: Kept,
) -> None:
    await begin_before(instance, HERE)
    began = await business_now(instance)
    morning = morning_after(HERE, began)
    assert morning is not None
    assert morning - began > timedelta(days=2)
    waits = asyncio.create_task(until_begun(instance, HERE))
    await asyncio.sleep(1)
    assert not waits.done()
    await play(instance, morning, 1)
    await asyncio.wait_for(waits, 5)


async def test_a_start_that_was_interrupted_does_not_go_back_further(instance: Kept) -> None:
    await begin_before(instance, HERE)
    began = await business_now(instance)
    await begin_before(instance, HERE)
    assert began - await business_now(instance) < timedelta(minutes=1)

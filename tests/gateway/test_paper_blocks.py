"""Codes reserved for paper: never given by the counter, never more than there are."""

import asyncio
from datetime import date, timedelta

import pytest

from services.gateway import commands
from services.gateway.domain.refusals import NotAsOnPaper
from shared import db
from shared.db import Scope, Tx, transaction
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.databases import Database, seeing_everything
from tests.gateway.on_paper import TODAY, sheet, tx
from tests.gateway.scene import (
    Staff,
    arrive,
)

__all__ = ["tx"]


async def test_the_counter_never_gives_a_code_that_belongs_to_paper(tx: Tx) -> None:
    first = await arrive(tx)
    block = await sheet(tx, 3)
    assert (first.code, block.first, block.last) == ("N 001", 2, 4)
    assert (await arrive(tx, 1)).code == "N 005"
    tomorrow = await commands.reserve_block(tx, NORD, TODAY + timedelta(days=1), 2, Staff().by())
    assert (tomorrow.first, tomorrow.last) == (1, 2)
    opened = await arrive(tx, 24 * 60)
    assert opened.code == "N 003"


async def test_codes_reserved_and_given_at_once_are_never_the_same(database: Database) -> None:
    pool = await db.connect(seeing_everything(await database("gateway")), size=8, application="t")
    await load_city(pool)

    async def reserved() -> list[int]:
        async with transaction(pool, Scope.SYSTEM) as tx:
            block = await sheet(tx, 3)
        return list(range(block.first, block.last + 1))

    async def given_out() -> list[int]:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return [int(str((await arrive(tx)).code).split()[1])]

    numbers = await asyncio.gather(*(each() for _ in range(8) for each in (reserved, given_out)))
    flat = sorted(number for some in numbers for number in some)
    assert flat == list(range(1, 33))
    await pool.close()


@pytest.mark.parametrize(
    ("day", "count", "field"),
    [(TODAY - timedelta(days=1), 5, "day"), (TODAY, 0, "count"), (TODAY, 201, "count")],
)
async def test_a_block_that_cannot_be_is_refused_and_takes_nothing(
    tx: Tx, day: date, count: int, field: str
) -> None:
    with pytest.raises(NotAsOnPaper) as why:
        await commands.reserve_block(tx, NORD, day, count, Staff().by())
    assert set(why.value.mistakes) == {field}
    assert (await arrive(tx)).code == "N 001"


async def test_codes_never_run_beyond_their_digits(tx: Tx) -> None:
    for _ in range(4):
        await sheet(tx, 200)
    await sheet(tx, 199)
    with pytest.raises(NotAsOnPaper):
        await sheet(tx, 1)

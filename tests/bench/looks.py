"""Benchmark 5: recording a look in the chain, beside the same insert without one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from shared import db
from shared.audit import Look, Reader, Relation, record
from shared.audit.months import open_months
from shared.clock import Clock
from shared.db import Pool, Scope, Tx
from shared.identity import Principal, Role
from tests.bench.progress import Step
from tests.bench.results import Measure, median
from tests.bench.stage import Stage

READERS = 8
UNCHAINED = """
CREATE TABLE unchained (LIKE look INCLUDING ALL);
ALTER TABLE unchained ALTER number ADD GENERATED ALWAYS AS IDENTITY, ALTER at SET DEFAULT now(),
    ALTER hash DROP NOT NULL
"""
INSERT = """
INSERT INTO unchained (person, reader, roles, unit, address, act, relation)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
WHO = Principal(uuid4(), "bench", frozenset({Role.RECEPTION}), frozenset({"css-nord"}))
READER = Reader(WHO, "person_page", "192.0.2.7")
Speed = dict[str, float]


async def looks(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """Eight readers, each look in a transaction of its own, with and without the chain in turn."""
    rounds, seconds = (2, 2.0) if quick else (5, 6.0)
    pool = await db.connect(stage.admin("gateway"), size=READERS)
    chained: list[Speed] = []
    plain: list[Speed] = []
    try:
        async with db.transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute(UNCHAINED)
            await open_months(tx, Clock(pool).now())
        for number in range(1, rounds + 1):
            step(f"round {number} of {rounds}: with the chain")
            chained.append({"per_second": await _speed(pool, _chained, seconds)})
            step(f"round {number} of {rounds}: without")
            plain.append({"per_second": await _speed(pool, _plain, seconds)})
    finally:
        await pool.close()
    ratios = [
        {"ratio": a["per_second"] / b["per_second"]} for a, b in zip(chained, plain, strict=True)
    ]
    return [
        Measure(
            "looks into the chain, one after another", median(chained, "per_second"), "looks/s"
        ),
        Measure("the same rows without a chain", median(plain, "per_second"), "looks/s"),
        Measure("with ÷ without the chain", median(ratios, "ratio")),
    ]


async def _chained(tx: Tx) -> None:
    await record(tx, READER, [Look(uuid4(), Relation.UNIT)])


async def _plain(tx: Tx) -> None:
    row = (uuid4(), WHO.id, "reception", "css-nord", "192.0.2.7", "person_page", "unit")
    await tx.execute(INSERT, *row)


async def _speed(pool: Pool, act: Callable[[Tx], Awaitable[None]], seconds: float) -> float:
    done = 0
    until = time.monotonic() + seconds

    async def read() -> None:
        nonlocal done
        while time.monotonic() < until:
            async with db.transaction(pool, Scope.SYSTEM) as tx:
                await act(tx)
            done += 1

    began = time.monotonic()
    await asyncio.gather(*(read() for _ in range(READERS)))
    return done / (time.monotonic() - began)

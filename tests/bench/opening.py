"""Benchmark 1: opening a contact through the whole stack, bare, and in PostgreSQL alone."""

from pathlib import Path
from typing import Any

import asyncpg

from tests.bench.children import child
from tests.bench.pgbench import pgbench
from tests.bench.progress import Step
from tests.bench.results import Measure, median
from tests.bench.stage import Stage

CONNECTIONS = 32
WARM_SECONDS = 1.5
CHECK = """
SELECT (SELECT count(*) FROM contact) AS contacts,
       (SELECT count(*) FROM outbox_pending) AS told,
       (SELECT sum(last) FROM ticket_counter) AS drawn,
       (SELECT count(DISTINCT (unit, code, opened_at::date)) FROM contact) AS numbers
"""
Round = dict[str, float]


async def opening(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """Rounds of all three in turn, so that noise hits each alike."""
    rounds, seconds = (2, 3.0) if quick else (4, 8.0)
    stack: list[Round] = []
    bare: list[Round] = []
    alone: list[Round] = []
    with (
        stage.part("gateway-web") as ours,
        stage.other_web("tests.bench.bare:create_app", "bare") as other,
    ):
        for number in range(1, rounds + 1):
            step(f"round {number} of {rounds}: whole stack")
            key = {"authorization": f"Bearer {stage.key}"}
            stack.append(await _load(ours, stage.units, seconds, "/api", key))
            step(f"round {number} of {rounds}: bare handler")
            bare.append(await _load(other, stage.units, seconds, "", {}))
            step(f"round {number} of {rounds}: pgbench")
            alone.append(await pgbench(stage, CONNECTIONS, seconds, Path(stage.instance.home)))
    await _require_whole(stage.admin("gateway"), stack)
    await _require_whole(stage.admin("bare"), bare)
    return _measures(stack, bare, alone)


async def _load(
    port: int, units: list[str], seconds: float, prefix: str, headers: dict[str, str]
) -> Round:
    asked: dict[str, Any] = {
        "port": port,
        "paths": [f"{prefix}/units/{unit}/contacts" for unit in units],
        "headers": {"content-type": "application/json", **headers},
        "connections": CONNECTIONS,
        "warm": WARM_SECONDS,
        "seconds": seconds,
    }
    async with child("load", **asked) as client:
        answer: Round = await client.answer()
    if answer["refused"]:
        raise RuntimeError(f"{answer['refused']} requests were not answered with 201")
    return answer


async def _require_whole(dsn: str, rounds: list[Round]) -> None:
    """Each answer has its contact and event, and no number lacks or is there twice."""
    connection = await asyncpg.connect(dsn)
    row = await connection.fetchrow(CHECK)
    await connection.close()
    expected = sum(int(each["opened"]) for each in rounds)
    if set(dict(row).values()) != {expected}:
        raise RuntimeError(f"{expected} contacts were opened, but the database has {dict(row)}")


def _measures(stack: list[Round], bare: list[Round], alone: list[Round]) -> list[Measure]:
    to_bare = [
        {"ratio": a["per_second"] / b["per_second"]} for a, b in zip(stack, bare, strict=True)
    ]
    to_alone = [
        {"ratio": a["per_second"] / b["per_second"]} for a, b in zip(stack, alone, strict=True)
    ]
    return [
        *_figures("whole stack", stack, 30),
        *_figures("bare handler", bare),
        *_figures("pgbench", alone),
        Measure("whole stack ÷ bare handler", median(to_bare, "ratio"), least=0.6),
        Measure("whole stack ÷ pgbench", median(to_alone, "ratio")),
        Measure("numbers lacking or double", 0, most=0),
    ]


def _figures(name: str, rounds: list[Round], most: float | None = None) -> list[Measure]:
    return [
        Measure(name, median(rounds, "per_second"), "contacts/s"),
        Measure(f"{name}, p50", median(rounds, "p50"), "ms"),
        Measure(f"{name}, p99", median(rounds, "p99"), "ms", most=most),
    ]

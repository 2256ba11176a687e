"""Benchmark 1: opening a contact through the whole stack, bare, and in PostgreSQL alone."""

import statistics
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
Round = dict[str, Any]


async def opening(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """Rounds of all in turn, so that noise hits each alike."""
    rounds, seconds = (2, 3.0) if quick else (4, 8.0)
    stack: list[Round] = []
    bare: list[Round] = []
    alone: list[Round] = []
    unwalled: list[Round] = []
    with (
        stage.part("gateway-web") as ours,
        stage.other_web("services.gateway.app:create_app", "open") as beside,
        stage.other_web("tests.bench.bare:create_app", "bare") as other,
    ):
        for number in range(1, rounds + 1):
            step(f"round {number} of {rounds}: whole stack")
            keys = [{"authorization": f"Bearer {key}"} for key in stage.keys]
            stack.append(await _load(stage, ours, seconds, "/api", keys))
            step(f"round {number} of {rounds}: whole stack without the wall")
            unwalled.append(await _load(stage, beside, seconds, "/api", keys))
            step(f"round {number} of {rounds}: bare handler")
            bare.append(await _load(stage, other, seconds, "", [{}]))
            step(f"round {number} of {rounds}: pgbench")
            alone.append(await pgbench(stage, CONNECTIONS, seconds, Path(stage.instance.home)))
    astray = await _astray(stage.admin("gateway"), stack)
    return [
        *_measures(stack, bare, alone),
        *_wall(stack, unwalled),
        Measure("numbers lacking or double", astray, most=0),
    ]


async def _load(
    stage: Stage, port: int, seconds: float, prefix: str, who: list[dict[str, str]]
) -> Round:
    said = {"content-type": "application/json", "host": stage.host}
    asked: dict[str, Any] = {
        "port": port,
        "paths": [f"{prefix}/units/{unit}/contacts" for unit in stage.units],
        "headers": [said | each for each in who],
        "connections": CONNECTIONS,
        "warm": WARM_SECONDS,
        "seconds": seconds,
    }
    async with child("load", **asked) as client:
        before = stage.worked(port)
        answer: Round = await client.answer()
        worked = stage.worked(port) - before
    return answer | {"worked": worked * 1000 / (answer["opened"] + answer["refused"])}


async def _astray(dsn: str, rounds: list[Round]) -> int:
    """How far contacts, events, drawn and distinct numbers are from the answers; 0 is right."""
    connection = await asyncpg.connect(dsn)
    row = await connection.fetchrow(CHECK)
    await connection.close()
    counted = [*dict(row).values(), sum(each["opened"] for each in rounds)]
    return int(max(counted) - min(counted))


def _measures(stack: list[Round], bare: list[Round], alone: list[Round]) -> list[Measure]:
    return [
        *_figures("whole stack", stack, 30),
        *_figures("bare handler", bare),
        *_figures("pgbench", alone),
        Measure("whole stack ÷ bare handler", _ratio(stack, bare), least=0.6),
        Measure("whole stack ÷ pgbench", _ratio(stack, alone)),
        Measure("web process's time per contact, whole stack", median(stack, "worked"), "ms"),
        Measure("web process's time per contact, bare handler", median(bare, "worked"), "ms"),
        Measure(
            f"answers other than 201 {_other(stack)}".strip(),
            sum(each["refused"] for each in stack),
            most=0,
        ),
    ]


def _wall(stack: list[Round], unwalled: list[Round]) -> list[Measure]:
    """What it costs that PostgreSQL hides the rows of other units."""
    name = "whole stack without the wall"
    return [
        Measure(name, median(unwalled, "per_second"), "contacts/s"),
        Measure(f"whole stack ÷ {name}", _ratio(stack, unwalled), least=0.9),
        Measure(f"web process's time per contact, {name}", median(unwalled, "worked"), "ms"),
    ]


def _other(rounds: list[Round]) -> str:
    """The other statuses, in brackets."""
    found = sorted({status for each in rounds for status in each["statuses"]})
    return f"({', '.join(map(str, found))})" if found else ""


def _ratio(ours: list[Round], other: list[Round]) -> float:
    """The middle one of the rounds' ratios."""
    pairs = zip(ours, other, strict=True)
    return statistics.median(a["per_second"] / b["per_second"] for a, b in pairs)


def _figures(name: str, rounds: list[Round], most: float | None = None) -> list[Measure]:
    return [
        Measure(name, median(rounds, "per_second"), "contacts/s"),
        Measure(f"{name}, p50", median(rounds, "p50"), "ms"),
        Measure(f"{name}, p99", median(rounds, "p99"), "ms", most=most),
    ]

"""A worker that no longer gets round ends by itself, so that it is started anew."""

import asyncio
import os
import sys

import asyncpg
import pytest

from shared.contracts.gateway import DeskChanged, DeskState
from shared.worker.process import STUCK_EXIT
from tests.fixtures.databases import ROOT, Database
from tests.fixtures.messaging import AT, Messaging, desk_changed, until
from tests.shared.hearing import TOPIC

LIMIT_SECONDS = 6.0


@pytest.mark.parametrize("how", ["waits", "blocks"])
async def test_a_worker_whose_consumer_is_stuck_exits_to_be_started_anew(
    how: str, messaging: Messaging, database: Database
) -> None:
    """First it hears well, for longer than the limit: only being stuck ends it."""
    facts = await database("indicators")
    surroundings = {
        **os.environ,
        "PORTES_DATABASE_URL": facts,
        "PORTES_IDENTITY_URL": await database("identity"),
        "KAFKA_BOOTSTRAP_SERVERS": messaging.settings.kafka,
        "PORTES_INSTANCE": messaging.settings.instance,
        "PORTES_PARTITIONS": "1",
        "PORTES_STUCK_SECONDS": str(LIMIT_SECONDS),
    }
    await messaging.topics(TOPIC)
    await messaging.send_event(desk_changed())
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.shared.stuck_worker", how),
        cwd=ROOT,
        env=surroundings,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await until(lambda: _heard(facts, messaging.settings.topic(TOPIC)), seconds=60)
        await asyncio.sleep(LIMIT_SECONDS * 1.2)
        assert worker.returncode is None
        closed = DeskChanged(
            at=AT, version=2, unit="css-nord", desk=1, state=DeskState.CLOSED, since=AT
        )
        await messaging.send_event(closed)
        said, _ = await asyncio.wait_for(worker.communicate(), 60)
        assert worker.returncode == STUCK_EXIT
        assert '"event": "stuck"' in said.decode()
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


async def _heard(dsn: str, topic: str) -> bool:
    connection = await asyncpg.connect(dsn)
    try:
        row = await connection.fetchval(
            "SELECT max(next_offset) FROM consumer_position WHERE topic = $1", topic
        )
        return bool(row)
    finally:
        await connection.close()

"""The gateway's worker recomputes the trace when it starts, and says if it is broken."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx2
import pytest

from deploy.local.ports import choose
from shared import db
from tests.fixtures.databases import ROOT, Database, as_superuser
from tests.fixtures.messaging import until
from tests.shared.looking import look

BROKEN = "a whole trace of looks"


@asynccontextmanager
async def worker(gateway: str, identity: str) -> AsyncIterator[str]:
    """The worker as it is deployed, without Kafka; where its health is."""
    port = choose(["worker"], {})["worker"]
    told = {
        "PORTES_DATABASE_URL": gateway,
        "PORTES_IDENTITY_URL": identity,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
        "PORTES_METRICS_PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.gateway.worker"),
        env={**os.environ, **told},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            async for line in process.stdout:
                if b"trace " in line:
                    break
        yield f"http://127.0.0.1:{port} {line.decode()}"
    finally:
        process.kill()
        await process.wait()


async def past_every_trigger(server: str, dsn: str, statement: str) -> None:
    """Do what only a superuser can."""
    connection = await asyncpg.connect(as_superuser(server, dsn))
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize("broken", [False, True])
async def test_the_worker_says_whether_the_trace_is_whole(
    database: Database, server: str, broken: bool
) -> None:
    gateway, identity = await database("gateway"), await database("identity")
    pool = await db.connect(gateway, size=1)
    await look(pool, 5)
    await pool.close()
    if broken:
        await past_every_trigger(server, gateway, "DELETE FROM look WHERE number = 3")
    async with worker(gateway, identity) as said, httpx2.AsyncClient() as client:
        url, _, line = said.partition(" ")
        told = json.loads(line)

        async def waiting() -> list[str]:
            reasons: list[str] = (await client.get(f"{url}/readyz")).json()["waiting_for"]
            return reasons

        async def as_expected() -> bool:
            return (BROKEN in await waiting()) is broken

        await until(as_expected)
        assert told["event"] == ("trace broken" if broken else "trace whole")
        assert told.get("reason") == ("missing at 3" if broken else None)
        metrics = (await client.get(f"{url}/metrics")).text
        [gauge] = [line for line in metrics.splitlines() if line.startswith("portes_looks_whole")]
        assert float(gauge.split()[-1]) == (0 if broken else 1)

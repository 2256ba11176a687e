"""Where it was measured."""

import os
import platform
from datetime import UTC, datetime

import asyncpg

from deploy.cli.parts import KAFKA
from tests.bench.servers import Servers


async def machine(servers: Servers) -> dict[str, str]:
    """Cores, versions, what a commit waits for, how busy it was, and when."""
    connection = await asyncpg.connect(servers.postgres)
    fsync = await connection.fetchval("SHOW fsync")
    waits = await connection.fetchval("SHOW synchronous_commit")
    version = await connection.fetchval("SHOW server_version")
    await connection.close()
    given = os.environ.get("TEST_KAFKA")
    return {
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        "PostgreSQL": f"{version} (fsync {fsync}, synchronous_commit {waits})",
        "Kafka": "as given" if given else KAFKA,
        "load average before": f"{os.getloadavg()[0]:.1f}",
        "date": datetime.now(UTC).date().isoformat(),
    }

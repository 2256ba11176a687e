"""``python -m tests.gateway.rotating DSN KEYS``: brings every person under the current keys.

A process of its own, so that a test can kill it between any two instructions.
"""

import asyncio
import sys
from pathlib import Path

import asyncpg

from services.gateway.store.protection import ENCRYPTED
from shared.encryption import KeySource
from shared.encryption.rotation import behind, renew

BATCH = 7


async def rotate(dsn: str, file: Path) -> None:
    connection = await asyncpg.connect(dsn)
    ring = KeySource(None, file).ring()
    for table in ENCRYPTED:
        while await behind(connection, table, ring):
            done = await renew(connection, table, ring, batch=BATCH)
            print(done.done, flush=True)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(rotate(sys.argv[1], Path(sys.argv[2])))

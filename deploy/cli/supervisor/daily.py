"""What may no longer be kept is counted, or removed, once a day."""

import asyncio
from pathlib import Path

from deploy.cli.supervisor.duties import run

FIRST_SECONDS = 600.0
AGAIN_SECONDS = 4 * 3600.0
"""The command itself does nothing when it has been done within a day."""


async def look_after(home: Path) -> None:
    """Run ``portes retention daily`` again and again; what it says is in a log of its own."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        await run(home, "retention.log", "retention", "daily")
        await asyncio.sleep(AGAIN_SECONDS)

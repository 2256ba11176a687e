"""What may no longer be kept is counted, or removed, once a day."""

import asyncio
import os
import sys
from pathlib import Path

from deploy.cli.instance import ROOT

FIRST_SECONDS = 600.0
AGAIN_SECONDS = 4 * 3600.0
"""The command itself does nothing when it has been done within a day."""


async def look_after(home: Path) -> None:
    """Run ``portes retention daily`` again and again; what it says is in a log of its own."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        await _once(home)
        await asyncio.sleep(AGAIN_SECONDS)


async def _once(home: Path) -> None:
    command = (sys.executable, "-m", "deploy.cli", "retention", "daily")
    environment = {**os.environ, "PORTES_HOME": str(home)}
    with (home / "logs" / "retention.log").open("ab") as log:
        daily = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            cwd=ROOT, env=environment,
        )  # fmt: skip
        try:
            await daily.wait()
        finally:
            if daily.returncode is None:  # we are ending: it goes on where it was next time
                daily.terminate()

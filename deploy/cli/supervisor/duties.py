"""Commands that the supervisor runs beside its parts, as an operator would."""

import asyncio
import os
import sys
from pathlib import Path

from deploy.cli.instance import ROOT


async def run(home: Path, log: str, *command: str) -> None:
    """Run ``portes`` with this command; what it says goes into this log of the instance.

    If we end meanwhile it is told to end too: both commands go on where they were.
    """
    environment = {**os.environ, "PORTES_HOME": str(home)}
    with (home / "logs" / log).open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.cli", *command),
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            cwd=ROOT, env=environment,
        )  # fmt: skip
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()

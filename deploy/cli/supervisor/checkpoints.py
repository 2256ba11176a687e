"""Checkpoints of the traces of looks, without anybody having to think of them."""

import asyncio
import os
import sys
from pathlib import Path

from deploy.local.command import Problem

NAME = "PORTES_CHECKPOINT_MINUTES"
MINUTES = "5"
LEAST_SECONDS = 1.0


def seconds() -> float | None:
    """How often a checkpoint is made; none: never. Raises ``Problem``."""
    try:
        asked = float(os.environ.get(NAME) or MINUTES) * 60
    except ValueError as why:
        raise Problem(f"{NAME} must be a number of minutes; 0 makes none.") from why
    return max(asked, LEAST_SECONDS) if asked > 0 else None


async def keep(home: Path, log: Path) -> None:
    """Let the command line make one again and again; what it says goes into the log."""
    every = seconds()
    while every is not None:
        await asyncio.sleep(every)
        await _checkpoint(home, log)


async def _checkpoint(home: Path, log: Path) -> None:
    arguments = (sys.executable, "-m", "deploy.cli", "audit", "checkpoint")
    with log.open("ab") as output:
        environment = {**os.environ, "PORTES_HOME": str(home)}
        process = await asyncio.create_subprocess_exec(
            *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            env=environment, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()

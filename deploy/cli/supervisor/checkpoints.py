"""Checkpoints of the traces of looks, without anybody having to think of them."""

import asyncio
import os
from pathlib import Path

from deploy.cli.supervisor.duties import run
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


async def keep(home: Path) -> None:
    """Let the command line make one again and again; what it says is in a log of its own."""
    every = seconds()
    while every is not None:
        await asyncio.sleep(every)
        await run(home, "checkpoints.log", "audit", "checkpoint")

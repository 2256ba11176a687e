"""Processes of our own that measure: told what to do as JSON, answering in JSON."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

READY = "ready"


class Child:
    """A running child process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def answer(self) -> Any:
        """Its next line."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a child ended with {await self._process.wait()}, see above")
        return json.loads(line)


@asynccontextmanager
async def child(module: str, **told: Any) -> AsyncIterator[Child]:
    """Start ``tests.bench.<module>``; it has said that it is ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"tests.bench.{module}", json.dumps(told)),
        stdout=asyncio.subprocess.PIPE,
        limit=64 * 1024 * 1024,
    )
    try:
        started = Child(process)
        said = await started.answer()
        if said != READY:
            raise RuntimeError(f"{module} said {said}")
        yield started
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def told() -> Any:
    """What this process was told at its start."""
    return json.loads(sys.argv[1])


def say(something: Any) -> None:
    """Answer a line."""
    print(json.dumps(something), flush=True)

"""The life of one part: wanted or not, started, ready, ended, started again."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from deploy.cli.parts import Part
from deploy.cli.supervisor.ready import answers
from deploy.local.command import Problem

TICK = 0.1
LOOK_SECONDS = 1.0
END_SECONDS = 20.0
LONGEST_PAUSE = 15.0
STEADY_SECONDS = 30.0


class Child:
    """One part and the process that runs it now, if any."""

    def __init__(self, part: Part, log: Path, stopped: Path, changed: Callable[[], None]) -> None:
        self.part = part
        self.state = "stopped"
        self.restarts = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self._log, self._stopped, self._changed = log, stopped, changed
        self._pause = 0.0

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self.process.pid if self.process else None

    async def keep(self) -> None:
        """Run the part as long as it is wanted, until cancelled."""
        try:
            while True:
                if self._stopped.exists():
                    self._pause, self.restarts = 0.0, 0
                    await self._is("stopped")
                else:
                    await self._life()
        finally:
            await self.end()

    async def end(self) -> None:
        """End the process the way it wants; by force if it does not listen."""
        if self.process is None:
            return
        process, self.state = self.process, "stopping"
        self._changed()
        with suppress(ProcessLookupError):
            process.send_signal(self.part.command().end)
        until = time.monotonic() + END_SECONDS
        while process.poll() is None and time.monotonic() < until:
            await asyncio.sleep(TICK)
        self._gone(process)

    async def _life(self) -> None:
        try:
            self._start()
        except (OSError, Problem) as why:
            self._log.open("a").write(f"{self.part.name} cannot start: {why}\n")
            await self._again()
            return
        await self._watch()
        if self._stopped.exists():
            await self.end()
        else:
            await self._again()

    def _start(self) -> None:
        with self._log.open("ab") as output:
            self.process = self.part.command().start(output)
        self.started = time.time()
        self.state = "starting"
        self._changed()

    async def _watch(self) -> None:
        """Until it ends by itself or is no longer wanted."""
        looked = 0.0
        while self.process and self.process.poll() is None and not self._stopped.exists():
            if self.state != "ready" or time.monotonic() - looked > LOOK_SECONDS:
                looked = time.monotonic()
                await self._look()
            await asyncio.sleep(TICK)

    async def _look(self) -> None:
        ready = await answers(self.part.port, self.part.path)
        if ready:
            await self._is("ready", wait=False)
        elif self.state == "ready":
            await self._is("not ready", wait=False)

    async def _again(self) -> None:
        """Wait a little longer each time before the next start."""
        if self.process:
            self._gone(self.process)
        steady = self.started and time.time() - self.started > STEADY_SECONDS
        self._pause = 0.25 if steady or not self._pause else min(self._pause * 2, LONGEST_PAUSE)
        self.restarts = 1 if steady else self.restarts + 1
        await self._is("restarting", wait=False)
        until = time.monotonic() + self._pause
        while time.monotonic() < until and not self._stopped.exists():
            await asyncio.sleep(TICK)

    def _gone(self, process: subprocess.Popen[bytes]) -> None:
        """Leave nothing of its group behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.process = None
        self.state = "stopped"
        self._changed()

    async def _is(self, state: str, *, wait: bool = True) -> None:
        if self.state != state:
            self.state = state
            self._changed()
        if wait:
            await asyncio.sleep(TICK)

"""``python -m deploy.cli.supervisor HOME``: the supervisor's process."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from pathlib import Path

from deploy.cli.instance import read
from deploy.cli.parts import infrastructure, parts
from deploy.cli.supervisor import checkpoints
from deploy.cli.supervisor.child import Child
from deploy.cli.supervisor.daily import look_after
from deploy.cli.supervisor.logs import rotate

ROTATE_SECONDS = 5.0
UNTOLD = ("DATABASE_URL", "PORTES_API_KEY")
"""What is the command line's alone."""


class Supervisor:
    """The parts of one home."""

    def __init__(self, home: Path) -> None:
        instance = read(home)
        if instance is None:
            sys.exit(f"{home} has no instance")
        self._home, self._run, self._logs = home, home / "run", home / "logs"
        self._standing = {part.name for part in infrastructure(instance)}
        self.children = [
            Child(
                part,
                self._logs / f"{part.name}.log",
                self._run / "stopped" / part.name,
                self.tell,
            )
            for part in parts(instance)
        ]

    def tell(self) -> None:
        """Write down how the parts are."""
        state = {
            "pid": os.getpid(),
            "parts": [
                {
                    "name": child.part.name,
                    "state": child.state,
                    "pid": child.pid,
                    "started": child.started,
                    "restarts": child.restarts,
                    "version": child.part.version,
                }
                for child in self.children
            ],
        }
        fresh = self._run / "state.json.new"
        with contextlib.suppress(OSError):  # a full disk must not end the parts
            fresh.write_text(json.dumps(state))
            fresh.replace(self._run / "state.json")

    async def run(self) -> None:
        """Keep all parts until a signal; then end the services, and last what they stand on."""
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        self.tell()
        lives = {child: asyncio.create_task(child.keep()) for child in self.children}
        duties = (self._rotate(), look_after(self._home), checkpoints.keep(self._home))
        beside = [asyncio.create_task(each) for each in duties]
        await ended.wait()
        for task in beside:
            task.cancel()
        upper = [child for child in lives if child.part.name not in self._standing]
        for group in (upper, [child for child in lives if child not in upper]):
            for child in group:
                lives[child].cancel()
            await asyncio.gather(*(lives[child] for child in group), return_exceptions=True)

    async def _rotate(self) -> None:
        while True:
            for log in self._logs.glob("*.log"):
                with contextlib.suppress(OSError):
                    rotate(log)
            await asyncio.sleep(ROTATE_SECONDS)


def main(home: Path) -> None:
    """Run the supervisor of that home, if it has none yet."""
    for name in UNTOLD:
        os.environ.pop(name, None)
    with (home / "run" / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("another supervisor runs here")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        asyncio.run(Supervisor(home).run())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

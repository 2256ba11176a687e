"""The PostgreSQL and the Kafka that are measured: given ones, or the parts of ``make up``.

Started ones are durable, as in an installation: a commit is on the disk before it is answered.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from signal import SIGKILL

from deploy.local.command import Command
from deploy.local.kafka import Kafka
from deploy.local.ports import choose
from deploy.local.postgres import Postgres, wheel
from deploy.local.reach import place_for

START_SECONDS = 60
END_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Servers:
    """Their addresses; ``postgres`` as a role that may do everything."""

    postgres: str
    kafka: str


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """The servers for this run; those that we start end with it."""
    with ExitStack() as stack:
        yield Servers(
            os.environ.get("TEST_DATABASE_URL") or _postgres(stack, folder),
            os.environ.get("TEST_KAFKA") or _kafka(stack, folder),
        )


def _postgres(stack: ExitStack, folder: Path) -> str:
    folder.chmod(0o711)
    port = choose(["postgres"], {})["postgres"]
    server = Postgres(place_for(folder, wheel(), folder.name), port, "bench")
    server.prepare()
    if server.place.outside:
        stack.callback(rmtree, server.place.outside, ignore_errors=True)
    stack.enter_context(running(server.command(), folder / "postgres.log", server.ready))
    return server.address


def _kafka(stack: ExitStack, folder: Path) -> str:
    ports = choose(["kafka", "controller"], {})
    broker = Kafka(folder / "kafka", ports["kafka"], ports["controller"])
    broker.prepare()
    stack.enter_context(running(broker.command(), folder / "kafka.log", broker.ready))
    return broker.address


@contextmanager
def running(command: Command, log: Path, ready: Callable[[], bool]) -> Iterator[int]:
    """The process of a command, by its number, once it is ready; ended at the end."""
    with log.open("wb") as output:
        process = command.start(output)
    try:
        until = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{log.stem} did not start: {log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(command.end)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        if process.returncode is None:
            process.send_signal(SIGKILL)
            process.wait()

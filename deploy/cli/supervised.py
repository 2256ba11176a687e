"""Talking to an instance's supervisor: start it, ask how its parts are, end it."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from deploy.cli.instance import ROOT, Instance
from deploy.local.command import Problem

START_SECONDS = 20.0
READY_SECONDS = 120.0
END_SECONDS = 60.0
MOST_RESTARTS = 6
"""After so many a part will not get ready by itself."""
TICK = 0.1


def pid(instance: Instance) -> int | None:
    """The supervisor's process, if it lives: it holds the lock of its home as long as it does."""
    try:
        with (instance.home / "run" / "supervisor.lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0) or None
    except FileNotFoundError:
        return None
    return None


def states(instance: Instance) -> dict[str, dict[str, Any]]:
    """How each part is, by its name; nothing while no supervisor lives."""
    if pid(instance) is None:
        return {}
    try:
        told = json.loads((instance.home / "run" / "state.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {part["name"]: part for part in told["parts"]}


def runs(instance: Instance, name: str) -> bool:
    """Whether that part runs, well or not."""
    state: str = states(instance).get(name, {}).get("state", "stopped")
    return state != "stopped"


def want(instance: Instance, names: Collection[str], *, wanted: bool) -> None:
    """Say of these parts whether they shall run; the supervisor sees it within a moment."""
    folder = instance.home / "run" / "stopped"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if wanted:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).touch()


def start(instance: Instance) -> None:
    """Start the supervisor in the background, in a session of its own."""
    (instance.home / "run" / "state.json").unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (instance.home / "logs" / "supervisor.log").open("ab") as output:
        subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.supervisor", str(instance.home)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    until = time.monotonic() + START_SECONDS
    while not states(instance):
        if time.monotonic() > until:
            raise Problem(
                f"The supervisor did not start. Read {instance.home}/logs/supervisor.log, "
                "then run make up again."
            )
        time.sleep(TICK)


def end(instance: Instance) -> bool:
    """End the supervisor with all its parts; false when none lived."""
    number = pid(instance)
    if number is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    until = time.monotonic() + END_SECONDS
    while pid(instance) is not None:
        if time.monotonic() > until:
            raise Problem("The parts do not end. Wait a moment and run make down again.")
        time.sleep(TICK)
    return True


def until_ready(
    instance: Instance,
    names: Collection[str],
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Wait until these parts are ready; ``Problem`` with the last words of one that is not."""
    until = time.monotonic() + READY_SECONDS
    while True:
        now = states(instance)
        ready = [name for name in names if now.get(name, {}).get("state") == "ready"]
        told(len(ready), len(names))
        if len(ready) == len(names):
            return
        if not now:
            raise Problem("The supervisor has ended. Run make up again.")
        ended = [name for name in names if now.get(name, {}).get("restarts", 0) >= MOST_RESTARTS]
        waiting = [*ended, *(name for name in names if name not in ready)]
        if time.monotonic() > until or set(ended) - set(ready):
            raise Problem(
                f"{waiting[0]} does not get ready. "
                f"Its last words: {last_words(instance, waiting[0])} "
                f"The whole log: portes logs {waiting[0]}. Then run make up again."
            )
        time.sleep(TICK)


def last_words(instance: Instance, name: str) -> str:
    """The last line that a part logged."""
    try:
        lines = (instance.home / "logs" / f"{name}.log").read_text(errors="replace").split("\n")
    except FileNotFoundError:
        return "none."
    return next((line[-300:] for line in reversed(lines) if line.strip()), "none.")


def until_stopped(instance: Instance, name: str) -> None:
    """Wait until a part that is no longer wanted has ended."""
    until = time.monotonic() + END_SECONDS
    while states(instance).get(name, {}).get("state", "stopped") != "stopped":
        if time.monotonic() > until:
            raise Problem(f"{name} does not end. Wait a moment and see: portes status")
        time.sleep(TICK)

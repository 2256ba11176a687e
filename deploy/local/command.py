"""How to start one real part: arguments, folder, environment, user, and how it wants to end."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1


class Problem(Exception):
    """Something the person at the keyboard can put right; the text says how."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system that a part runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Command:
    """A process to start; it is given ``environment`` and nothing secret in ``arguments``."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    end: signal.Signals = signal.SIGTERM

    def surroundings(self) -> dict[str, str]:
        """The whole environment: ours, with this command's own on top."""
        return {**os.environ, **self.environment}

    def run(self, *, seconds: float = 60) -> str:
        """Run to the end; answer its output. Raises ``Problem`` with its last words if it fails."""
        done = subprocess.run(
            self.arguments,
            cwd=self.folder,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            **self._as_account(),
        )
        if done.returncode:
            name = Path(self.arguments[0]).name
            words = " ".join((done.stderr or done.stdout).split())[-400:]
            raise Problem(f"{name} failed ({done.returncode}): {words}")
        return str(done.stdout)

    def start(self, output: IO[bytes], *, tied: bool = True) -> subprocess.Popen[bytes]:
        """Start in a process group of its own; ``tied``: ends when this process does."""
        return subprocess.Popen(
            self.arguments,
            cwd=self.folder,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_tie(self.end, os.getpid()) if tied else None,  # noqa: PLW1509 - no threads
            **self._as_account(),
        )

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}


def _tie(end: signal.Signals, parent: int) -> Callable[[], None] | None:
    """Ask the kernel to end the child when its parent is gone, even by ``kill -9``.

    Only Linux can; elsewhere the next start clears what a killed supervisor left.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(end))
        if os.getppid() != parent:  # it died between our fork and this line
            os._exit(1)

    return tie

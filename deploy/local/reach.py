"""Which user runs PostgreSQL, and from which folders it can.

PostgreSQL refuses to run as root. Root therefore runs it as another existing user; where that
user cannot reach the home or the installed programs, both go under ``/var/lib/portes``.
"""

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.local.command import Account, Problem

OUTSIDE = Path("/var/lib/portes")
PREFERRED = ("postgres", "nobody", "daemon")
OWNER = "home-of-this-instance"


@dataclass(frozen=True, slots=True)
class Place:
    """Where PostgreSQL's programs and data are, and who runs it; nobody else when not root."""

    programs: Path
    data: Path
    account: Account | None
    outside: Path | None = None
    """The folder outside the home, when one was needed."""


def place_for(home: Path, programs: Path, instance: str) -> Place:
    """Find a place that works; ``programs`` is the folder with ``bin``."""
    data = home / "postgres"
    if os.geteuid() != 0:
        return Place(programs, data, None)
    account = another_user()
    if can_reach(account, programs / "bin" / "postgres") and can_enter(account, home):
        return Place(programs, data, account)
    outside = OUTSIDE / (instance or "portes")
    _claim(outside, home)
    return Place(_copied(programs, outside), outside / "postgres", account, outside)


def another_user() -> Account:
    """An existing user that is not root."""
    for name in PREFERRED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise Problem(
        "PostgreSQL does not run as root, and no other user was found to run it as. "
        "Run as an ordinary user, or set DATABASE_URL to a running server."
    )


def can_reach(account: Account, program: Path) -> bool:
    """Whether the user can run the program."""
    return _as(account, [str(program), "--version"])


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the user can pass through the folder."""
    return _as(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])


def _as(account: Account, arguments: list[str]) -> bool:
    try:
        done = subprocess.run(
            arguments,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _claim(outside: Path, home: Path) -> None:
    """Make the folder ours; one that belonged to a home long gone is set aside."""
    owner = outside / OWNER
    if owner.exists() and owner.read_text() != str(home):
        if Path(owner.read_text()).exists():
            raise Problem(
                f"{outside} already belongs to {owner.read_text()}. Give this one a name of its "
                "own, as in PORTES_INSTANCE=second make up, or run make clean there."
            )
        outside.rename(outside.with_name(f"{outside.name}.left-{int(time.time())}"))
    outside.mkdir(parents=True, exist_ok=True)
    outside.chmod(0o755)
    owner.write_text(str(home))


def _copied(programs: Path, outside: Path) -> Path:
    """A copy of the programs, made whole or not at all; their libraries lie beside them."""
    package = programs.parent
    copy = outside / "programs" / package.name
    if not copy.exists():
        fresh = outside / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, fresh / part.name, symlinks=True)
        shutil.rmtree(outside / "programs", ignore_errors=True)
        fresh.rename(outside / "programs")
    return copy / programs.name

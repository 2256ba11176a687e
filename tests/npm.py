"""npm's pinned packages, fetched by the Node of its wheel: ``make test`` begins with it.

``python -m tests.npm`` fetches them alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.dependencies import BROWSER_TESTS, node

PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")


def fetched() -> bool:
    """Whether the packages are here as the lock says, fetched now if need be."""
    if _as_locked():
        return True
    found = node()
    if found is None:
        return False
    folder = Path(found).parent
    npm = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [found, str(npm), "ci", "--no-audit", "--no-fund", "--silent", *PATIENCE]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(folder), os.environ.get("PATH", "")]),
        "npm_config_cache": str(Path(sys.prefix) / "share" / "portes" / "npm"),
    }
    done = subprocess.run(command, cwd=BROWSER_TESTS, env=environment, check=False)
    return done.returncode == 0


def _as_locked() -> bool:
    """Whether npm's own note of what it installed says the same as the lock."""
    try:
        here = _packages(BROWSER_TESTS / "node_modules" / ".package-lock.json")
    except FileNotFoundError:
        return False
    locked = _packages(BROWSER_TESTS / "package-lock.json")
    needed = {path for path, package in locked.items() if not package.get("optional")}
    return needed <= here.keys() <= locked.keys() and all(
        package["version"] == locked[path]["version"] for path, package in here.items()
    )


def _packages(lock: Path) -> dict[str, dict[str, object]]:
    packages: dict[str, dict[str, object]] = json.loads(lock.read_text())["packages"]
    return {path: package for path, package in packages.items() if path}


def main() -> int:
    """Fetch them; 0 when they are here."""
    if fetched():
        return 0
    print(
        "npm's packages could not be fetched. Connect to npm's registry and run this again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

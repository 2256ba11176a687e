"""``python -m tests.npm``: installs npm's pinned packages with the Node of its wheel."""

import os
import subprocess
import sys
from pathlib import Path

from tests.dependencies import BROWSER_TESTS, node


def main() -> int:
    """Run ``npm ci`` where the browser tests are; its exit code."""
    found = node()
    if found is None:
        print("Node is missing. Run: make install")
        return 1
    folder = Path(found).parent
    npm = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    command = [found, str(npm), "ci", "--no-audit", "--no-fund", "--silent"]
    return subprocess.run(
        command, cwd=BROWSER_TESTS, env={**os.environ, "PATH": path}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())

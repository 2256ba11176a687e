"""``python -m tests``: the whole suite, parallel and in random order, for ``make test``."""

import os
import subprocess
import sys

import pytest

FETCH = (sys.executable, "-m", "tests.npm")  # a process: pytest must be the first to import tests
BESIDES = ("-n", os.environ.get("PORTES_TEST_PROCESSES", "auto"), "--dist", "loadscope")


def main() -> int:
    """Fetch what npm brings and run the tests; further arguments go to pytest.

    Without npm's packages the rest runs all the same, except under ``CI``.
    """
    lacking = subprocess.run(FETCH, check=False).returncode
    if lacking and os.environ.get("CI"):
        return lacking
    return int(pytest.main([*BESIDES, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests``: the whole suite, parallel and in random order, for ``make test``."""

import os
import sys

import pytest

BESIDES = ("-n", os.environ.get("PORTES_TEST_PROCESSES", "auto"), "--dist", "loadgroup")


def main() -> int:
    """Run the tests; further arguments go to pytest."""
    return int(pytest.main([*BESIDES, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())

"""The shell completes the command line's names."""

import os
import subprocess
import sys

from tests.fixtures.databases import ROOT


def test_the_shell_is_offered_commands_that_begin_as_typed() -> None:
    asked = {"_PORTES_COMPLETE": "complete_bash", "COMP_WORDS": "portes re", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli"],
        cwd=ROOT,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert {"rebuild", "replay", "report"} <= set(done.stdout.split())
    assert "status" not in done.stdout.split()

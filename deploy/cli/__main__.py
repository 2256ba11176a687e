"""The command line ``portes``. Exit codes: see ``deploy.cli.console``."""

import os
import sys

from deploy.cli.console import INTERRUPTED, PROBLEM, err
from deploy.local.command import Problem


def main() -> None:
    """Run the command; a problem is said with its remedy, an interruption loses nothing."""
    try:
        from deploy.cli.application import app  # within: reading it may be interrupted too

        app(prog_name="portes")
    except Problem as why:
        err.print("[red]Problem:[/] ", end="")
        err.print(str(why), markup=False)
        sys.exit(PROBLEM)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise


def _interrupted() -> None:
    err.print("Interrupted. Nothing is lost: run the same command again to go on.")
    sys.stdout.flush()
    # Not sys.exit: an interruption within exec, as dataclasses use it while modules load, stays
    # noted in the interpreter even when it was caught, and would end us by the signal instead.
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()

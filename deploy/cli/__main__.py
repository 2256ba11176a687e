"""The command line ``portes``. Exit codes: see ``deploy.cli.console``."""

import errno
import os
import sys

from deploy.cli.console import INTERRUPTED, PROBLEM, err
from deploy.local.command import Problem

FULL = (errno.ENOSPC, errno.EDQUOT)


def main() -> None:
    """Run the command; a problem is said with its remedy, an interruption loses nothing."""
    try:
        from deploy.cli.application import app  # within: reading it may be interrupted too

        app(prog_name="portes")
    except (Problem, OSError) as why:
        _explain(why)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise


def _explain(why: Problem | OSError) -> None:
    err.print("[red]Problem:[/] ", end="")
    err.print(str(_problem(why)), markup=False)
    sys.exit(PROBLEM)


def _problem(why: Problem | OSError) -> Problem:
    """What somebody can do about it; what nobody foresaw is raised as it is."""
    if isinstance(why, Problem):
        return why
    if why.errno in FULL:
        return Problem("The disk is full. Make room and run the same command again.")
    if isinstance(why, ConnectionError):
        return Problem("PostgreSQL does not answer. See portes status, and start it: make up")
    raise why


def _interrupted() -> None:
    err.print("Interrupted. Nothing is lost: run the same command again to go on.")
    sys.stdout.flush()
    # Not sys.exit: an interruption within exec, as dataclasses use it while modules load, stays
    # noted in the interpreter even when it was caught, and would end us by the signal instead.
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()

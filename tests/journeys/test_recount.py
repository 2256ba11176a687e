"""Days of calls go in at the gateway's door; every figure of the report equals a recount."""

import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fixtures.instances import Instances, Running, wait_for
from tests.journeys import call_logs, recount

MESSY = ("--shuffle", "7", "--double", "0.1", "--late", "0.1")
SPEEDS = {"generated": "10000", "real": "25000"}
"""Times real time: three days or a week of calls within half a minute."""
QUARTER = 900
pytestmark = pytest.mark.timeout(300)


def check(running: Running, files: Sequence[Path]) -> None:
    """Every figure of every day, and the load at every quarter of an hour."""
    first, calls = recount.read(files)
    days = range(max(call.rang for call in calls) // recount.DAY + 1)
    with running.client() as client:
        for number in days:
            expected = recount.day_report(calls, first, number)
            answer = client.get(f"/indicators/api/reports/calls?day={expected['day']}&within=20")
            assert answer.json() == approximately(expected)
            for second in range(0, recount.DAY, QUARTER):
                at = f"{expected['day']}T{second // 3600:02}:{second // 60 % 60:02}:00"
                told = client.get(f"/indicators/api/reports/load?at={at}").json()
                load = recount.load_at(calls, number * recount.DAY + second)
                assert {name: told[name] for name in load} == load, at


def approximately(expected: dict) -> dict:
    """Integers exactly; means and shares to the last bits of a double."""
    if isinstance(expected, dict):
        return {name: approximately(value) for name, value in expected.items()}
    return pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected


def reported(running: Running, files: Sequence[Path]) -> None:
    """The command line prints the same."""
    first, calls = recount.read(files)
    expected = recount.day_report(calls, first, 0)
    told = running.portes("report", "calls", "--day", expected["day"], "--json").stdout
    assert json.loads(told) == approximately(expected)
    assert list(json.loads(told)) == list(expected)
    at = f"{expected['day']}T10:00"
    told = json.loads(running.portes("report", "load", "--at", at, "--json").stdout)
    assert told == {"at": at, **recount.load_at(calls, 10 * 3600)}


def rebuild(running: Running) -> None:
    """Rebuilding says what it did and ends well."""
    told = running.portes("rebuild").stdout
    assert "0 corrected, 0 added, 0 older ones carried over" in " ".join(told.split())


def kill_worker(running: Running, times: int) -> None:
    """Kill the indicators' worker whenever it is there again."""
    killed: set[int] = set()
    while len(killed) < times:
        pid = wait_for(
            lambda: (p := running.pid("indicators-worker")) and p not in killed and p, seconds=60
        )
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        killed.add(pid)


@pytest.fixture(params=SPEEDS if call_logs.real() else ["generated"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def files(kind: str, tmp_path: Path) -> list[Path]:
    return call_logs.real() if kind == "real" else [call_logs.generated(tmp_path)]


def test_the_report_is_exact_in_disorder_with_five_kills_after_a_rebuild_and_when_all_is_sent_again(
    instance_of: Instances, kind: str, files: list[Path]
) -> None:
    running = instance_of()
    replay = running.begin("replay", "calls", *map(str, files), *MESSY, "--speed", SPEEDS[kind])
    kill_worker(running, 5)
    assert replay.poll() is None, "the kills were meant to come on the way"
    said, _ = replay.communicate(timeout=200)
    assert replay.returncode == 0, said
    check(running, files)
    rebuild(running)
    check(running, files)
    again = running.portes("replay", "calls", *map(str, files)).stdout
    assert "0 unread" in again
    assert "duplicate" in again
    check(running, files)
    reported(running, files)

"""``make up`` by its operator: each start ends well, or says what to do."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from shared.identity import PEOPLE, Role
from tests.fixtures.databases import ROOT
from tests.fixtures.instances import Instances, Running, wait_for

pytestmark = pytest.mark.timeout(300)
PARTS = {f"{name}-{kind}" for name in ("gateway", "referrals", "groups", "indicators")
         for kind in ("web", "worker")} | {"caddy", "player"}  # fmt: skip


def states(running: Running) -> dict[str, str]:
    return {part["name"]: part["state"] for part in running.status()["parts"]}


def supervisor(running: Running) -> int:
    return int((running.home / "run" / "supervisor.lock").read_text())


def test_status_tells_addresses_logins_and_every_part(running: Running) -> None:
    told = running.status()
    assert told.keys() == {"checkpoint", "database", "kafka", "pages", "logins", "parts"}
    assert told["pages"] == f"http://localhost:{running.environment['PORTES_PORT']}"
    assert {login["role"] for login in told["logins"]} == {*PEOPLE, Role.DISPLAY, Role.KIOSK}
    assert {part["name"] for part in told["parts"]} == PARTS
    assert all(part.keys() == {"name", "state", "pid", "version"} for part in told["parts"])
    assert {state for name, state in states(running).items() if name != "player"} == {"ready"}
    secret = running.home / "cli.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    with running.client() as client:
        for door in ("gateway", "referrals", "groups", "indicators"):
            assert client.get(f"/{door}/").status_code in (200, 303)
            assert client.get(f"/{door}").headers["location"] == f"/{door}/"
            assert client.get(f"/{door}/healthz").json() == {"status": "alive"}


def test_up_again_changes_nothing_and_is_quick(running: Running) -> None:
    before = {part["name"]: part["pid"] for part in running.status()["parts"]}
    began = time.monotonic()
    running.portes("up", "--no-demo")
    assert time.monotonic() - began < 15
    assert {part["name"]: part["pid"] for part in running.status()["parts"]} == before


def test_a_killed_part_comes_back_and_a_stopped_one_stays_away(running: Running) -> None:
    killed = running.pid("gateway-web")
    assert killed
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: running.pid("gateway-web") not in (killed, None))
    wait_for(lambda: states(running)["gateway-web"] == "ready")
    running.portes("stop", "groups-web")
    assert states(running)["groups-web"] == "stopped"
    running.portes("start", "groups-web")
    assert states(running)["groups-web"] == "ready"
    assert "There is no part" in running.portes("stop", "nonsense", code=1).stderr


def test_a_killed_supervisor_leaves_nothing_in_the_way(running: Running) -> None:
    pids = [part["pid"] for part in running.status()["parts"] if part["pid"]]
    os.kill(supervisor(running), signal.SIGKILL)
    wait_for(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    assert set(states(running).values()) == {"stopped"}
    running.portes("status", code=3)
    running.portes("up", "--no-demo")
    assert states(running)["caddy"] == "ready"


def test_down_and_up_keep_data_and_logins(running: Running) -> None:
    logins = running.status()["logins"]
    running.portes("down")
    assert set(states(running).values()) == {"stopped"}
    running.portes("up", "--no-demo")
    assert running.status()["logins"] == logins
    assert "unchanged" in running.portes("city", "load").stdout


def test_an_interrupted_start_goes_on_where_it_was(instance_of: Instances) -> None:
    running = instance_of(up=False)
    for seconds in (0.8, 2.0, 4.0):
        starting = running.begin("up", "--no-demo")
        time.sleep(seconds)
        starting.send_signal(signal.SIGINT)
        said, _ = starting.communicate(timeout=60)
        assert starting.returncode in (0, 130), said
        assert "Traceback" not in said
    running.portes("up", "--no-demo")
    assert states(running)["caddy"] == "ready"


def test_an_interruption_while_modules_load_is_one_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(
        "import sys, types\n"
        "loading = types.ModuleType('deploy.cli.application')\n"
        "loading.__getattr__ = lambda name: exec('raise KeyboardInterrupt')\n"
        "sys.modules['deploy.cli.application'] = loading\n"
        "from deploy.cli.__main__ import main\n"
        "main()\n"
    )
    found = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(command, env=found, capture_output=True, text=True, check=False)
    assert done.returncode == 130, done.stderr
    assert "Interrupted." in done.stderr


def test_a_taken_port_is_named_with_a_remedy(instance_of: Instances) -> None:
    running = instance_of(up=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(running.environment["PORTES_PORT"])))
        taken.listen()
        said = " ".join(running.portes("up", "--no-demo", code=1).stderr.split())
    assert "is taken by another program" in said
    assert "PORTES_PORT=" in said


def test_two_instances_run_side_by_side_on_the_same_servers(
    running: Running, instance_of: Instances
) -> None:
    other = instance_of(folder="second")
    for each in (running, other):
        assert states(each)["indicators-worker"] == "ready"
    other.portes("clean", "--yes")
    assert not other.home.exists()
    assert states(running)["gateway-web"] == "ready"


def test_commands_without_an_instance_say_what_to_do(instance_of: Instances) -> None:
    running = instance_of(up=False)
    for command in (["status"], ["down"], ["logs"], ["rebuild"]):
        said = running.portes(*command, code=1).stderr
        assert "make up" in said
    running.portes("replay", "calls", code=2)
    with suppress(FileNotFoundError):
        running.home.rmdir()


def test_clean_lists_what_it_deletes_and_asks(running: Running) -> None:
    listed = " ".join(running.portes("clean", code=1).stdout.split())
    assert f"the folder {running.home}" in listed
    assert "_portes_gateway" in listed
    assert "gateway.contacts" in listed
    assert running.home.exists()


def test_a_web_process_with_open_streams_ends_within_15_seconds(running: Running) -> None:
    login = next(each for each in running.status()["logins"] if each["role"] == "manager")
    form = {"user_name": login["user"], "password": login["password"]}
    with running.client() as client:
        client.headers.pop("authorization")
        assert client.post("/indicators/sign-in", data=form).status_code == 303
        with client.stream("GET", "/indicators/areas/city/stream") as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry:")
            began = time.monotonic()
            running.portes("stop", "indicators-web")
            assert time.monotonic() - began < 15
    running.portes("start", "indicators-web")


def test_a_key_alone_is_enough_to_ask_a_system_that_runs_elsewhere(running: Running) -> None:
    key = (running.home / "cli.key").read_text()
    elsewhere = {"PORTES_HOME": str(running.home.parent / "nothing"), "PORTES_API_KEY": key}
    stranger = Running(running.home, {**running.environment, **elsewhere})
    told = stranger.portes("report", "load", "--at", "1998-02-09T10:00", "--json").stdout
    assert json.loads(told) == {"at": "1998-02-09T10:00", "waiting": 0, "serving": 0}

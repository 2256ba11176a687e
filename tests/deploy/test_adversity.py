"""A machine that does not play along: each start says what to do, and goes on when that is done."""

import os
import shutil
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.cli import up
from deploy.cli.instance import Instance, Record
from deploy.cli.replay.log import COLUMNS
from deploy.local import jars
from deploy.local.command import Problem
from tests.fixtures.databases import ROOT
from tests.fixtures.instances import Instances, Running

pytestmark = pytest.mark.timeout(300)
FULL = Path("/dev/full")
"""A file that the system says has no room, whatever is written."""


def words(said: str) -> str:
    return " ".join(said.split())


@pytest.fixture
def nowhere() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_another_users_home_is_left_alone(instance_of: Instances) -> None:
    running = instance_of(up=False)
    if os.geteuid() == 0:
        running.home.mkdir()
        os.chown(running.home, 65534, 65534)
    else:  # whatever it is, it belongs to root
        running = Running(Path("/"), {**running.environment, "PORTES_HOME": "/"})
    before = sorted(running.home.iterdir())
    said = words(running.portes("up", "--no-demo", code=1).stderr)
    assert "belongs to another user. Set PORTES_HOME to a folder of your own." in said
    assert sorted(running.home.iterdir()) == before


def test_a_nearly_full_disk_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setenv("PORTES_HOME", str(tmp_path / "home"))
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage._replace(free=99_000_000))
        with pytest.raises(Problem, match=r"Only 99 MB are free .* Make room, or set PORTES_HOME"):
            up.prepared()
    assert up.prepared().home == tmp_path / "home"


def test_a_disk_that_fills_up_during_a_start_is_named_and_the_next_start_goes_on(
    instance_of: Instances,
) -> None:
    running = instance_of(up=False)
    file = running.home / "caddy" / "Caddyfile"
    file.parent.mkdir(parents=True)
    file.symlink_to(FULL)
    said = words(running.portes("up", "--no-demo", code=1).stderr)
    assert "The parts cannot be prepared: No space left on device." in said
    assert "run make up again; it goes on where it was" in said
    file.unlink()
    running.portes("up", "--no-demo")
    assert running.portes("status").returncode == 0


def test_any_command_that_finds_the_disk_full_says_so(tmp_path: Path) -> None:
    (tmp_path / "unread-calls.tsv").symlink_to(FULL)
    log = tmp_path / "calls.tsv"
    log.write_text("\t".join(COLUMNS) + "\n" + "\t".join("x" * len(COLUMNS)) + "\n")
    running = Running(tmp_path, {**os.environ, "PORTES_HOME": str(tmp_path), "PORTES_API_KEY": "k"})
    said = words(running.portes("replay", "calls", str(log), code=1).stderr)
    assert "The disk is full. Make room and run the same command again." in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "command", ["clock show", "archive list", "parked list", "rebuild", "city load"]
)
def test_a_command_that_finds_no_database_says_so(
    tmp_path: Path, nowhere: str, command: str
) -> None:
    server = f"postgresql://nobody:x@{nowhere.removeprefix('http://')}/postgres"
    Instance(tmp_path, Record(instance="", port=8080, database=server)).save()
    running = Running(tmp_path, {**os.environ, "PORTES_HOME": str(tmp_path)})
    said = words(running.portes(*command.split(), code=1).stderr)
    assert "PostgreSQL does not answer" in said
    assert "Traceback" not in said


def test_without_the_package_registry_make_says_so_and_then_goes_on(
    tmp_path: Path, nowhere: str
) -> None:
    for name in ("Makefile", "pyproject.toml", "deploy/newest_python.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    locked = tmp_path / "requirements" / "portes.txt"
    locked.parent.mkdir()
    locked.write_text(f"portes-never-published==1 --hash=sha256:{'0' * 64}\n")
    away = {
        "PIP_INDEX_URL": nowhere, "UV_DEFAULT_INDEX": nowhere, "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0", "UV_OFFLINE": "0", "UV_CACHE_DIR": str(tmp_path / "cache"),
        "PIP_CONFIG_FILE": os.devnull,
    }  # fmt: skip
    left = {name: value for name, value in os.environ.items() if not name.startswith(("PIP", "UV"))}

    def install(code: int) -> str:
        done = subprocess.run(
            ["make", "install", f"PYTHON={sys.executable}"],
            cwd=tmp_path, env=left | away, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    remedy = "Connect to the package registry or make room, then run make again; it goes on."
    assert remedy in install(2)
    shutil.copy(Path(sys.executable).parent / "uv", tmp_path / ".venv" / "bin" / "uv")
    assert remedy in install(2)
    locked.write_text("")
    assert remedy not in install(0)
    assert os.access(tmp_path / ".venv" / "bin" / "portes", os.X_OK)


JAR = """
[[dependencies]]
groupId = "org.example"
artifactId = "{name}"
version = "1"
packaging = "jar"
sha256 = "{sha256}"
is_modular = false
jar_type = 2
"""


def test_without_maven_central_it_is_said_and_what_came_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nowhere: str
) -> None:
    lock = tmp_path / "lock.toml"
    wanted = {name: sha256(name.encode()).hexdigest() for name in ("one", "two")}
    head = '[metadata]\njgo_version = "2.0.0"\n\n[environment]\nmin_java_version = 17\n'
    lock.write_text(
        head + "".join(JAR.format(name=name, sha256=sum_) for name, sum_ in wanted.items())
    )
    monkeypatch.setattr(jars, "LOCK", lock)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, nowhere)
    folder = tmp_path / "share" / "portes" / "maven" / "org" / "example"

    def arrive(name: str, content: str) -> Path:
        file = folder / name / "1" / f"{name}-1.jar"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file

    one = arrive("one", "one")
    with pytest.raises(Problem, match=r"Maven Central is out of reach.*run make up again"):
        jars.jars()
    assert one.read_text() == "one"
    two = arrive("two", "two")
    assert jars.jars() == [one, two]
    arrive("two", "another")
    with pytest.raises(Problem, match="Maven Central is out of reach"):
        jars.jars()
    assert not two.exists()

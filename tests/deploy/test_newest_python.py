"""Which Python makes the environment: the newest that can, else it is said what to do."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.databases import ROOT

SCRIPT = ROOT / "deploy" / "newest_python.sh"
FAKE = """#!/bin/sh
echo {number} {version}
exit {code}
"""
Pythons = Callable[..., Path]


@pytest.fixture
def pythons(tmp_path: Path) -> Pythons:
    """``pythons({"python3": "3.9"})``: a folder with these; the ``bare`` ones without venv."""

    def make(versions: dict[str, str], bare: tuple[str, ...] = ()) -> Path:
        for name, version in versions.items():
            major, minor = map(int, version.split("."))
            number, code = major * 1000 + minor, int(name in bare)
            file = tmp_path / name
            file.write_text(FAKE.format(number=number, version=version, code=code))
            file.chmod(0o755)
        return tmp_path

    return make


def newest(folder: Path, asked: str = "") -> subprocess.CompletedProcess[str]:
    """What the script says where the path has this folder first, and the machine's tools."""
    tools = folder / "tools with a space"
    tools.mkdir()
    for name in ("sh", "sort"):
        (tools / name).symlink_to(Path("/usr/bin") / name)
    return subprocess.run(
        ["/bin/sh", str(SCRIPT), asked],
        env={"PATH": f"{folder}:{tools}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ({"python3": "3.9", "python3.12": "3.12"}, "python3.12"),
        ({"python3": "3.13"}, "python3"),
        ({"python3.11": "3.11", "python3.9": "3.9", "python3.14": "3.14"}, "python3.14"),
        ({"python3": "3.10", "python3.11": "3.11", "python3.27": "3.27"}, "python3.27"),
    ],
)
def test_the_newest_that_will_do_is_found(
    pythons: Pythons, versions: dict[str, str], found: str
) -> None:
    folder = pythons(versions)
    done = newest(folder)
    assert (done.returncode, done.stdout) == (0, f"{folder / found}\n")


def test_one_that_cannot_make_an_environment_is_passed_over(pythons: Pythons) -> None:
    folder = pythons({"python3.13": "3.13", "python3.11": "3.11"}, bare=("python3.13",))
    assert newest(folder).stdout == f"{folder / 'python3.11'}\n"


def test_only_an_older_one_is_named_with_what_to_do(pythons: Pythons) -> None:
    folder = pythons({"python3": "3.9", "python3.10": "3.10"})
    done = newest(folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Python 3.11 or newer is needed." in done.stderr
    assert f"{folder / 'python3'} is 3.9, too old. " in done.stderr
    assert "make up PYTHON=/path/to/python3.12" in done.stderr


def test_a_lacking_venv_module_is_named_with_what_to_do(pythons: Pythons) -> None:
    done = newest(pythons({"python3.12": "3.12"}, bare=("python3.12",)))
    assert done.returncode == 1
    assert "apt-get install python3.12-venv" in done.stderr


def test_no_python_at_all_is_said(pythons: Pythons) -> None:
    done = newest(pythons({}))
    assert done.returncode == 1
    assert "There is none on the path." in done.stderr


def test_the_python_asked_for_is_the_only_one_looked_at(pythons: Pythons) -> None:
    folder = pythons({"python3.9": "3.9", "python3.11": "3.11", "python3.13": "3.13"})
    assert newest(folder, "python3.11").stdout == f"{folder / 'python3.11'}\n"


def test_a_python_asked_for_that_is_too_old_is_refused(pythons: Pythons) -> None:
    done = newest(pythons({"python3.9": "3.9", "python3.13": "3.13"}), "python3.9")
    assert done.returncode == 1
    assert "python3.9 is 3.9, too old." in done.stderr

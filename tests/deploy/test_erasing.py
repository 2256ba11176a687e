"""``portes people erase``: by command, noted outside of the database, again after a restore."""

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from deploy.local.command import Problem
from deploy.local.postgres import wheel
from tests.deploy.keeping import NOW, Office, an_office, fresh
from tests.fixtures.databases import at

SEALED = b"\x01" + b"KANARIVOGEL" * 3


@pytest.fixture(scope="module")
def databases(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("home")
    with an_office(server, home, ("gateway", "identity")) as made:
        yield made


@pytest.fixture
def office(databases: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return fresh(databases, tmp_path, monkeypatch)


def keep(office: Office, person: UUID | None = None) -> str:
    """Somebody with a contact that is over."""
    person = person or uuid4()
    sealed = "\\x" + SEALED.hex()
    office.execute(
        "gateway",
        "INSERT INTO person (id, version, name, telephone, created_at) VALUES "
        f"('{person}', 1, '{sealed}', '{sealed}', '{NOW}')",
        "INSERT INTO contact (id, version, door, unit, state, city_version, opened_at, ended_at, "
        f"calls, spans, person) VALUES (gen_random_uuid(), 1, 'desk', 'raval-sud', 'closed', 1, "
        f"'{NOW}', '{NOW}', 0, '[]', '{person}')",
    )
    return str(person)


def known(office: Office) -> set[str]:
    rows = office.rows("gateway", "SELECT id FROM person WHERE name IS NOT NULL")
    return {str(row["id"]) for row in rows}


def named(office: Office) -> set[str]:
    rows = office.rows("gateway", "SELECT person FROM contact WHERE person IS NOT NULL")
    return {str(row["person"]) for row in rows}


def test_one_is_erased_and_written_down_outside(office: Office) -> None:
    gone, stays = keep(office), keep(office)
    told = office.told("people", "erase", gone, "--yes")
    assert (told["before"], told["done"]["contacts"]) == (False, 1)
    assert known(office) == named(office) == {stays}
    file = office.home / "erasures.jsonl"
    [line] = [json.loads(each) for each in file.read_text().splitlines()]
    assert line.keys() == {"person", "why", "at"}
    assert (line["person"], line["why"]) == (gone, "request")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert office.told("people", "erase", gone, "--yes")["before"]
    assert len(file.read_text().splitlines()) == 1


def test_without_a_yes_or_a_person_nobody_is_erased(office: Office) -> None:
    person = keep(office)
    assert "for ever?" in office.portes("people", "erase", person, code=1).stdout
    office.portes("people", "erase", code=2)
    nobody = office.portes("people", "erase", str(uuid4()), "--yes", code=1)
    assert "no such person" in str(nobody.exception)
    assert known(office) == {person}


def test_who_cannot_be_written_down_is_not_erased(office: Office) -> None:
    person = keep(office)
    (office.home / "erasures.jsonl").mkdir()
    refused = office.portes("people", "erase", person, "--yes", code=1)
    assert isinstance(refused.exception, Problem)
    assert known(office) == {person}


@pytest.fixture
def restored(office: Office, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A backup of two people was made, one was erased, and the backup was restored."""
    gone, stays = keep(office), keep(office)
    backup, was = tmp_path / "gateway.dump", office.names["gateway"]
    _program("pg_dump", "--format=custom", f"--file={backup}", at(office.server, was))
    office.portes("people", "erase", gone, "--yes")
    assert known(office) == {stays}
    office.names["gateway"] = f"{was}_r"
    place = at(office.server, office.names["gateway"])
    _program("createdb", f"--maintenance-db={office.server}", urlsplit(place).path[1:], dsn=place)
    _program("pg_restore", "--exit-on-error", f"--dbname={place}", str(backup))
    yield gone, stays
    office.names["gateway"] = was
    _program("dropdb", "--force", f"--maintenance-db={office.server}", f"{was}_r", dsn=place)


def _program(name: str, *arguments: str, dsn: str | None = None) -> None:
    server = urlsplit(dsn) if dsn else None
    place = {"PGHOST": server.hostname, "PGPORT": str(server.port)} if server else {}
    if server:
        place |= {"PGUSER": server.username, "PGPASSWORD": server.password}
    environment = {key: value for key, value in place.items() if value}
    done = subprocess.run(
        [str(wheel() / "bin" / name), *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_restored_backup_brings_them_back_until_they_are_erased_again(
    office: Office, restored: tuple[str, str]
) -> None:
    gone, stays = restored
    assert known(office) == named(office) == {gone, stays}
    told = office.told("people", "erase", "--again")
    assert told == {"erased": [gone], "already": 0, "absent": 0, "held": []}
    assert known(office) == named(office) == {stays}
    assert office.told("people", "erase", "--again")["already"] == 1


def test_the_list_may_lie_elsewhere_and_whoever_is_held_is_named(
    office: Office, restored: tuple[str, str]
) -> None:
    gone, _ = restored
    listed = (office.home / "erasures.jsonl").rename(office.home / "a copy.jsonl")
    with listed.open("a") as file:
        file.write(json.dumps({"person": str(uuid4())}) + "\n")
    office.execute(
        "gateway",
        "INSERT INTO legal_hold (id, subject, kind, reason) VALUES "
        f"(gen_random_uuid(), '{gone}', 'person', 'claim')",
    )
    held = office.portes("people", "erase", "--again", "--list", str(listed), code=1)
    assert gone in str(held.exception)
    assert gone in known(office)
    office.execute("gateway", "UPDATE legal_hold SET released_at = clock_timestamp()")
    told = office.told("people", "erase", "--again", "--list", str(listed))
    assert (told["erased"], told["absent"]) == ([gone], 1)


def test_a_list_that_cannot_be_read_erases_nobody(office: Office) -> None:
    person = keep(office)
    line = json.dumps({"person": person}) + "\n"
    (office.home / "erasures.jsonl").write_text(f"{line}half a li")
    refused = office.portes("people", "erase", "--again", code=1)
    assert "line 2 cannot be read" in str(refused.exception)
    assert known(office) == {person}
